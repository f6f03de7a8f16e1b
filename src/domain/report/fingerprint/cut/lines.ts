// Lines of a text, bounded in number and length, so that whoever sends more makes nothing slower.
import { isLongLogcat, withTagsOnLines } from './long-logcat.ts';

/** More than any stack, register block or list of threads that a key is read from. */
const maxLines = 4000;
/** Longer lines are data; the longest that were seen in real traces are C++ names of 900 characters. */
const maxLineChars = 1000;
/** A block longer than this is a log; what identifies a crash stands at its head. */
const maxBlockChars = 192 * 1024;

export type LineBounds = { readonly lines?: number; readonly lineChars?: number };

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d;

/** Lines from `at` on, without the blanks at their ends. */
export function* linesFrom(text: string, at: number, { lines = maxLines, lineChars = maxLineChars }: LineBounds = {}) {
  const stop = Math.min(text.length, at + maxBlockChars);
  let start = at;
  for (let count = 0; start < stop && count < lines; count += 1) {
    const end = text.indexOf('\n', start);
    const next = end === -1 || end > stop ? stop : end;
    let last = Math.min(next, start + lineChars);
    // Returns and blanks behind a line are of the editor that saved it.
    while (last > start && isBlank(text.charCodeAt(last - 1))) last -= 1;
    yield text.slice(start, last);
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
  const lined = isOld ? unmarked.slice(0, maxOldChars).replaceAll('\r', '\n') : unmarked;
  return disguises.reduce((plain, { isSeen, take }) => (isSeen(plain) ? take(plain) : plain), lined);
}

/** Where the second of two signs is looked for. */
const endChars = 64;

type Disguise = {
  readonly name: string;
  readonly isSeen: (text: string) => boolean;
  readonly take: (text: string) => string;
};

/** Where a text begins shows how it was saved; a log that changes its form further on is read as it begins. */
const headChars = 2048;
/** A crash that was pasted stands in here; what comes behind is left as it is. */
const pastedChars = 256 * 1024;
const inPasted = (text: string, change: (head: string) => string): string =>
  change(text.slice(0, pastedChars)) + text.slice(pastedChars);

const leastIndented = 3;

/** Empty where a line has none, and where the first one is a frame: a stack alone is printed so. */
function commonIndent(head: string): string {
  const first = /^([ \t]{1,40})(?!at |by |#\d|\/|File "|\S{0,120}@|\* )\S/.exec(head)?.[1] ?? '';
  if (first === '') return '';
  // The last line is cut off.
  const lines = head.split('\n').slice(0, head.length < headChars ? undefined : -1);
  const said = lines.filter((line) => line.trim() !== '');
  return said.length >= leastIndented && said.every((line) => line.startsWith(first)) ? first : '';
}

/** What terminals, pages and mail make of a text, and how it becomes one again. */
const disguises: readonly Disguise[] = [
  {
    name: 'colours of a terminal',
    isSeen: (text) => text.slice(0, headChars).includes('\u001b['),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the character that terminals take as a command
    take: (text) => inPasted(text, (head) => head.replace(/\u001b\[[\d;]{0,20}[A-Za-z]/g, '')),
  },
  {
    name: 'signs of code before the first line and behind the last',
    isSeen: (text) => /^\s{0,40}`(?!``)/.test(text),
    take: (text) => `${text.slice(0, -endChars)}${text.slice(-endChars).replace(/`\s{0,40}$/, '')}`.replace('`', ''),
  },
  {
    name: 'line ends of a page',
    isSeen: (text) => /<br ?\/?>.{0,400}<br ?\/?>/.test(text.slice(0, headChars)),
    take: (text) => inPasted(text, (head) => head.replace(/<br ?\/?>\n?/g, '\n')),
  },
  {
    // A line that ends in blanks flows into the next one (RFC 3676, 4.1); trackers of the kernel report by mail.
    name: 'lines that a mail broke',
    isSeen: (text) =>
      / {2}\n(?:[\w./-]{1,100}\.[chS]:\d{1,6}|\[inline\])| at \S{1,100}:\d{1,6} {2}\n/.test(
        text.slice(0, 16 * headChars),
      ),
    take: (text) => inPasted(text, (head) => head.replace(/(?<=\S) {2}\n(?=\S)/g, ' ')),
  },
  {
    name: 'signs of a page',
    isSeen: (text) => /&(?:lt|gt);/.test(text.slice(0, 16 * headChars)),
    take: (text) =>
      inPasted(text, (head) =>
        head.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
      ),
  },
  {
    name: 'heads of logcat above their messages',
    isSeen: (text) => isLongLogcat(text.slice(0, headChars)),
    take: (text) => inPasted(text, withTagsOnLines),
  },
  {
    // Trackers take what is indented for code, and whoever quotes one report in another indents it.
    name: 'an indent before every line',
    isSeen: (text) => commonIndent(text.slice(0, headChars)) !== '',
    take: (text) => {
      const indent = commonIndent(text.slice(0, headChars));
      return inPasted(text, (head) => head.slice(indent.length).replaceAll(`\n${indent}`, '\n'));
    },
  },
  {
    name: 'a blank line behind every line',
    isSeen: (text) => /^(?:[^\n]{1,400}\r?\n\r?\n){6}/.test(text.slice(0, headChars)),
    take: (text) => inPasted(text, (head) => head.replace(/\n\r?\n/g, '\n')),
  },
];

/** For pieces of a text that are bounded: a carriage return before a line's end goes. */
export const withoutReturns = (piece: string): string => piece.replace(/\r+(?=\n|$)/g, '');
