// Archives that are made to unpack without end, or to be read twice.
import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipOf } from './zip.ts';

type Entry = { readonly name: string; readonly at: number; readonly packed: number; readonly size: number };

/** A zip archive whose directory says whatever `entries` say of one kernel of deflated bytes. */
function zipSaying(
  kernel: Buffer,
  entries: readonly Entry[],
  changes: { count?: number; directoryAt?: number } = {},
): Buffer {
  const directory = Buffer.concat(
    entries.map(({ name, at, packed, size }) => {
      const head = Buffer.alloc(46);
      head.write('PK\u0001\u0002', 'latin1');
      head.writeUInt16LE(8, 10);
      head.writeUInt32LE(packed, 20);
      head.writeUInt32LE(size, 24);
      head.writeUInt16LE(name.length, 28);
      head.writeUInt32LE(at, 42);
      return Buffer.concat([head, Buffer.from(name)]);
    }),
  );
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(changes.count ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(changes.directoryAt ?? kernel.length, 16);
  return Buffer.concat([kernel, directory, end]);
}

function localHeader(name: string, extraBytes = 0): Buffer {
  const head = Buffer.alloc(30);
  head.write('PK\u0003\u0004', 'latin1');
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extraBytes, 28);
  return Buffer.concat([head, Buffer.from(name)]);
}

const mib = 1024 * 1024;
const zeros = deflateRawSync(Buffer.alloc(20 * mib, 'a\n'));
const kernel = Buffer.concat([localHeader('a.txt'), zeros]);
const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}.txt`);
const same = { at: 0, packed: zeros.length, size: 20 * mib };

/** Each kernel begins inside of the one before: the header of an entry is quoted in the bytes of the one that it follows. */
function quoted(count: number): Buffer {
  const small = deflateRawSync(Buffer.alloc(4 * mib, 'b\n'));
  const heads = names(count).map((name) => localHeader(name));
  const bytes = Buffer.concat([...heads, small]);
  let at = 0;
  const entries = heads.map((head, index) => {
    const entry = { name: `${index}.txt`, at, packed: bytes.length - at - head.length, size: 4 * mib };
    at += head.length;
    return entry;
  });
  return zipSaying(bytes, entries);
}

/** Archives of which nothing may be read: their entries share bytes. */
export const overlapping: Readonly<Record<string, Uint8Array>> = {
  'the same kernel twice': zipSaying(kernel, [
    { name: 'a.txt', ...same },
    { name: 'b.txt', ...same },
  ]),
  'the same kernel 60 times': zipSaying(
    kernel,
    names(60).map((name) => ({ name, ...same })),
  ),
  'the same kernel 1,900 times': zipSaying(
    kernel,
    names(1_900).map((name) => ({ name, ...same })),
  ),
  'headers quoted in kernels': quoted(60),
  'a kernel in a bugreport of the same bytes': zipSaying(kernel, [
    { name: 'bugreport.txt', ...same },
    { name: 'tombstone_00', ...same },
  ]),
  'one byte in common': zipSaying(Buffer.concat([kernel, kernel]), [
    { name: 'a.txt', ...same },
    { name: 'b.txt', ...same, at: 30 + zeros.length - 1 },
  ]),
};

/** Archives of which something may be read, and never much. */
export const bombs: Readonly<Record<string, Uint8Array>> = {
  'a ratio of 1000': zipOf({ 'bugreport.txt': 'x'.repeat(20 * mib) }),
  'lines in a ratio of 1000': zipOf({ 'bugreport.txt': 'x\n'.repeat(10 * mib) }),
  'a size that is a lie': zipSaying(kernel, [{ name: 'bugreport.txt', ...same, size: 10 }]),
  'a size of nearly 4 GB': zipSaying(kernel, [{ name: 'bugreport.txt', ...same, size: 0xfffffff0 }]),
  'packed bytes beyond the end': zipSaying(kernel, [{ name: 'a.txt', ...same, packed: 0xfffffff0 }]),
  'an entry beyond the end': zipSaying(kernel, [{ name: 'a.txt', ...same, at: 0x7fffffff }]),
  'a directory beyond the end': zipSaying(kernel, [{ name: 'a.txt', ...same }], { directoryAt: 0x7fffffff }),
  'a directory inside of its kernel': zipSaying(kernel, [{ name: 'a.txt', ...same }], { directoryAt: 3 }),
  'a count of entries that is a lie': zipSaying(kernel, [{ name: 'a.txt', ...same }], { count: 65_535 }),
  'a name of 60,000 characters': zipSaying(kernel, [{ name: 'a'.repeat(60_000), ...same }]),
  '2,500 entries': zipOf(Object.fromEntries(names(2_500).map((name) => [name, 'hello']))),
  '60 entries of a megabyte': zipOf(Object.fromEntries(names(60).map((name) => [name, 'y\n'.repeat(mib / 2)]))),
  'an archive in an archive': zipOf({ 'a.txt': Buffer.from(zipOf({ 'b.txt': 'z'.repeat(mib) })).toString('latin1') }),
  'gzip of 30 MB': gzipSync(Buffer.alloc(30 * mib, 'c\n')),
  'gzip of one line of 30 MB': gzipSync(Buffer.alloc(30 * mib, 'c')),
  'gzip in gzip in gzip': gzipSync(gzipSync(gzipSync(Buffer.alloc(20 * mib)))),
  'half a gzip': gzipSync(Buffer.alloc(mib, 'd\n')).subarray(0, 400),
  'many members of gzip': Buffer.concat(Array.from({ length: 40 }, () => gzipSync(Buffer.alloc(mib, 'e\n')))),
  'an extra field that swallows the file': zipSaying(Buffer.concat([localHeader('a.txt', 65_535), zeros]), [
    { name: 'a.txt', ...same },
  ]),
};
