// Walks the stack of the thread that died in a minidump, as far as the dump alone tells.
// By frame pointers where the program keeps them, else by what on the stack points into code. Bounded: so many frames, and
// between two of them so many words.
import type { Reader } from './layout.ts';
import type { Processor, Registers } from './registers.ts';

/** From best to worst: what the processor was at, what a frame pointer led to, what only looks like a return address. */
export type Trust = 'context' | 'frame pointer' | 'scan';
export type StackFrame = { readonly pc: bigint; readonly trust: Trust };

/** Memory of the thread's stack as the dump has it: `at` and `size` in the file. */
export type StackMemory = { readonly start: bigint; readonly at: number; readonly size: number };

export type Walk = {
  readonly reader: Reader;
  readonly processor: Processor;
  readonly memory: StackMemory | null;
  readonly isCode: (address: bigint) => boolean;
};

const maxFrames = 64;
/** Locals of the function that died may be many; those of its callers were mostly left by a call. */
const firstWords = 256;
const laterWords = 64;

type Step = { readonly frame: StackFrame; readonly sp: bigint; readonly fps: readonly bigint[] };

export function walkStack(walk: Walk, registers: Registers): StackFrame[] {
  const { memory, isCode } = walk;
  const frames: StackFrame[] = [{ pc: registers.pc, trust: 'context' }];
  if (memory === null) return frames;
  let { sp, fps } = registers;
  // Whoever calls through a pointer that leads nowhere left the way back in the link register, or on top of the stack.
  const isLost = !isCode(registers.pc);
  const lr = registers.lr === null ? null : callAt(walk, registers.lr);
  if (isLost && lr !== null) frames.push({ pc: lr, trust: 'context' });
  while (frames.length < maxFrames) {
    const words = frames.length === 1 ? firstWords : laterWords;
    const lostStep = isLost && frames.length === 1 ? scan(walk, { sp, fps }, 1) : null;
    const step = lostStep ?? byFramePointer(walk, { sp, fps }) ?? scan(walk, { sp, fps }, words);
    if (step === null) break;
    frames.push(lostStep === null ? step.frame : { ...step.frame, trust: 'context' });
    ({ sp, fps } = step);
  }
  return frames;
}

type Place = { readonly sp: bigint; readonly fps: readonly bigint[] };

/** Null outside of the memory. */
function wordAt({ reader, processor, memory }: Walk, address: bigint): bigint | null {
  if (memory === null || address < memory.start) return null;
  const offset = address - memory.start;
  if (offset + BigInt(processor.width) > BigInt(memory.size)) return null;
  const at = memory.at + Number(offset);
  return processor.width === 8 ? reader.view.getBigUint64(at, true) : BigInt(reader.view.getUint32(at, true));
}

/** The call that goes on at an address; null where that is no code. The lowest bit of ARM's addresses says which code. */
function callAt({ processor, isCode }: Walk, address: bigint): bigint | null {
  const plain = address & processor.mask & (processor.name === 'arm' ? ~1n : ~0n);
  const call = plain - processor.callBytes;
  return isCode(plain) && isCode(call) ? call : null;
}

/** A frame begins with the pointer to the one before and the address to go back to; frames lie ever higher. */
function byFramePointer(walk: Walk, { sp, fps }: Place): Step | null {
  const width = BigInt(walk.processor.width);
  for (const fp of fps) {
    if (fp < sp || fp % width !== 0n) continue;
    const before = wordAt(walk, fp);
    const back = wordAt(walk, fp + width);
    if (before === null || back === null || (before !== 0n && before <= fp)) continue;
    const pc = callAt(walk, back);
    if (pc !== null) return { frame: { pc, trust: 'frame pointer' }, sp: fp + 2n * width, fps: [before] };
  }
  return null;
}

function scan(walk: Walk, { sp, fps }: Place, words: number): Step | null {
  const width = BigInt(walk.processor.width);
  const from = sp - (sp % width);
  for (let word = 0n; word < BigInt(words); word += 1n) {
    const slot = from + word * width;
    const value = wordAt(walk, slot);
    if (value === null) return null;
    const pc = callAt(walk, value);
    if (pc === null) continue;
    // Below a return address often lies the frame pointer of the caller.
    const below = word === 0n ? null : wordAt(walk, slot - width);
    const kept = fps.filter((fp) => fp > slot);
    const next = below !== null && below > slot && wordAt(walk, below) !== null ? [below] : kept;
    return { frame: { pc, trust: 'scan' }, sp: slot + width, fps: next };
  }
  return null;
}
