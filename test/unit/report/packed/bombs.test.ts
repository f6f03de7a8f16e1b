// Archives that are made to unpack without end: what is read of them is bounded, and nothing where their entries share bytes.
import { describe, expect, it } from 'vitest';
import { systemInflate } from '../../../../src/adapters/system/inflate.ts';
import { type ArchiveSource, readEntries, sourceOfBytes } from '../../../../src/app/archive-source.ts';
import { openPacked } from '../../../../src/app/open-crash.ts';
import type { Inflate } from '../../../../src/app/ports/inflate.ts';
import { textCodec } from '../../../../src/wire/text-codec.ts';
import { bombs, overlapping } from '../../../samples/bombs.ts';

const mib = 1024 * 1024;

/** Opens the archive and says how many bytes were unpacked for it. */
async function open(bytes: Uint8Array): Promise<{ text: string; unpackedBytes: number }> {
  let unpackedBytes = 0;
  const inflate: Inflate = async function* (pieces, form, maxBytes) {
    for await (const piece of systemInflate(pieces, form, maxBytes)) {
      unpackedBytes += piece.length;
      yield piece;
    }
  };
  const opened = await openPacked({ inflate, codec: textCodec }, new Uint8Array(bytes));
  return { text: opened?.text ?? '', unpackedBytes };
}

describe('entries that share bytes', () => {
  it.each(Object.entries(overlapping))('%s: nothing is unpacked', async (_, bytes) => {
    expect(await readEntries(sourceOfBytes(new Uint8Array(bytes)))).toEqual([]);
    expect(await open(bytes)).toEqual({ text: '', unpackedBytes: 0 });
  });
});

describe('what unpacks to more than it should', () => {
  it.each(Object.entries(bombs))('%s: is bounded', async (_, bytes) => {
    const { text, unpackedBytes } = await open(bytes);
    expect(unpackedBytes).toBeLessThanOrEqual(208 * mib);
    expect(text.length).toBeLessThanOrEqual(4 * mib);
  });
});

it('reads no further than it has to: a directory is not looked for in the whole of a file', async () => {
  const read: number[] = [];
  const source: ArchiveSource = {
    sizeBytes: 400 * mib,
    read: async (_, sizeBytes) => {
      read.push(sizeBytes);
      return new Uint8Array(Math.min(sizeBytes, mib));
    },
  };
  expect(await readEntries(source)).toEqual([]);
  expect(read.reduce((sum, each) => sum + each, 0)).toBeLessThan(mib);
});
