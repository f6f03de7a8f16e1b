// Takes text, time and EXIF chunks out of a PNG file (W3C PNG, third edition), without encoding it again.
import { big32, joinBytes, nameAt, startsWith } from './bytes-at.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What a picture or an animation needs to be shown; everything else, known or not, says something about its making or its screen. */
const shown: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP mDCV cLLI sBIT bKGD hIST pHYs acTL fcTL fdAT'.split(' '),
);

/** Null for what is no PNG. A file that breaks off keeps its whole chunks. */
export function stripPng(bytes: Uint8Array): Uint8Array | null {
  if (!startsWith(bytes, signature) || nameAt(bytes, 12) !== 'IHDR') return null;
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + big32(bytes, at);
    if (end > bytes.length) break;
    const name = nameAt(bytes, at + 4);
    if (shown.has(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') break;
    at = end;
  }
  return joinBytes(kept);
}
