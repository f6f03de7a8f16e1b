// Lines of a text, bounded in number and length, so that whoever sends more makes nothing slower.

/** More than any stack, register block or list of threads that a key is read from. */
const maxLines = 4000;
/** Longer lines are data; the longest that were seen in real traces are C++ names of 900 characters. */
const maxLineChars = 1000;
/** A block longer than this is a log; what identifies a crash stands at its head. */
const maxBlockChars = 192 * 1024;

export type LineBounds = { readonly lines?: number; readonly lineChars?: number };

/** Lines from `at` on; the last character of a CRLF is not part of a line. */
export function* linesFrom(text: string, at: number, { lines = maxLines, lineChars = maxLineChars }: LineBounds = {}) {
  const stop = Math.min(text.length, at + maxBlockChars);
  let start = at;
  for (let count = 0; start < stop && count < lines; count += 1) {
    const end = text.indexOf('\n', start);
    const next = end === -1 || end > stop ? stop : end;
    const last = text.charCodeAt(next - 1) === 0x0d && next > start ? next - 1 : next;
    yield text.slice(start, Math.min(last, start + lineChars));
    start = next + 1;
  }
}

/** Where the line begins that `at` is in. */
export const lineStart = (text: string, at: number): number => (at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);

/** Where the line begins that stands `lines` before the one that `at` is in. */
export function linesBefore(text: string, at: number, lines: number): number {
  let start = lineStart(text, at);
  for (let count = 0; count < lines && start > 0; count += 1) start = lineStart(text, start - 1);
  return start;
}

/** Returns alone ended the lines of systems whose logs were short; to replace millions of them takes long. */
const maxOldChars = 64 * 1024;

/** No byte order mark, and lines that end as here: the same report saved by another editor is the same report. */
export function plainText(text: string): string {
  const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const isOld = unmarked.includes('\r') && !unmarked.includes('\n');
  return isOld ? unmarked.slice(0, maxOldChars).replaceAll('\r', '\n') : unmarked;
}

/** For pieces of a text that are bounded: a carriage return before a line's end goes. */
export const withoutReturns = (piece: string): string => piece.replace(/\r+(?=\n|$)/g, '');
