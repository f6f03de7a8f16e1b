// Takes comments, texts and applications' data out of a GIF file (GIF89a), without encoding it again.
import { byteAt, joinBytes, nameAt } from './bytes-at.ts';

/** Bytes of a colour table, by the packed field that announces it. */
const tableBytes = (packed: number): number => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1));

/** Null for what is no GIF. A file that breaks off keeps its whole blocks. */
export function stripGif(bytes: Uint8Array): Uint8Array | null {
  const start = nameAt(bytes, 0) + String.fromCharCode(byteAt(bytes, 4), byteAt(bytes, 5));
  if (start !== 'GIF87a' && start !== 'GIF89a') return null;
  let at = 13 + tableBytes(byteAt(bytes, 10));
  const kept: Uint8Array[] = [bytes.subarray(0, at)];
  while (at < bytes.length) {
    const kind = byteAt(bytes, at);
    if (kind === 0x3b) return joinBytes([...kept, bytes.subarray(at, at + 1)]);
    const data = kind === 0x2c ? at + 11 + tableBytes(byteAt(bytes, at + 9)) : at + 2;
    if (kind !== 0x2c && kind !== 0x21) break;
    const end = endOfBlocks(bytes, data);
    if (end > bytes.length) break;
    if (kind === 0x2c || isShown(bytes, at, end)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return joinBytes(kept);
}

/** The application's block that makes an animation repeat says how often, and nothing else. */
const repeatBytes = 19;

/** Graphic control, and that block. */
function isShown(bytes: Uint8Array, at: number, end: number): boolean {
  const label = byteAt(bytes, at + 1);
  if (label === 0xf9) return end - at === 8;
  return label === 0xff && end - at === repeatBytes && ['NETS', 'ANIM'].includes(nameAt(bytes, at + 3));
}

function endOfBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && byteAt(bytes, at) !== 0) at += byteAt(bytes, at) + 1;
  return at + 1;
}
