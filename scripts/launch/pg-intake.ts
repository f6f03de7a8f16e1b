// Reads the first messages of a PostgreSQL connection one by one, while neither side streams yet.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { headerBytes } from './pg-scanner.ts';

// A startup packet of PostgreSQL may have 10,000 bytes (MAX_STARTUP_PACKET_LENGTH); no message before the first query needs more.
const longestBytes = 10_000;

/** Resolves with a tag and its payload. Throws when the other side closes, is too slow, or sends what cannot be a message. */
export async function takeMessage(socket: Socket, patience: AbortSignal): Promise<{ tag: number; payload: Buffer }> {
  const header = await take(socket, headerBytes, patience);
  return { tag: header[0] ?? 0, payload: await takeSized(socket, header.readInt32BE(1), patience) };
}

/** Resolves with the payload of a startup packet, which has a length but no tag. */
export async function takeUntagged(socket: Socket, patience: AbortSignal): Promise<Buffer> {
  const length = await take(socket, 4, patience);
  return takeSized(socket, length.readInt32BE(0), patience);
}

/** `length` counts its own four bytes. */
async function takeSized(socket: Socket, length: number, patience: AbortSignal): Promise<Buffer> {
  if (length < 4 || length > longestBytes) throw new RangeError(`a message of ${length} bytes`);
  return length === 4 ? Buffer.alloc(0) : take(socket, length - 4, patience);
}

async function take(socket: Socket, sizeBytes: number, patience: AbortSignal): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(sizeBytes);
    if (bytes instanceof Buffer && bytes.length === sizeBytes) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error('the connection was closed');
    await once(socket, 'readable', { signal: patience });
  }
}
