// Walks a stack by the rules of the functions on it, which need no frame pointers; where a module has none, as the dump alone tells.
import { evaluate } from './evaluate.ts';
import type { FrameRules } from './frame-rules.ts';
import { rulesAt } from './frame-rules.ts';
import { codeValue, isCodeValue, moduleOf, offsetOf, type StackWords } from './stack-words.ts';

export type WalkTrust = 'context' | 'call frame information' | 'frame pointer' | 'scan';
/** `at` is a code value (`stack-words.ts`) of the call. */
export type WalkedFrame = { readonly at: number; readonly trust: WalkTrust };

/** What is known of a module at a place of it: its rules, null where it has none, undefined where nobody looked yet. */
export type RulesOf = (module: number, offset: number) => FrameRules | null | undefined;

export type Walked = {
  readonly frames: readonly WalkedFrame[];
  /** Where the walk cannot go on before somebody looks; null where it is over. */
  readonly wanted: number | null;
};

const maxFrames = 64;
const scannedWords = 256;

type Machine = { readonly width: number; readonly sp: string; readonly fps: readonly string[]; readonly call: number };

/** By the dump's word for the processor. */
const machines: Readonly<Record<string, Machine>> = {
  x86: { width: 4, sp: 'esp', fps: ['ebp'], call: 1 },
  x86_64: { width: 8, sp: 'rsp', fps: ['rbp'], call: 1 },
  arm: { width: 4, sp: 'sp', fps: ['r11', 'r7'], call: 2 },
  arm64: { width: 8, sp: 'sp', fps: ['x29'], call: 4 },
};

type State = { readonly sp: number; readonly registers: ReadonlyMap<string, number> };
type Step = State & { readonly back: number; readonly trust: WalkTrust };

/** Null for a processor that nobody knows here. Bounded by frames, and by words between two of them. */
export function walkByRules(dump: StackWords, rulesOf: RulesOf): Walked | null {
  const machine = machines[dump.processor];
  if (machine === undefined) return null;
  const frames: WalkedFrame[] = dump.pc === null ? [] : [{ at: dump.pc, trust: 'context' }];
  let state: State = { sp: 0, registers: new Map([...dump.registers, [machine.sp, 0]]) };
  let at = dump.pc;
  while (frames.length < maxFrames) {
    const rules = at === null ? null : rulesOf(moduleOf(at), offsetOf(at));
    if (rules === undefined) return { frames, wanted: at };
    const step = stepFrom(dump, { machine, state, at, rules, isFirst: frames.length < 2 });
    if (step === null) break;
    // Back from a signal the caller was at the very instruction; everywhere else behind its call.
    at = codeValue(moduleOf(step.back), Math.max(0, offsetOf(step.back) - machine.call));
    frames.push({ at, trust: step.trust });
    state = step;
  }
  return { frames, wanted: null };
}

type From = {
  readonly machine: Machine;
  readonly state: State;
  readonly at: number | null;
  readonly rules: FrameRules | null;
  readonly isFirst: boolean;
};

function stepFrom(dump: StackWords, from: From): Step | null {
  const { at, rules, isFirst } = from;
  const told = rules === null || at === null ? null : byRules(dump, from, rules);
  if (told !== undefined && told !== null) return told;
  // Rules that say that there is no caller are obeyed, unless what is known does not reach that far.
  if (told === undefined) return null;
  return (
    byLink(dump, from) ?? byFramePointer(dump, from) ?? scan(dump, from, isFirst ? scannedWords : scannedWords / 4)
  );
}

/** Undefined at the end of the stack. */
function byRules({ words }: StackWords, { machine, state, at }: From, table: FrameRules): Step | null | undefined {
  const rules = rulesAt(table, offsetOf(at ?? 0));
  if (rules === null) return null;
  const wordAt = (address: number) => words.get(address) ?? null;
  const cfa = evaluate(rules.get('.cfa') ?? '', { registers: state.registers, wordAt });
  if (cfa === null || cfa < state.sp || isCodeValue(cfa)) return null;
  const known = { registers: new Map([...state.registers, ['.cfa', cfa]]), wordAt };
  const rule = rules.get('.ra') ?? '';
  if (/^(?:\.undef|0)$/.test(rule)) return undefined;
  const back = evaluate(rule, known);
  if (back === null || !isCodeValue(back)) return null;
  const registers = new Map(state.registers);
  // What the way back was in is the caller's no longer.
  registers.delete('x30');
  for (const [name, each] of rules) {
    if (name.startsWith('.')) continue;
    const value = evaluate(each, known);
    if (value === null) registers.delete(name);
    else registers.set(name, value);
  }
  registers.set(machine.sp, cfa);
  return { sp: cfa, registers, back, trust: 'call frame information' };
}

/** Whoever called what is no code left the way back in the link register, or on top of the stack. */
function byLink({ words, registers }: StackWords, { machine, state, at }: From): Step | null {
  if (at !== null) return null;
  const link = registers.get('x30') ?? registers.get('lr');
  if (link !== undefined && isCodeValue(link)) return { ...state, back: link, trust: 'context' };
  const top = words.get(state.sp);
  if (top === undefined || !isCodeValue(top)) return null;
  const sp = state.sp + machine.width;
  return { sp, registers: new Map([...state.registers, [machine.sp, sp]]), back: top, trust: 'context' };
}

function byFramePointer({ words }: StackWords, { machine, state }: From): Step | null {
  for (const name of machine.fps) {
    const fp = state.registers.get(name);
    if (fp === undefined || isCodeValue(fp) || fp < state.sp) continue;
    const back = words.get(fp + machine.width);
    if (back === undefined || !isCodeValue(back)) continue;
    const sp = fp + 2 * machine.width;
    const registers = new Map([...state.registers, [machine.sp, sp]]);
    const before = words.get(fp);
    if (before === undefined || before <= fp) registers.delete(name);
    else registers.set(name, before);
    return { sp, registers, back, trust: 'frame pointer' };
  }
  return null;
}

function scan({ words }: StackWords, { machine, state }: From, most: number): Step | null {
  for (let word = 0; word < most; word += 1) {
    const slot = state.sp + word * machine.width;
    const back = words.get(slot);
    if (back === undefined || !isCodeValue(back)) continue;
    const sp = slot + machine.width;
    return { sp, registers: new Map([...state.registers, [machine.sp, sp]]), back, trust: 'scan' };
  }
  return null;
}
