// Reads one part of the build file for sending, chunk by chunk, and lets nothing pass that differs from what was hashed.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { MeasuredFile } from './measure-file.ts';
import { changedFile, readFully } from './measure-file.ts';

/** So that progress is told, and Ctrl-C heard, between writes of a slow line. */
const pieceBytes = 256 * 1024;

export type PartRange = { readonly startBytes: number; readonly lengthBytes: number };

/**
 * A chunk is hashed before its first byte is sent; parts begin and end where chunks do. `onSent` is told the bytes of the
 * part that were taken so far. Throws a CliError when the file is no longer the one that was measured.
 */
export async function* readPartPieces(
  file: FileHandle,
  { path, artifact, chunkDigests }: MeasuredFile,
  { startBytes, lengthBytes }: PartRange,
  onSent: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(artifact.chunkSizeBytes);
  for (let sent = 0; sent < lengthBytes; ) {
    const position = startBytes + sent;
    const chunk = await readFully(file, buffer, position);
    const expected = chunkDigests[position / artifact.chunkSizeBytes];
    if (expected === undefined || !createHash('sha256').update(chunk).digest().equals(expected)) {
      throw changedFile(path, 'uploaded');
    }
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const piece = chunk.subarray(at, at + pieceBytes);
      yield piece;
      sent += piece.length;
      onSent(sent);
    }
  }
}
