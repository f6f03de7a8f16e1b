// Takes text, time and EXIF chunks out of a PNG file (W3C PNG, third edition), without encoding it again.
import { big32, joinBytes, nameAt, startsWith } from './bytes-at.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * What a picture or an animation needs to be shown, and how many bytes of content it may have (W3C PNG, third edition, 11);
 * everything else, known or not, says something about its making or its screen.
 */
const shown: Readonly<Record<string, number>> = {
  ...{ IHDR: 13, PLTE: 768, IDAT: Number.POSITIVE_INFINITY, IEND: 0 },
  ...{ tRNS: 256, gAMA: 4, cHRM: 32, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8, sBIT: 4, bKGD: 6, hIST: 512, pHYs: 9 },
  ...{ acTL: 8, fcTL: 26, fdAT: Number.POSITIVE_INFINITY },
};

/** Null for what is no PNG. A file that breaks off keeps its whole chunks. */
export function stripPng(bytes: Uint8Array): Uint8Array | null {
  if (!startsWith(bytes, signature) || nameAt(bytes, 12) !== 'IHDR') return null;
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = big32(bytes, at);
    const end = at + 12 + length;
    if (end > bytes.length) break;
    const name = nameAt(bytes, at + 4);
    if (Object.hasOwn(shown, name) && length <= (shown[name] ?? 0)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') break;
    at = end;
  }
  return joinBytes(kept);
}
