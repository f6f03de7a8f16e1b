// Picks out of registers and stack of a thread what points into the stack or into code: all that a later walk by symbols needs.
import { codeValue, maxStackWords, type StackWords } from '../../symbols/frames/stack-words.ts';
import type { Module } from './modules.ts';
import type { Registers } from './registers.ts';
import type { Walk } from './walk.ts';

/** Beyond them nobody looks for callers. */
const maxLooked = 65_536;

/** `modules` by which code is numbered, and `isCode` as the walk has it. */
export function stackValues(
  { reader, processor, memory, isCode }: Walk,
  registers: Registers,
  modules: readonly Module[],
): Omit<StackWords, 'processor'> {
  const top = memory === null ? registers.sp : memory.start + BigInt(memory.size);
  const pointerOf = (address: bigint): number | null => {
    const plain = address & processor.mask & (processor.name === 'arm' ? ~1n : ~0n);
    if (plain >= registers.sp && plain < top) return Number(plain - registers.sp);
    if (!isCode(plain)) return null;
    const home = modules.findIndex(({ start, end }) => plain >= start && plain < end);
    const module = modules[home];
    return module === undefined ? null : codeValue(home, Number(plain - module.start));
  };
  const words = new Map<number, number>();
  if (memory !== null && registers.sp >= memory.start) {
    const from = Number(registers.sp - memory.start);
    const end = Math.min(memory.size, from + maxLooked);
    for (let at = from - (from % processor.width); at + processor.width <= end; at += processor.width) {
      if (words.size === maxStackWords) break;
      const value = pointerOf(
        processor.width === 8
          ? reader.view.getBigUint64(memory.at + at, true)
          : BigInt(reader.view.getUint32(memory.at + at, true)),
      );
      if (value !== null && value !== 0) words.set(at - from, value);
    }
  }
  const known = [...registers.kept].flatMap(([name, address]) => {
    const value = pointerOf(address);
    return value === null ? [] : [[name, value] as const];
  });
  const pc = pointerOf(registers.pc);
  return { pc: pc !== null && isCode(registers.pc) ? pc : null, registers: new Map(known), words };
}
