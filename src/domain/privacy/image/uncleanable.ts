// Knows pictures, films, sounds and documents by their first bytes, of which nothing here can take out what they say of their makers.
import { nameAt, startsWith } from './bytes-at.ts';

const starts: readonly (readonly number[])[] = [
  // TIFF, and raw pictures of cameras, which are TIFF inside.
  [0x49, 0x49, 0x2a, 0],
  [0x4d, 0x4d, 0, 0x2a],
  [0x49, 0x49, 0x2b, 0],
  // JPEG XL and JPEG 2000.
  [0xff, 0x0a],
  [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20],
  [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20],
  [0xff, 0x4f, 0xff, 0x51],
  // Matroska and WebM, ID3, documents of old offices.
  [0x1a, 0x45, 0xdf, 0xa3],
  [0x49, 0x44, 0x33, 2],
  [0x49, 0x44, 0x33, 3],
  [0x49, 0x44, 0x33, 4],
  [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
];
/** PDF, Photoshop, Ogg, FLAC. */
const names: ReadonlySet<string> = new Set(['%PDF', '8BPS', 'OggS', 'fLaC']);
/** ISO/IEC 14496-12: films, and the pictures built like films (HEIC, AVIF), begin with such a box. */
const boxes: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'wide', 'skip', 'pnot']);

export function isUncleanable(bytes: Uint8Array): boolean {
  // The length of a box begins with a zero, and no text does.
  if ((bytes[0] === 0 && boxes.has(nameAt(bytes, 4))) || names.has(nameAt(bytes, 0))) return true;
  // Whatever comes in this frame and is no picture: AVI, WAV.
  if (nameAt(bytes, 0) === 'RIFF') return true;
  return starts.some((start) => startsWith(bytes, start));
}
