// Knows pictures, films, sounds and documents by their first bytes, of which nothing here can take out what they say of their makers.
import { byteAt, nameAt, startsWith } from './bytes-at.ts';

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
  // Raw pictures of cameras with marks of their own, JPEG XR.
  [0x49, 0x49, 0x52, 0x4f, 8, 0],
  [0x49, 0x49, 0x55, 0],
  [0x49, 0x49, 0xbc, 1],
  [0x4d, 0x4d, 0x4f, 0x52, 0, 0],
  [...'FUJIFILMCCD-RAW'].map((sign) => sign.charCodeAt(0)),
  [...'gimp xcf '].map((sign) => sign.charCodeAt(0)),
  // Windows Media, MPEG programs, Flash, sounds of telephones, Core Audio.
  [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11],
  [0, 0, 1, 0xba],
  [0x46, 0x4c, 0x56, 1],
  [0x23, 0x21, 0x41, 0x4d, 0x52],
  [0x63, 0x61, 0x66, 0x66, 0],
];
/** PDF, Photoshop, Ogg, FLAC. */
const names: ReadonlySet<string> = new Set(['%PDF', '8BPS', 'OggS', 'fLaC']);
/** ISO/IEC 14496-12: films, and the pictures built like films (HEIC, AVIF), begin with such a box. */
const boxes: ReadonlySet<string> = new Set('ftyp moov mdat wide skip pnot free uuid styp moof'.split(' '));

export function isUncleanable(bytes: Uint8Array): boolean {
  // The length of a box begins with a zero, and no text does.
  if ((bytes[0] === 0 && boxes.has(nameAt(bytes, 4))) || names.has(nameAt(bytes, 0))) return true;
  // Whatever comes in these frames and is no picture: AVI, WAV, AIFF.
  if (nameAt(bytes, 0) === 'RIFF' || (nameAt(bytes, 0) === 'FORM' && nameAt(bytes, 8).startsWith('AIF'))) return true;
  if (isAudioFrame(bytes)) return true;
  return starts.some((start) => startsWith(bytes, start));
}

/** ISO/IEC 11172-3 and 13818-7: sound that begins without a head may have one at its end. */
function isAudioFrame(bytes: Uint8Array): boolean {
  const [kind, rate] = [byteAt(bytes, 1), byteAt(bytes, 2)];
  if (byteAt(bytes, 0) !== 0xff) return false;
  if ([0xfa, 0xfb, 0xf2, 0xf3].includes(kind)) return rate >= 0x10 && rate < 0xf0 && (rate & 0x0c) !== 0x0c;
  return [0xf0, 0xf1, 0xf8, 0xf9].includes(kind) && ((rate >> 2) & 0xf) < 13;
}
