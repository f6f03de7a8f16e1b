// Takes EXIF, XMP and colour profiles out of a WebP file (RFC 9649), without encoding it again.
import { joinBytes, little32, nameAt } from './bytes-at.ts';

const shown: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH']);

/** RFC 9649, section 2.7: bits of the first byte of VP8X that say a chunk is there. */
const profileExifAndXmp = 0x20 | 0x08 | 0x04;

/** Null for what is no WebP. A file that breaks off keeps its whole chunks. */
export function stripWebp(bytes: Uint8Array): Uint8Array | null {
  if (nameAt(bytes, 0) !== 'RIFF' || nameAt(bytes, 8) !== 'WEBP') return null;
  const kept: Uint8Array[] = [];
  const fileEnd = Math.min(bytes.length, 8 + little32(bytes, 4));
  let at = 12;
  while (at + 8 <= fileEnd) {
    const name = nameAt(bytes, at);
    const sizeBytes = little32(bytes, at + 4);
    const end = at + 8 + sizeBytes + (sizeBytes % 2);
    if (at + 8 + sizeBytes > fileEnd) break;
    if (shown.has(name)) kept.push(name === 'VP8X' ? withoutFlags(bytes.slice(at, end)) : bytes.subarray(at, end));
    at = end;
  }
  const body = joinBytes(kept);
  const head = bytes.slice(0, 12);
  new DataView(head.buffer, head.byteOffset).setUint32(4, 4 + body.length, true);
  return kept.length === 0 ? null : joinBytes([head, body]);
}

function withoutFlags(chunk: Uint8Array): Uint8Array {
  chunk[8] = (chunk[8] ?? 0) & ~profileExifAndXmp;
  return chunk;
}
