// Removes personal data from what is neither text nor packed, such as the memory in a dump: in place, so that no offset moves.

import type { TextCodec } from './clean-file.ts';
import { cleanText } from './clean-text.ts';
import type { Removed } from './rule.ts';

/** Shorter runs of printable bytes are chance. */
const minRunChars = 8;
const filler = 0x2a;

/** `width` 2 is UTF-16, low byte first, as Windows keeps its texts. */
type Run = { readonly at: number; readonly chars: number; readonly width: 1 | 2 };

const isPrintable = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 9);

/** The same bytes where there is nothing to remove. Linear. */
export function maskBytes(
  bytes: Uint8Array,
  { decode }: Pick<TextCodec, 'decode'>,
): { bytes: Uint8Array; removed: Removed } {
  const runs = [...listRuns(bytes, 1), ...listRuns(bytes, 2)];
  const texts = runs.map((run) => textOf(bytes, run, decode));
  const { text, removed } = cleanText(texts.join('\n'));
  if (Object.keys(removed).length === 0) return { bytes, removed };
  const cleaned = text.split('\n');
  const isAlike = cleaned.length === texts.length;
  const masked = bytes.slice();
  for (const [index, run] of runs.entries()) {
    const before = texts[index] ?? '';
    const after = (isAlike ? cleaned[index] : cleanText(before).text) ?? '';
    if (after !== before) mask(masked, run, differing(before, after));
  }
  return { bytes: masked, removed };
}

function listRuns(bytes: Uint8Array, width: 1 | 2): Run[] {
  const runs: Run[] = [];
  const isChar = (at: number): boolean => isPrintable(bytes[at]) && (width === 1 || bytes[at + 1] === 0);
  for (let at = 0; at + width <= bytes.length; ) {
    let end = at;
    while (end + width <= bytes.length && isChar(end)) end += width;
    const chars = (end - at) / width;
    if (chars >= minRunChars) runs.push({ at, chars, width });
    // UTF-16 may begin at any byte.
    at = Math.max(at + 1, end);
  }
  return runs;
}

function textOf(bytes: Uint8Array, { at, chars, width }: Run, decode: TextCodec['decode']): string {
  const cut = bytes.subarray(at, at + chars * width);
  return decode(cut, width === 1 ? 'latin1' : 'utf-16le') ?? '';
}

/** From the first character that is not the same to the last. */
function differing(before: string, after: string): { from: number; to: number } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let behind = 0;
  while (behind < most - from && before.at(-1 - behind) === after.at(-1 - behind)) behind += 1;
  return { from, to: before.length - behind };
}

function mask(bytes: Uint8Array, { at, width }: Run, { from, to }: { from: number; to: number }): void {
  for (let char = from; char < to; char += 1) bytes[at + char * width] = filler;
}
