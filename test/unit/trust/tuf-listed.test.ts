// Bytes are the listed ones when every hash that is listed is right, and at least one is known (properties 12).
import { expect, it } from 'vitest';
import { checkListedBytes } from '../../../src/domain/trust/tuf/check-listed.ts';
import { deriveTargetFile } from '../../../src/domain/trust/tuf/target-file.ts';

const [sha256, sha512] = ['ab'.repeat(32), 'cd'.repeat(64)];
const [otherSha256, otherSha512] = ['00'.repeat(32), '00'.repeat(64)];
const measured = { lengthBytes: 5, hashes: { sha256, sha512 } };

it.each<[string, Parameters<typeof checkListedBytes>[0], string | null]>([
  ['both right', { lengthBytes: 5, hashes: { sha256, sha512 } }, null],
  ['one listed', { lengthBytes: 5, hashes: { sha512 } }, null],
  ['no length listed', { lengthBytes: null, hashes: { sha256 } }, null],
  ['nothing listed', { lengthBytes: null, hashes: null }, null],
  ['one right and one wrong', { lengthBytes: 5, hashes: { sha256, sha512: otherSha512 } }, 'hash-not-as-listed'],
  ['one wrong and one right', { lengthBytes: 5, hashes: { sha256: otherSha256, sha512 } }, 'hash-not-as-listed'],
  ['hashes of unknown kinds alone', { lengthBytes: 5, hashes: {} }, 'hash-not-as-listed'],
  ['one byte more', { lengthBytes: 4, hashes: { sha256 } }, 'length-not-as-listed'],
  ['one byte less', { lengthBytes: 6, hashes: null }, 'length-not-as-listed'],
])('%s', (_, listed, refusal) => {
  expect(checkListedBytes(listed, measured)).toBe(refusal);
});

it.each([
  ['fw/nova/a.img', { sha256, sha512 }, true, `fw/nova/${sha256}.a.img`],
  ['a.img', { sha512 }, true, `${sha512}.a.img`],
  ['fw/nova/a.img', { sha256 }, false, 'fw/nova/a.img'],
])('%s lies where its hash says', (path, hashes, isConsistent, file) => {
  expect(deriveTargetFile(path, { lengthBytes: 5, hashes }, isConsistent)).toBe(file);
});
