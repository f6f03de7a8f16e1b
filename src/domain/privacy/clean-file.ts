// Decides what an attached file is by its bytes, and removes personal data from it where that is possible.

import { packedForm } from '../report/packed/packed-form.ts';
import { wideForm } from '../text-form.ts';
import { cleanText } from './clean-text.ts';
import { nameAt, startsWith } from './image/bytes-at.ts';
import { stripGif } from './image/gif.ts';
import { stripJpeg } from './image/jpeg.ts';
import { stripPng } from './image/png.ts';
import { isUncleanable } from './image/uncleanable.ts';
import { stripWebp } from './image/webp.ts';
import { maskBytes } from './mask-bytes.ts';
import type { Removed } from './rule.ts';

/**
 * `text`: cleaned line by line. `image`: without its metadata. `closed`: an archive that nobody could open, or a dump, in which
 * readable personal data is masked in its place; never shown.
 */
export type FileForm = 'text' | 'image' | 'closed';

export type CleanedFile =
  | {
      readonly ok: true;
      readonly form: FileForm;
      readonly contentType: string;
      readonly bytes: Uint8Array;
      readonly removed: Removed;
    }
  /** An image whose metadata cannot be taken out: it may say where its sender lives. */
  | { readonly ok: false; readonly refusal: 'image-unreadable' | 'image-kind' };

const images = [
  { contentType: 'image/jpeg', starts: [[0xff, 0xd8, 0xff]], strip: stripJpeg },
  { contentType: 'image/png', starts: [[0x89, 0x50, 0x4e, 0x47]], strip: stripPng },
  { contentType: 'image/gif', starts: [[0x47, 0x49, 0x46, 0x38]], strip: stripGif },
] as const;

/** What the language itself cannot do; `decode` answers null for bytes that are not of the encoding. */
export type TextCodec = {
  readonly decode: (bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1') => string | null;
  readonly encode: (text: string) => Uint8Array;
};

export function cleanFile(bytes: Uint8Array, codec: TextCodec): CleanedFile {
  const kind = images.find(({ starts }) => starts.some((start) => startsWith(bytes, start)));
  if (kind !== undefined) return asImage(kind.contentType, kind.strip(bytes));
  if (nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WEBP') return asImage('image/webp', stripWebp(bytes));
  if (isUncleanable(bytes)) return { ok: false, refusal: 'image-kind' };
  return asText(bytes, codec) ?? asClosed(bytes, codec);
}

/** What is packed shows its names, what is stored in it as it was, and whatever stands in a damaged one. */
function asClosed(bytes: Uint8Array, codec: TextCodec): CleanedFile {
  const kept = maskBytes(bytes, codec, packedForm(bytes) === null ? 'all' : 'packed');
  return { ok: true, form: 'closed', contentType: 'application/octet-stream', ...kept };
}

function asImage(contentType: string, stripped: Uint8Array | null): CleanedFile {
  if (stripped === null) return { ok: false, refusal: 'image-unreadable' };
  return { ok: true, form: 'image', contentType, bytes: stripped, removed: {} };
}

/** UTF-8, UTF-16, or any text of single bytes; kept as UTF-8. Null for what has a NUL in it. */
function asText(bytes: Uint8Array, { decode, encode }: TextCodec): CleanedFile | null {
  const wide = wideForm(bytes);
  if (wide === null && bytes.includes(0)) return null;
  const text = decode(bytes, wide ?? 'utf-8') ?? decode(bytes, 'latin1');
  if (text === null || text.includes('\0')) return null;
  const cleaned = cleanText(text);
  const form = { form: 'text', contentType: 'text/plain; charset=utf-8' } as const;
  return { ok: true, ...form, bytes: encode(cleaned.text), removed: cleaned.removed };
}
