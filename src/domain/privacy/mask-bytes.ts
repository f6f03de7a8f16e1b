// Removes personal data from what is neither text nor packed, such as the memory in a dump: in place, so that no offset moves.

import type { TextCodec } from './clean-file.ts';
import { cleanText } from './clean-text.ts';
import { maskExif } from './image/exif-inside.ts';
import { hasLuhnDigit } from './luhn.ts';
import { listReadable, type Readable, type Width, widths } from './readable-runs.ts';
import type { Removed } from './rule.ts';

const filler = 0x2a;

/** Shorter runs of printable bytes are chance. */
const minRunChars = 8;
/** At one byte in some millions of what is packed sixteen follow each other that can be printed, and hardly ever they say something. */
const surelyChars = 16;

/** The same bytes where there is nothing to remove. Linear. `wide` leaves out what a reader of UTF-8 reads anyway, `packed` what may be chance. */
export function maskBytes(
  bytes: Uint8Array,
  codec: TextCodec,
  form: 'all' | 'wide' | 'packed' = 'all',
): { bytes: Uint8Array; removed: Removed } {
  const sought = form === 'packed' ? ([1] as const) : widths.filter((width) => form === 'all' || width > 1);
  const runs = sought.flatMap((width) => listReadable(bytes, width, form === 'packed' ? surelyChars : minRunChars));
  const texts = runs.map((run) => unglued(textOf(bytes, run, codec)));
  const { text, removed } = cleanText(texts.join('\n'));
  const bare = form === 'wide' ? bytes : maskExif(bytes);
  if (Object.keys(removed).length === 0) return { bytes: bare, removed };
  const cleaned = text.split('\n');
  const isAlike = cleaned.length === texts.length;
  const masked = bare === bytes ? bytes.slice() : bare;
  for (const [index, run] of runs.entries()) {
    const before = texts[index] ?? '';
    const after = (isAlike ? cleaned[index] : cleanText(before).text) ?? '';
    if (after !== before) mask(masked, run, differing(before, after), (chars) => bytesOf(before, chars, run, codec));
  }
  return { bytes: masked, removed };
}

/**
 * What tells of the next field in protobuf can be printed, and stands right behind a text: `…org2`. A space in its place, so
 * that nothing moves.
 */
const unglued = (text: string): string =>
  text
    .replace(/(@[\w.-]{1,200}\.[a-z]{2,24})[\dA-Z](?![\w.])/g, '$1 ')
    .replace(/(?<![\w:])([\da-f]{2}(?::[\da-f]{2}){5})[\dB](?![\w:])/gi, '$1 ')
    .replace(/(?<!\w)(\d{15})[028](?!\w)/g, (match, digits: string) => (hasLuhnDigit(digits) ? `${digits} ` : match));

function textOf(bytes: Uint8Array, { from, to, width }: Readable, { decode }: TextCodec): string {
  const cut = bytes.subarray(from, to);
  return width === 1 ? (decode(cut, 'utf-8') ?? '') : narrowed(cut, width);
}

const narrowed = (bytes: Uint8Array, width: Width): string =>
  Array.from({ length: Math.ceil(bytes.length / width) }, (_, at) => String.fromCharCode(bytes[at * width] ?? 0)).join(
    '',
  );

/** How many bytes so many characters of a run take. */
const bytesOf = (text: string, chars: number, { width }: Readable, { encode }: TextCodec): number =>
  width === 1 ? encode(text.slice(0, chars)).length : chars * width;

/** From the first character that is not the same to the last. */
function differing(before: string, after: string): { from: number; to: number } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let behind = 0;
  while (behind < most - from && before.at(-1 - behind) === after.at(-1 - behind)) behind += 1;
  return { from, to: before.length - behind };
}

function mask(
  bytes: Uint8Array,
  { from: start, to: stop, width }: Readable,
  { from, to }: { readonly from: number; readonly to: number },
  placeOf: (chars: number) => number,
): void {
  const end = Math.min(placeOf(to), stop - start);
  for (let at = placeOf(from); at < end; at += 1) bytes[start + at] = at % width === 0 ? filler : 0;
}
