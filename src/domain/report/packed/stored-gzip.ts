// Writes a gzip file (RFC 1952) whose bytes are stored as they are (RFC 1951, 3.2.4): for what was changed after it was unpacked.
import { crc32 } from '../../crc32.ts';

const maxBlockBytes = 65_535;
/** Without a name and a time, which tell of who packed it. Some bytes longer than what it holds. */
export function storeGzip(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / maxBlockBytes));
  const packed = new Uint8Array(10 + 5 * blocks + bytes.length + 8);
  const view = new DataView(packed.buffer);
  packed.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  let at = 10;
  for (let block = 0; block < blocks; block += 1) {
    const piece = bytes.subarray(block * maxBlockBytes, (block + 1) * maxBlockBytes);
    packed[at] = block === blocks - 1 ? 1 : 0;
    view.setUint16(at + 1, piece.length, true);
    view.setUint16(at + 3, ~piece.length & 0xffff, true);
    packed.set(piece, at + 5);
    at += 5 + piece.length;
  }
  view.setUint32(at, crc32(bytes), true);
  view.setUint32(at + 4, bytes.length, true);
  return packed;
}
