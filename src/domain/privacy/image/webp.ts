// Takes EXIF, XMP and colour profiles out of a WebP file (RFC 9649), without encoding it again.
import { joinBytes, little32, nameAt } from './bytes-at.ts';

const shown: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH']);
/** What a frame may hold, and the bytes before it: place, size and time. */
const shownInFrame: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH']);
const frameHeadBytes = 16;

/** RFC 9649, section 2.7: bits of the first byte of VP8X that say a chunk is there. */
const profileExifAndXmp = 0x20 | 0x08 | 0x04;

/** Null for what is no WebP. A file that breaks off keeps its whole chunks. */
export function stripWebp(bytes: Uint8Array): Uint8Array | null {
  if (nameAt(bytes, 0) !== 'RIFF' || nameAt(bytes, 8) !== 'WEBP') return null;
  const kept = keepShown(bytes, { from: 12, to: Math.min(bytes.length, 8 + little32(bytes, 4)) }, shown);
  const body = joinBytes(kept);
  const head = bytes.slice(0, 12);
  new DataView(head.buffer, head.byteOffset).setUint32(4, 4 + body.length, true);
  return kept.length === 0 ? null : joinBytes([head, body]);
}

type Span = { readonly from: number; readonly to: number };

/** Whole chunks of these names; a frame has chunks inside. */
function keepShown(bytes: Uint8Array, { from, to }: Span, names: ReadonlySet<string>): Uint8Array[] {
  const kept: Uint8Array[] = [];
  for (let at = from; at + 8 <= to; ) {
    const name = nameAt(bytes, at);
    const sizeBytes = little32(bytes, at + 4);
    const end = at + 8 + sizeBytes + (sizeBytes % 2);
    if (at + 8 + sizeBytes > to) break;
    if (names.has(name))
      kept.push(
        name === 'VP8X'
          ? withoutFlags(bytes.slice(at, end))
          : name === 'ANMF'
            ? bareFrame(bytes, { from: at, to: at + 8 + sizeBytes })
            : bytes.subarray(at, end),
      );
    at = end;
  }
  return kept;
}

function bareFrame(bytes: Uint8Array, { from, to }: Span): Uint8Array {
  const head = bytes.slice(from, Math.min(to, from + 8 + frameHeadBytes));
  const frame = joinBytes([head, ...keepShown(bytes, { from: from + 8 + frameHeadBytes, to }, shownInFrame)]);
  new DataView(frame.buffer, frame.byteOffset).setUint32(4, frame.length - 8, true);
  return frame.length % 2 === 0 ? frame : joinBytes([frame, Uint8Array.of(0)]);
}

function withoutFlags(chunk: Uint8Array): Uint8Array {
  chunk[8] = (chunk[8] ?? 0) & ~profileExifAndXmp;
  return chunk;
}
