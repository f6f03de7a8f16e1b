// Lines of a kernel log as the kernel printed them, where mail broke them or the kernel's own tools wrote into them.
import type { LogLine } from '../cut/log-prefix.ts';

/** What cannot be the end of a line that has the word before it: the place, the address or the function must follow. */
const unfinished: readonly (readonly [word: string, end: RegExp])[] = [
  ['WARNING: ', / at$/],
  [
    'WARNING: ',
    /: (?:possible|suspicious|inconsistent|bad)(?: (?:circular|recursive|irq|lock|RCU|unlock|locking|dependency|inversion|balance)){0,3}$/,
  ],
  ['BUG: KASAN: ', /: [\w-]{1,40} in$/],
  ['nable to handle ', / (?:at|virtual|address:?|memory|non-executable|read-only|unreadable)$/],
  ['NULL pointer ', /dereference,? address:?$/],
  ['general protection fault', /probably(?: for(?: non-canonical(?: address)?)?)?$/],
  ['INFO: task ', / blocked(?: for(?: more(?: than(?: \d{1,6})?)?)?)?$/],
  ['RIP:', /\bRIP:$/],
  ['}, at:', /\}, at:$/],
];

/** A line that may go on, and how it does then. */
const continued: readonly (readonly [word: string, end: RegExp, next: RegExp])[] = [
  ['WARNING: ', /[\w-]\.[chS]:\d{1,6}$/, /^\s{0,8}[A-Za-z_][\w.]{0,100}(?:\+0x[\da-f]| \S{1,200}:\d{1,6} \[inline\]$)/],
  // Frames of PowerPC have two addresses.
  ['] [', /^\s{0,8}\[[\da-f]{8,16}\] \[[\da-f]{8,16}\]$/, /^\s{0,8}[A-Za-z_][\w.]{0,100}\+0x[\da-f]/],
  // A function, whose files and lines stand in the next one.
  ['', /^\s{0,8}(?:\? |RIP: [\da-f]{4}:|pc : |lr : )?[A-Za-z_][\w.]{2,100}$/, /^\s{0,8}\([\w./+-]{1,200}:[\d?]/],
];
/** Nobody breaks a line more often; what seems so is no report. */
const maxRests = 3;

/**
 * `function (file.c:12) module` is what scripts/decode_stacktrace.sh of the kernel makes of `function+0x12/0x34 [module]`;
 * of what has no line it writes `??:?`.
 */
const decoded = /\b([A-Za-z_][\w.]{0,120}) \((?=(?:\.?[\w./+-]{0,200}\.[chSs]:[\d?]|\?\?:\?))/g;

export function mendLines(all: readonly LogLine[]): LogLine[] {
  const mended: LogLine[] = [];
  let rests = 0;
  for (const line of all) {
    const last = mended.at(-1);
    if (last !== undefined && rests < maxRests && isRest(last.text.trimEnd(), line.text)) {
      mended[mended.length - 1] = { text: `${last.text.trimEnd()} ${line.text.trimStart()}`, from: last.from };
      rests += 1;
    } else {
      mended.push(line);
      rests = 0;
    }
  }
  return mended.map(({ text, from }) => ({ text: undecoded(text), from }));
}

const isRest = (last: string, next: string): boolean =>
  next.trim() !== '' &&
  (unfinished.some(([word, end]) => end.test(last) && last.includes(word)) ||
    continued.some(([word, end, begin]) => begin.test(next) && end.test(last) && last.includes(word)));

const undecoded = (text: string): string =>
  text.includes('(') && text.includes(':') ? text.replace(decoded, '$1+0x0/0x0 (') : text;
