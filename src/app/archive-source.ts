// Reads an archive from wherever it lies, in ranges: its directory first, then the entries that somebody wants, piece by piece.
import {
  findDirectory,
  listEntries,
  localHeaderBytes,
  packedOffset,
  type ZipEntry,
  zipTailBytes,
} from '../domain/report/packed/zip.ts';
import type { Inflate } from './ports/inflate.ts';
import type { Objects } from './ports/objects.ts';

export type ArchiveSource = {
  readonly sizeBytes: number;
  /** Fewer bytes, or none, where it ends before. */
  readonly read: (at: number, sizeBytes: number) => Promise<Uint8Array>;
};

export const sourceOfBytes = (bytes: Uint8Array): ArchiveSource => ({
  sizeBytes: bytes.length,
  read: async (at, sizeBytes) => bytes.subarray(at, at + sizeBytes),
});

export const sourceOfObject = (objects: Objects, key: string, sizeBytes: number): ArchiveSource => ({
  sizeBytes,
  async read(at, wanted) {
    if (at >= sizeBytes) return new Uint8Array();
    return (await objects.loadRange(key, at, Math.min(wanted, sizeBytes - at))) ?? new Uint8Array();
  },
});

/** A read of storage takes as long for a kilobyte. */
const rangeBytes = 2 * 1024 * 1024;

export async function* readPieces(source: ArchiveSource, at: number, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const end = Math.min(source.sizeBytes, at + sizeBytes);
  for (let next = at; next < end; ) {
    const piece = await source.read(next, Math.min(rangeBytes, end - next));
    if (piece.length === 0) return;
    yield piece;
    next += piece.length;
  }
}

/** None where it is no archive that can be read. */
export async function readEntries(source: ArchiveSource): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, source.sizeBytes - zipTailBytes);
  const place = findDirectory(await source.read(tailAt, zipTailBytes));
  return place === null ? [] : listEntries(await source.read(place.at, place.sizeBytes));
}

export async function* readEntry(
  { source, inflate }: { readonly source: ArchiveSource; readonly inflate: Inflate },
  entry: ZipEntry,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const offset = packedOffset(await source.read(entry.at, localHeaderBytes));
  if (offset === null) return;
  const packed = readPieces(
    source,
    entry.at + offset,
    Math.min(entry.packedBytes, entry.method === 0 ? maxBytes : entry.packedBytes),
  );
  yield* entry.method === 0 ? packed : inflate(packed, 'deflate-raw', maxBytes);
}
