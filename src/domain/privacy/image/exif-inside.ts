// Masks what cameras write (CIPA DC-008) where it stands inside of a file that is no picture: positions are numbers there, and no text.
import { big16, byteAt, nameAt } from './bytes-at.ts';

const marker = [0x45, 0x78, 0x69, 0x66, 0, 0] as const;
const filler = 0x2a;
const usualBytes = 4_096;

/** The same bytes where there is none. Linear: what was masked is not looked at again. */
export function maskExif(bytes: Uint8Array): Uint8Array {
  let masked = bytes;
  for (let at = bytes.indexOf(marker[0]); at !== -1; at = bytes.indexOf(marker[0], at + 1)) {
    if (!marker.every((byte, index) => bytes[at + index] === byte) || !isTiff(bytes, at + marker.length)) continue;
    const end = Math.min(bytes.length, at + sizeBytes(bytes, at));
    if (masked === bytes) masked = bytes.slice();
    masked.fill(filler, at + marker.length, end);
    at = end - 1;
  }
  return masked;
}

const isTiff = (bytes: Uint8Array, at: number): boolean => ['II*\0', 'MM\0*'].includes(nameAt(bytes, at));

/** As its segment says (ITU T.81: ff e1 and two bytes of length); where there is none, what most cameras write. */
function sizeBytes(bytes: Uint8Array, at: number): number {
  const isSegment = byteAt(bytes, at - 4) === 0xff && byteAt(bytes, at - 3) === 0xe1;
  return isSegment ? big16(bytes, at - 2) - 2 : usualBytes;
}
