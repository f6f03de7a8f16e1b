// Unpacks a long file piece by piece, by the stream that workerd and Node both have.
import type { Inflate } from '../../app/ports/inflate.ts';

/** A piece is unpacked at once in workerd, to a thousand times its size at worst. */
const pieceBytes = 16 * 1024;

export const systemInflate: Inflate = async function* (pieces, form, maxBytes) {
  const { readable, writable } = new DecompressionStream(form);
  // What ends early, ends the writing with it.
  feed(writable.getWriter(), pieces).catch(() => undefined);
  const reader = readable.getReader();
  let left = maxBytes;
  try {
    while (left > 0) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value.length <= left ? value : value.subarray(0, left);
      left -= value.length;
    }
  } catch {
    // Damaged from here on.
  } finally {
    await reader.cancel().catch(() => undefined);
  }
};

async function feed(writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, pieces: AsyncIterable<Uint8Array>) {
  try {
    for await (const piece of pieces)
      for (let at = 0; at < piece.length; at += pieceBytes) {
        await writer.ready;
        await writer.write(new Uint8Array(piece.subarray(at, at + pieceBytes)));
      }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  }
}
