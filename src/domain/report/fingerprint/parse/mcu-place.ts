// Says where a microcontroller died: addresses that the device printed, and functions that a tool put beside them.
import { distinctLines } from '../cut/per-line.ts';
import type { Frame } from '../trace.ts';
import { readFrames } from './mcu-frames.ts';

export type McuPlace = {
  /** The faulting instruction, 8 hex digits; empty where the dump has none. */
  readonly pc: string;
  readonly lr: string;
  /** Return addresses, innermost first. */
  readonly calls: readonly string[];
  readonly frames: readonly Frame[];
  /** Where each frame was, 8 hex digits; empty where the tool that named it printed none. */
  readonly addresses: readonly string[];
  readonly task: string;
  /** The device's own words are there; a tool that read a core dump prints none. */
  readonly isRaw: boolean;
};

type PlaceRule = { readonly name: string; readonly pattern: RegExp };

/** The most exact first: what aborted, what faulted, then whatever a register dump calls pc. */
const pcRules: readonly PlaceRule[] = [
  { name: 'abort', pattern: /abort\(\) was called at PC (?:0x)?([0-9a-f]{8})/ },
  { name: 'Zephyr', pattern: /Faulting instruction address[^:=]{0,20}[:=]\s{0,4}(?:0x)?([0-9a-f]{1,8})/ },
  { name: 'nRF5', pattern: /HARD ?FAULT at 0x([0-9a-f]{6,8})\b/i },
  { name: 'ESP8266', pattern: /\bepc1[=:]0x([0-9a-f]{8})/ },
  { name: 'TizenRT', pattern: /Assert location \(PC\) : 0x([0-9a-f]{8})/ },
  { name: 'RISC-V', pattern: /\bMEPC\s{0,6}: 0x([0-9a-f]{8})/ },
  { name: 'RISC-V in small letters', pattern: /\b(?:mepc|sepc|EPC)\b\s{0,6}[:=]?\s{0,6}(?:0x)?([0-9a-fA-F]{7,16})\b/ },
  { name: 'named register', pattern: /\b(?:PC|pc) {0,2}[[(][rR]15[\])] {0,4}[:=]? {0,4}(?:0x)?([0-9a-fA-F]{6,8})\b/ },
  {
    name: 'register dump',
    pattern:
      /(?<!Saved )\b(?:PC|pc|r15\/pc|r15\(pc\)|[Rr]eturn address|stacked_pc|R15)\b\s{0,6}[:=]?\s{0,6}(?:0x)?([0-9a-fA-F]{7,8})(?:\b|(?=Guru))/,
  },
  { name: 'Arm of 64 bits', pattern: /\bELR_EL[n\d]\b:? {1,4}(?:0x)?0{0,8}([0-9a-f]{8})\b/ },
  // Of a fault it is the handler that reports it; of an error whoever found it.
  { name: 'Mbed OS', pattern: /^Location: 0x([0-9a-f]{1,8})/i },
  { name: 'RIOT', pattern: /set \$pc=0x([0-9a-f]{1,8})/ },
  { name: 'assertion of RIOT, or first call of Rust on a chip', pattern: /^\s{0,8}0x([0-9a-f]{4,8})(?:$| =>)/ },
  { name: 'Mynewt', pattern: /Assert @ 0x([0-9a-f]{1,8})/ },
  // ESP-IDF shows the words of code around an illegal instruction, and no registers while the cache is off.
  { name: 'illegal instruction', pattern: /^\s{0,8}Memory dump at 0x(4[0-9a-f]{7}):/ },
];
const lrPattern = /\b(?:LR|lr|r14\/lr|RA|A0(?= {1,8}: 0x8))\b\s{0,8}[:=]\s{0,6}(?:0x)?([0-9a-fA-F]{7,8})\b/;
const taskRules: readonly PlaceRule[] = [
  { name: 'CmBacktrace', pattern: /Fault on thread (\S{1,40})/ },
  { name: 'Zephyr', pattern: /Current thread: 0x[0-9a-f]{1,16} \((\S{1,40})\)/ },
  { name: 'Mbed OS', pattern: /^Thread: (\S{1,40})/ },
  { name: 'core dump of ESP-IDF', pattern: /Crashed task handle: \S{1,20}, name: '([^']{1,40})'/ },
  { name: 'RT-Thread', pattern: /hard fault on thread: (\S{1,40})/ },
  { name: 'NuttX', pattern: /(?:running task|hardfault\.c line: \d{1,6} task): ?(\S{1,40})/ },
];

const maxCalls = 32;

/** `from` is the line that told the fault: registers are printed below it, by most. */
export function readPlace(lines: readonly string[], from: number): McuPlace {
  const walked = nuttxCalls(lines);
  const listed = walked.length > 0 ? walked : listCalls(lines);
  const placed = readFrames(lines);
  const below = lines.slice(from);
  const above = lines.slice(0, from);
  const pc =
    firstMatch(below, pcRules) ||
    firstMatch(above, pcRules) ||
    nuttxPc(lines) ||
    (walked.length > 0 ? '' : (listed[0] ?? ''));
  return {
    pc: plainAddress(pc),
    lr: codeAddress(plainAddress(lrOf(below) || lrOf(above))),
    calls: (listed.length > 0 ? listed : stackedCalls(below)).map(plainAddress),
    frames: placed.map(({ frame }) => frame),
    addresses: placed.map(({ address }) => plainAddress(address)),
    task: firstMatch(lines, taskRules),
    isRaw: lines.some((line) =>
      /register dump:|^Backtrace: ?0x|epc1=|Registers information|\(fault location\)|\b[rR]0\s{0,4}[:=]/.test(line),
    ),
  };
}

function listCalls(lines: readonly string[]): string[] {
  const calls: string[] = [];
  for (const line of lines) {
    if (calls.length >= maxCalls) break;
    calls.push(...callsIn(line));
  }
  return calls.slice(0, maxCalls);
}

const plainAddress = (address: string): string =>
  address === ''
    ? ''
    : address
        .toLowerCase()
        .padStart(8, '0')
        .replace(/^0+(?=[0-9a-f]{8})/, '');

/** Xtensa keeps the size of the caller's window in the two highest bits of a return address. */
const codeAddress = (address: string): string =>
  /^[89ab]/.test(address) ? `${'4567'['89ab'.indexOf(address[0] ?? '')]}${address.slice(1)}` : address;

/** An ESP8266 prints its stack instead of a backtrace: words of it that lie in code, the innermost first. */
function stackedCalls(lines: readonly string[]): string[] {
  const rows = lines.filter((line) => /^\s{0,8}3f[0-9a-f]{6}: {1,2}[0-9a-f]{8} /.test(line));
  return rows
    .flatMap((row) => row.trim().split(/\s+/).slice(1))
    .filter((word) => /^40[12][0-9a-f]{5}$/.test(word))
    .slice(0, 2);
}

function firstMatch(lines: readonly string[], rules: readonly PlaceRule[]): string {
  const distinct = distinctLines(lines);
  for (const { pattern } of rules) {
    for (const [line] of distinct) {
      const found = pattern.exec(line)?.[1];
      if (found !== undefined) return found;
    }
  }
  return '';
}

const lrOf = (lines: readonly string[]): string => {
  for (const line of lines) {
    const found = lrPattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return '';
};

/** People paste the addresses alone for others to decode. */
export const barePairs = /^\s{0,24}(?:0x4[0-9a-f]{7}:0x[0-9a-f]{8} ?){2}/i;

/** `Backtrace: 0x400d15ee:0x3ffb21d0 …` has pairs of pc and sp; `addr2line … 08001788 0800016d` a list. */
function callsIn(line: string): string[] {
  if (line.includes('Backtrace:') || barePairs.test(line)) {
    const whole = line.split('|<-CORRUPTED', 1)[0] ?? '';
    // Some versions leave the space between two pairs out. All code of these chips lies here; a wild jump comes first.
    return Array.from(whole.matchAll(/0x(4[0-9a-f]{7}):0x[0-9a-f]{8}/gi), (match) => match[1] ?? '');
  }
  if (!line.includes('addr2line')) return [];
  return Array.from(line.matchAll(/(?<=\s)(?:0x)?([0-9a-f]{8})(?=\s|$)/g), (match) => match[1] ?? '');
}

/** `backtrace| 2: 0x42020c90 0x4202a3e4`, `[BackTrace| 2|0]:  0xc0f946e`, of the task that died before all others. */
function nuttxCalls(lines: readonly string[]): string[] {
  const calls: string[] = [];
  let task: string | undefined;
  for (const line of lines) {
    const [, of, words] =
      /\bback[tT]race\| {0,4}(\d{1,6})(?:\|\d{1,3}\])?:((?: {1,6}0x[0-9a-f]{5,16}){1,32})/i.exec(line) ?? [];
    if (words === undefined) continue;
    task ??= of;
    if (of === task)
      calls.push(
        ...words
          .trim()
          .split(/ +/)
          .map((word) => word.slice(2)),
      );
  }
  return calls;
}

/** NuttX prints `R0:` and `R8:` with eight words each; the last is the program counter. */
function nuttxPc(lines: readonly string[]): string {
  for (const line of lines) {
    const words = /\bR8: ((?:[0-9a-f]{8} ?){8})/.exec(line)?.[1]?.trim().split(' ');
    if (words !== undefined) return words[7] ?? '';
  }
  return '';
}
