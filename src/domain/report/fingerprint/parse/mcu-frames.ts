// Functions that tools put beside the addresses of a chip's dump, innermost first.
import { perLine } from '../cut/per-line.ts';
import { functionName } from '../normalise/function-name.ts';
import type { Frame } from '../trace.ts';
import { parseNativeFrame } from './native-frame.ts';

export type PlacedFrame = {
  readonly frame: Frame;
  /** Hex digits as they were printed, without `0x`; empty where the line has none. */
  readonly address: string;
};

const maxFrames = 40;

/** `0x400d15ee: f(int) at a.c:7`, `--- 0x400d15ee: f at a.c:7`, `Decoded 0x400d15ee: f at a.c:7`, `  (inlined by) f at a.c:7` */
const decodedCall =
  /^\s{0,8}(?:WARNING |INFO )?(?:Decoded |--- )?(?:\(inlined by\) |0x([0-9a-fA-F]{8})(?::0x[0-9a-fA-F]{8})?: )(\S.{0,200}?) at \S/;
/** `0x400d15ee - f`, which also stands beside words of the stack where there is no backtrace. */
const listedCall = /^\s{0,8}0x([0-9a-f]{8}) - (\S.{0,200})$/;
/** `PC: 0x4020105d: f at a.ino line 12`: the stack below it begins with who called. */
const decodedPc = /^\s{0,8}PC\s{0,6}: 0x([0-9a-f]{8}): (\S.{0,200}?) at \S/;
/** `[ 3] [<0x1203ca06>] flash_unlock+0x1/0x20`, as NuttX prints with its table of symbols. */
const tabledCall = /\[ {0,5}\d{1,6}\] \[<0x([0-9a-f]{8,16})>\] ([\w.$]{1,200})\+0x/;
/** A row of registers that holds no code; what a monitor names below it is chance. */
const otherRegisters = /^\s{0,8}(?!.{0,60}\b(?:PC|MEPC|RA)\b)[A-Z]{1,3}\d{0,2}(?:\/FP)?\s{0,6}: 0x[0-9a-f]{8}\b/;
const anyRegisters = /^\s{0,8}[A-Z]{1,8}\d{0,2}(?:\/FP)?\s{0,6}: 0x[0-9a-f]{8}\b/;

/** Frames of a debugger, or functions that a monitor wrote below the addresses. */
export function readFrames(lines: readonly string[]): PlacedFrame[] {
  const numbered: PlacedFrame[] = [];
  const decoded: PlacedFrame[] = [];
  let faulting: PlacedFrame | null = null;
  /** Monitors also name what registers point at; below the backtrace stand the calls alone. */
  let behindBacktrace = -1;
  let isOther = false;
  let last = -1;
  const parse = perLine(parseNativeFrame);
  for (const line of lines) {
    if (line.includes('Backtrace:')) behindBacktrace = decoded.length;
    if (anyRegisters.test(line)) isOther = otherRegisters.test(line);
    const found = parse(line);
    if (found !== null && found.number !== null) {
      if (found.number < last) break;
      last = found.number;
      numbered.push({ frame: calledIn(line) ?? found.frame, address: numberedAddress(line) });
      continue;
    }
    const call =
      decodedCall.exec(line) ?? tabledCall.exec(line) ?? (behindBacktrace >= 0 ? listedCall.exec(line) : null);
    if (call !== null && (behindBacktrace >= 0 || !isOther)) decoded.push(placed(call));
    faulting ??= placedOrNull(decodedPc.exec(line));
  }
  const calls = behindBacktrace >= 0 && behindBacktrace < decoded.length ? decoded.slice(behindBacktrace) : decoded;
  if (numbered.length > 0) return numbered.slice(0, maxFrames);
  const isAbove = faulting !== null && faulting.frame.fn !== calls[0]?.frame.fn;
  return (isAbove && faulting !== null ? [faulting, ...calls] : calls).slice(0, maxFrames);
}

/** `#1  0x400dcac1 in f() at lib/Some Library/f.cpp:687`: paths may have blanks; a debugger puts one before the arguments. */
const numberedCall = /^\s{0,24}#\d{1,4}\s{1,6}0x[0-9a-f]{8}(?::0x[0-9a-f]{8})? in ((?:(?! \(| at ).){1,300}) at \S/;

function calledIn(line: string): Frame | null {
  const name = numberedCall.exec(line)?.[1];
  return name === undefined ? null : { fn: functionName(name), module: '', pc: '' };
}

const numberedAddress = (line: string): string =>
  /^\s{0,24}#\d{1,4}\s{1,6}(?:0x)?([0-9a-f]{8})\b/.exec(line)?.[1] ?? '';

const placed = ([, address = '', name = '']: RegExpExecArray): PlacedFrame => ({
  frame: { fn: functionName(name), module: '', pc: '' },
  address,
});
const placedOrNull = (found: RegExpExecArray | null): PlacedFrame | null => (found === null ? null : placed(found));
