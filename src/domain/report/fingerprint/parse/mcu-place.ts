// Says where a microcontroller died: addresses that the device printed, and functions that a tool put beside them.
import { distinctLines, perLine } from '../cut/per-line.ts';
import { functionName } from '../normalise/function-name.ts';
import type { Frame } from '../trace.ts';
import { parseNativeFrame } from './native-frame.ts';

export type McuPlace = {
  /** The faulting instruction, 8 hex digits; empty where the dump has none. */
  readonly pc: string;
  readonly lr: string;
  /** Return addresses, innermost first. */
  readonly calls: readonly string[];
  readonly frames: readonly Frame[];
  readonly task: string;
  /** The device's own words are there; a tool that read a core dump prints none. */
  readonly isRaw: boolean;
};

type PlaceRule = { readonly name: string; readonly pattern: RegExp };

/** The most exact first: what aborted, what faulted, then whatever a register dump calls pc. */
const pcRules: readonly PlaceRule[] = [
  { name: 'abort', pattern: /abort\(\) was called at PC (?:0x)?([0-9a-f]{8})/ },
  { name: 'Zephyr', pattern: /Faulting instruction address[^:=]{0,20}[:=]\s{0,4}(?:0x)?([0-9a-f]{1,8})/ },
  { name: 'Mbed OS', pattern: /^Location: 0x([0-9a-f]{1,8})/i },
  { name: 'nRF5', pattern: /HARD ?FAULT at 0x([0-9a-f]{6,8})\b/i },
  { name: 'ESP8266', pattern: /\bepc1=0x([0-9a-f]{8})/ },
  { name: 'TizenRT', pattern: /Assert location \(PC\) : 0x([0-9a-f]{8})/ },
  { name: 'RISC-V', pattern: /\bMEPC\s{0,6}: 0x([0-9a-f]{8})/ },
  { name: 'RISC-V in small letters', pattern: /\b(?:mepc|sepc|EPC)\b\s{0,6}[:=]?\s{0,6}(?:0x)?([0-9a-fA-F]{7,16})\b/ },
  { name: 'named register', pattern: /\b(?:PC|pc) {0,2}[[(][rR]15[\])] {0,4}[:=]? {0,4}(?:0x)?([0-9a-fA-F]{6,8})\b/ },
  {
    name: 'register dump',
    pattern:
      /(?<!Saved )\b(?:PC|pc|r15\/pc|r15\(pc\)|[Rr]eturn address|stacked_pc|R15)\b\s{0,6}[:=]?\s{0,6}(?:0x)?([0-9a-fA-F]{7,8})\b/,
  },
  { name: 'Arm of 64 bits', pattern: /\bELR_EL[n\d]\b:? {1,4}(?:0x)?0{0,8}([0-9a-f]{8})\b/ },
  { name: 'RIOT', pattern: /set \$pc=0x([0-9a-f]{1,8})/ },
  { name: 'Mynewt', pattern: /Assert @ 0x([0-9a-f]{1,8})/ },
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

const maxFrames = 40;
const maxCalls = 32;

/** `from` is the line that told the fault: registers are printed below it, by most. */
export function readPlace(lines: readonly string[], from: number): McuPlace {
  const listed = listCalls(lines);
  const below = lines.slice(from);
  const above = lines.slice(0, from);
  const pc = firstMatch(below, pcRules) || firstMatch(above, pcRules) || nuttxPc(lines) || listed[0] || '';
  return {
    pc: plainAddress(pc),
    lr: codeAddress(plainAddress(lrOf(below) || lrOf(above))),
    calls: (listed.length > 0 ? listed : stackedCalls(below)).map(plainAddress),
    frames: readFrames(lines),
    task: firstMatch(lines, taskRules),
    isRaw: lines.some((line) =>
      /register dump:|^Backtrace: ?0x|epc1=|Registers information|\b[rR]0\s{0,4}[:=]/.test(line),
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

const plainAddress = (address: string): string => (address === '' ? '' : address.toLowerCase().padStart(8, '0'));

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
    // Some versions leave the space between two pairs out.
    return Array.from(whole.matchAll(/0x([0-9a-f]{8}):0x[0-9a-f]{8}/gi), (match) => match[1] ?? '');
  }
  if (!line.includes('addr2line')) return [];
  return Array.from(line.matchAll(/(?<=\s)(?:0x)?([0-9a-f]{8})(?=\s|$)/g), (match) => match[1] ?? '');
}

/** NuttX prints `R0:` and `R8:` with eight words each; the last is the program counter. */
function nuttxPc(lines: readonly string[]): string {
  for (const line of lines) {
    const words = /\bR8: ((?:[0-9a-f]{8} ?){8})/.exec(line)?.[1]?.trim().split(' ');
    if (words !== undefined) return words[7] ?? '';
  }
  return '';
}

/** `0x400d15ee: f(int) at a.c:7`, `--- 0x400d15ee: f at a.c:7`, `Decoded 0x400d15ee: f at a.c:7`, `  (inlined by) f at a.c:7` */
const decodedCall =
  /^\s{0,8}(?:WARNING |INFO )?(?:Decoded |--- )?(?:\(inlined by\) |0x[0-9a-fA-F]{8}(?::0x[0-9a-fA-F]{8})?: )(\S.{0,200}?) at \S/;
/** `0x400d15ee - f`, which also stands beside words of the stack where there is no backtrace. */
const listedCall = /^\s{0,8}0x[0-9a-f]{8} - (\S.{0,200})$/;
/** `PC: 0x4020105d: f at a.ino line 12`: the stack below it begins with who called. */
const decodedPc = /^\s{0,8}PC\s{0,6}: 0x[0-9a-f]{8}: (\S.{0,200}?) at \S/;

/** Frames of a debugger, or functions that a monitor wrote below the addresses. */
function readFrames(lines: readonly string[]): Frame[] {
  const numbered: Frame[] = [];
  const decoded: Frame[] = [];
  let faulting: Frame | null = null;
  /** Monitors also name what registers point at; below the backtrace stand the calls alone. */
  let behindBacktrace = -1;
  let last = -1;
  const parse = perLine(parseNativeFrame);
  for (const line of lines) {
    if (line.includes('Backtrace:')) behindBacktrace = decoded.length;
    const found = parse(line);
    if (found !== null && found.number !== null) {
      if (found.number < last) break;
      last = found.number;
      numbered.push(found.frame);
      continue;
    }
    const name = decodedCall.exec(line)?.[1] ?? (behindBacktrace >= 0 ? listedCall.exec(line)?.[1] : undefined);
    if (name !== undefined) decoded.push(named(name));
    faulting ??= namedOrNull(decodedPc.exec(line)?.[1]);
  }
  const calls = behindBacktrace >= 0 && behindBacktrace < decoded.length ? decoded.slice(behindBacktrace) : decoded;
  if (numbered.length > 0) return numbered.slice(0, maxFrames);
  const isAbove = faulting !== null && faulting.fn !== calls[0]?.fn;
  return (isAbove && faulting !== null ? [faulting, ...calls] : calls).slice(0, maxFrames);
}

const named = (name: string): Frame => ({ fn: functionName(name), module: '', pc: '' });
const namedOrNull = (name: string | undefined): Frame | null => (name === undefined ? null : named(name));
