// Takes everything out of a JPEG file that is not the picture (ITU T.81, annex B), without encoding it again.
import { big16, byteAt, joinBytes, startsWith } from './bytes-at.ts';

const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;

/** Adobe's segment as it is specified; a longer one carries something else. */
const adobeBytes = 16;

/**
 * Tables, frames and scans; JFIF and Adobe's segment say how to read the colours. All else is metadata, a colour profile
 * too: it names the screen that it was measured on, and who did.
 */
function isPicture(bytes: Uint8Array, at: number, marker: number, end: number): boolean {
  if (marker === 0xe0) return startsWith(bytes, [0x4a, 0x46, 0x49, 0x46, 0], at + 4);
  if (marker === 0xee) return end - at === adobeBytes && startsWith(bytes, [0x41, 0x64, 0x6f, 0x62, 0x65], at + 4);
  return marker >= 0xc0 && marker <= 0xdf;
}

/** Null for what cannot be read as JPEG up to its first scan. What stands behind the end of the picture is left out. */
export function stripJpeg(bytes: Uint8Array): Uint8Array | null {
  if (!startsWith(bytes, [0xff, soi, 0xff])) return null;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  let hasScan = false;
  while (at + 1 < bytes.length) {
    if (byteAt(bytes, at) !== 0xff) return hasScan ? joinBytes(kept) : null;
    const marker = byteAt(bytes, at + 1);
    // A marker may be filled up with any number of 0xff.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === eoi) return joinBytes([...kept, bytes.subarray(at, at + 2)]);
    const end = at + 2 + big16(bytes, at + 2);
    if (end < at + 4 || end > bytes.length) return hasScan ? joinBytes(kept) : null;
    if (marker === sos) {
      const scanEnd = endOfScan(bytes, end);
      kept.push(bytes.subarray(at, scanEnd));
      hasScan = true;
      at = scanEnd;
      continue;
    }
    if (isPicture(bytes, at, marker, end)) kept.push(jfifWithoutThumbnail(bytes, at, end, marker));
    at = end;
  }
  return hasScan ? joinBytes(kept) : null;
}

/** Coded data goes on over stuffed bytes (ff 00) and restart markers (ff d0 to ff d7). */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const marker = byteAt(bytes, at + 1);
    if (marker !== 0 && (marker < 0xd0 || marker > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 2);
  }
  return bytes.length;
}

/** JFIF may carry a thumbnail, which can show what was cut off the picture. */
function jfifWithoutThumbnail(bytes: Uint8Array, at: number, end: number, marker: number): Uint8Array {
  if (marker !== 0xe0 || end - at <= 18) return bytes.subarray(at, end);
  const short = bytes.slice(at, at + 18);
  short.set([0, 16], 2);
  short.set([0, 0], 16);
  return short;
}
