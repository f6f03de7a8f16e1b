// What is packed for testers opens everywhere: the directory, the names and the checksums are those of the format.
import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { findDirectory, isZip, listEntries, localHeaderBytes } from '../../../src/domain/report/packed/zip.ts';
import { packZip, type ZipFile } from '../../../src/wire/pages/zip.ts';

async function pack(files: readonly ZipFile[]): Promise<Buffer> {
  async function* given() {
    yield* files;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of packZip(given())) pieces.push(piece);
  return Buffer.concat(pieces);
}

it('is an archive whose files are what they were', async () => {
  const files = [
    { name: 'read-me.txt', bytes: Buffer.from('Was gespeichert ist') },
    { name: 'reports/nova/r-1/files/Foto \u00e9.png', bytes: Uint8Array.from({ length: 70_000 }, (_, at) => at % 251) },
    { name: 'empty', bytes: new Uint8Array() },
  ];
  const packed = await pack(files);
  expect(isZip(packed)).toBe(true);
  const directory = findDirectory(packed);
  if (directory === null) throw new Error('has no directory');
  const entries = listEntries(packed.subarray(directory.at, directory.at + directory.sizeBytes));
  // Our reader takes names as bytes.
  const names = entries.map(({ name }) => Buffer.from(name, 'latin1').toString());
  expect(entries.map(({ sizeBytes }, at) => [names[at], sizeBytes])).toEqual(
    files.map((file) => [file.name, file.bytes.length]),
  );
  for (const [at, entry] of entries.entries()) {
    const { bytes } = files[at] ?? expect.fail();
    const from = entry.at + localHeaderBytes + entry.name.length;
    expect(Buffer.compare(packed.subarray(from, from + entry.packedBytes), bytes)).toBe(0);
    expect(packed.readUInt32LE(entry.at + 14)).toBe(crc32(bytes));
  }
});

it('of nothing is an empty archive', async () => {
  expect(findDirectory(await pack([]))).toEqual({ at: 0, sizeBytes: 0 });
});
