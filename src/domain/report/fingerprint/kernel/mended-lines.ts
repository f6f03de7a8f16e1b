// Lines of a kernel log as the kernel printed them, where mail broke them or the kernel's own tools wrote into them.
import type { LogLine } from '../cut/log-prefix.ts';

/** What cannot be the end of a line: the place, the address or the function must follow. */
const unfinished =
  /(?:WARNING: .{0,200}\bat|BUG: KASAN: [\w-]{1,40} in|[Uu]nable to handle .{0,60} (?:at|virtual|address|memory|non-executable|read-only|unreadable)|(?:protection|paging) (?:fault|request),? probably(?: for(?: non-canonical)?)?|(?:fault,|dereference,|canonical|virtual) address:?|INFO: task .{1,80} blocked(?: for(?: more(?: than(?: \d{1,6})?)?)?)?|WARNING: (?:possible|suspicious|inconsistent|bad)(?: (?:circular|recursive|irq|lock|RCU|unlock|locking|dependency|inversion|balance)){0,3}|\bRIP:|\}(?:-\{\d:\d\})?, at:)\s{0,4}$/;

/** A line that may go on, and how it does then. */
const continued: readonly (readonly [end: RegExp, next: RegExp])[] = [
  // Of a warning there is the file, of a frame of PowerPC the address.
  [
    /(?:WARNING: .{0,200}[\w/.-]{1,120}\.[chS]:\d{1,6}|^\s{0,8}\[[\da-f]{8,16}\] \[[\da-f]{8,16}\])\s{0,4}$/,
    /^\s{0,8}[A-Za-z_][\w.]{0,100}(?:\+0x[\da-f]| \S{1,200}:\d{1,6} \[inline\]$)/,
  ],
  // A function, whose files and lines stand in the next one.
  [/^\s{0,8}(?:\? |RIP: [\da-f]{4}:|pc : |lr : )?[A-Za-z_][\w.]{2,100}\s{0,4}$/, /^\s{0,8}\([\w./+-]{1,200}:[\d?]/],
];

/**
 * `function (file.c:12) module` is what scripts/decode_stacktrace.sh of the kernel makes of `function+0x12/0x34 [module]`;
 * of what has no line it writes `??:?`.
 */
const decoded = /\b([A-Za-z_][\w.]{0,120}) \((?=(?:\.?[\w./+-]{0,200}\.[chSs]:[\d?]|\?\?:\?))/g;

export function mendLines(all: readonly LogLine[]): LogLine[] {
  const mended: LogLine[] = [];
  for (const line of all) {
    const last = mended.at(-1);
    if (last !== undefined && isRest(last.text, line.text))
      mended[mended.length - 1] = { text: `${last.text.trimEnd()} ${line.text.trimStart()}`, from: last.from };
    else mended.push(line);
  }
  return mended.map(({ text, from }) => ({ text: undecoded(text), from }));
}

const isRest = (last: string, next: string): boolean =>
  next.trim() !== '' && (unfinished.test(last) || continued.some(([end, begin]) => end.test(last) && begin.test(next)));

const undecoded = (text: string): string =>
  text.includes('(') && text.includes(':') ? text.replace(decoded, '$1+0x0/0x0 (') : text;
