// Lines of debuggers and memory checkers as one line a frame, and where among them the fault is told.

/** What stands alone below the word of a signal: the innermost frame, which debuggers print before anybody asks for more. */
const isStop = (line: string): boolean =>
  /^(?:0x[0-9a-f]{4,16} in )?[A-Za-z_~<?(]/.test(line) &&
  line.includes(' (') &&
  (line.startsWith('0x') ? /\)(?: (?:at|from) \S{1,300})?$/ : /\) at \S{1,300}:\d{1,7}$/).test(line);

const signalTold = /(?:received signal |topped reason: )SIG[A-Z]{2,6}/;
const threadSwitch = /^\[Switching to /;

/** Makes the lines of a debugger whole: a long name below its number and address, and the place at which it stopped a frame. */
export function wholeLines(lines: readonly string[]): string[] {
  let isBehindSignal = false;
  return lines.map((printed, at) => {
    const line = printed.replace(/^[ \t]{1,24}(?===\d{1,9}==)/, '');
    if (/^#\d{1,4} {1,4}0x[0-9a-f]{4,16} in$/.test(line)) return `${line} ${(lines[at + 1] ?? '').trim()}`;
    const isPlace = isBehindSignal && isStop(line);
    isBehindSignal = signalTold.test(line) || (isBehindSignal && threadSwitch.test(line));
    return isPlace ? `#0  ${line}` : line;
  });
}

/** What valgrind says of a value that nobody set, or of a strange size, is survived; what touches memory that is not there kills. */
const deadly =
  /^==\d{1,9}== (?:Invalid (?:read|write|free)|Jump to the invalid|Process terminating with default action of signal (?:4|7|8|11)\b)/;

/** Threads are introduced with the stacks that made them, before what they did. */
const survived =
  /^==\d{1,9}== (?:Possible data race during|Conflicting (?:load|store) by|Thread #\d{1,6}: lock order "|.{1,120} lost in loss record)/;

/** The first error of a memory checker that can kill, where one is told at all; else the lines as they are. */
export function fromDeadlyError(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => line.startsWith('==') && deadly.test(line));
  const told = at === -1 ? lines.findIndex((line) => line.startsWith('==') && survived.test(line)) : at;
  return told === -1 ? lines : lines.slice(told);
}

/** `==7==  Address 0x4a47040 is 0 bytes after a block of size 4 alloc'd`: what a memory checker knows of it; empty for other lines. */
export const checkedAddress = (line: string): string =>
  line.startsWith('==') ? (/^==\d{1,9}== {1,3}Address 0x[0-9a-fA-F]{1,16} is (.{1,200})$/.exec(line)?.[1] ?? '') : '';
