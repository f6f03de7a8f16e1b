// What is measured of a build file, against the plainest computation of the same.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measureFile } from '../../../src/cli/publish/measure-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'orange-measure-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mib = 1024 * 1024;
const digestOf = (kind: string, bytes: Uint8Array): Buffer => createHash(kind).update(bytes).digest();
const cut = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));

function measure(path: string, interrupt = new AbortController().signal) {
  const told: number[] = [];
  const showProgress = () => ({ update: (bytes: number) => void told.push(bytes), stop: () => void told.push(-1) });
  return { told, measured: measureFile(path, { fileName: 'x.img', interrupt, showProgress }) };
}

describe('a file', () => {
  it.each([1, 4 * mib - 1, 4 * mib, 4 * mib + 1, 16 * mib, 16 * mib + 1, 35 * mib + 7])(
    'of %i bytes',
    async (sizeBytes) => {
      const bytes = randomBytes(sizeBytes);
      const path = join(folder, `${sizeBytes}.img`);
      writeFileSync(path, bytes);
      const { told, measured } = measure(path);
      const { artifact, chunkDigests, joinedEtag } = await measured;
      const chunks = cut(bytes, 4 * mib).map((chunk) => digestOf('sha256', chunk));
      const parts = cut(bytes, 16 * mib).map((part) => digestOf('md5', part));
      expect(artifact).toEqual({
        fileName: 'x.img',
        sizeBytes,
        sha256: digestOf('sha256', bytes).toString('hex'),
        sha512: digestOf('sha512', bytes).toString('hex'),
        chunkSizeBytes: 4 * mib,
        chunkRoot: digestOf('sha256', Buffer.concat(chunks)).toString('hex'),
      });
      expect(chunkDigests.map((digest) => Buffer.from(digest).toString('hex'))).toEqual(
        chunks.map((digest) => digest.toString('hex')),
      );
      expect(joinedEtag).toBe(`${digestOf('md5', Buffer.concat(parts)).toString('hex')}-${parts.length}`);
      expect(told.slice(-2)).toEqual([sizeBytes, -1]);
    },
  );

  it('is let go of at Ctrl-C', async () => {
    const interrupting = new AbortController();
    interrupting.abort();
    const { told, measured } = measure(join(folder, `${16 * mib}.img`), interrupting.signal);
    await expect(measured).rejects.toMatchObject({ exitCode: 130 });
    expect(told).toEqual([-1]);
  });
});
