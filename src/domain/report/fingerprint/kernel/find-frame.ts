// Finds the guilty frame of a kernel report by its recipe: lines to wait for and stacks to read, one after another.
import { functionName } from '../normalise/function-name.ts';
import { chooseHung, chooseStalled } from './choose-frame.ts';
import { re, type StackRecipe, type StackStep } from './format.ts';
import { kernelSkip, strippedPrefixes } from './skip-list.ts';

export type FoundFrame = {
  /** Without the prefixes of an architecture's entry points. */
  readonly name: string;
  readonly printed: string;
};

/** The found frames; `isWhole` is false where a step found none. */
export type FoundFrames = { readonly frames: readonly FoundFrame[]; readonly isWhole: boolean };

const stackStarts =
  /Call [Tt]race|Library Stack Trace:|Allocated:|Allocated by task [0-9]+:|Freed:|Freed by task [0-9]+:|[^k] backtrace(?: \(crc [0-9a-fA-F]*\))?:|Backtrace:|Uninit was stored to memory at|status: [0-9a-f]{16} badaddr: [0-9a-f]{16} cause: [0-9a-f]{16}/;
const frameLines = [
  re('^ *(?:#\\d{1,3} )?(?:{{PC}} ){0,2}{{FUNC}}'),
  // 32-bit ARM without CONFIG_BACKTRACE_VERBOSE prints no addresses (dump_backtrace_entry in arch/arm/kernel/traps.c).
  re(String.raw`^ *([a-zA-Z0-9_]+)(?:\.[a-z0-9.]{1,40})?(?: \[\w{1,60}\])? from {{FUNC}}`),
  re(String.raw`^ *{{PC}} \(([a-zA-Z0-9_.]+)(?:\+0x[0-9a-f]{1,8}/0x[0-9a-f]{1,8})?\) from {{PC}} \({{FUNC}}`),
];
/** Stacks of injected failures stand between the lines of the real one. */
const isForeignStack = /^(?: \[<?(?:0x)?[0-9a-f]+>?\])? should_fail(?:slab)?(?:\.[a-z0-9.]+)?\+0x/;

/** `spare` is the function that the headline names, taken where no stack has one. */
export function findFrames(lines: readonly string[], recipe: StackRecipe, spare = ''): FoundFrames {
  const found = walkEither(lines, recipe);
  if (spare === '' || found.frames[0]?.name !== nothing || kernelSkip(recipe.skip)(spare)) return found;
  return { frames: [{ name: shortestForm(spare), printed: spare }], isWhole: true };
}

function walkEither(lines: readonly string[], recipe: StackRecipe): FoundFrames {
  const found = walk(lines, recipe.steps, recipe);
  if (found.isWhole || recipe.otherwise === undefined) return found;
  const second = walk(lines, recipe.otherwise, recipe);
  return second.isWhole || found.frames[0]?.name === nothing ? second : found;
}

/** Stands where a stack had no frame that says anything. */
const nothing = 'corrupted';

type Walk = { at: number; names: string[]; stacks: number; isWhole: boolean; readonly frames: FoundFrame[] };

function walk(lines: readonly string[], steps: readonly StackStep[], recipe: StackRecipe): FoundFrames {
  const skip = kernelSkip(recipe.skip);
  const state: Walk = { at: 0, names: [], stacks: 0, isWhole: true, frames: [] };
  for (let step = 0; step < steps.length; step += 1) {
    const now = steps[step];
    if (now === 'stack') {
      if (state.stacks > 0) close(state, recipe);
      state.stacks += 1;
      const isNextMet = readStack(lines, state, steps[step + 1], skip);
      if (isNextMet) step += 1;
    } else if (now !== undefined) waitFor(lines, state, now, skip);
  }
  close(state, recipe);
  return { frames: state.frames, isWhole: state.isWhole };
}

/** Reads frames up to the next stack; true where the line of the next step ended it. */
function readStack(
  lines: readonly string[],
  state: Walk,
  next: StackStep | undefined,
  skip: (fn: string) => boolean,
): boolean {
  while (state.at < lines.length) {
    const line = lines[state.at] ?? '';
    state.at += 1;
    if (isForeignStack.test(line)) {
      state.isWhole = false;
      return false;
    }
    if (stackStarts.test(line)) return false;
    const ends = next instanceof RegExp ? next.exec(line) : null;
    if (ends !== null) {
      take(state, ends, skip);
      return true;
    }
    for (const pattern of frameLines) {
      const match = pattern.exec(line);
      if (match === null) continue;
      take(state, match, skip);
      break;
    }
  }
  return false;
}

function waitFor(lines: readonly string[], state: Walk, step: RegExp, skip: (fn: string) => boolean): void {
  while (state.at < lines.length) {
    const line = lines[state.at] ?? '';
    state.at += 1;
    if (isForeignStack.test(line)) {
      state.isWhole = false;
      return;
    }
    const match = step.exec(line);
    if (match === null) continue;
    take(state, match, skip);
    return;
  }
}

function take(state: Walk, match: RegExpExecArray, skip: (fn: string) => boolean): void {
  for (const group of match.slice(1)) {
    if (group === undefined) continue;
    const name = group.startsWith('_') ? functionName(group) : group;
    if (!skip(name)) state.names.push(name);
  }
}

function close(state: Walk, { choose }: StackRecipe): void {
  const stripped = state.names.map(shortestForm);
  const chosen =
    stripped.length === 0
      ? null
      : choose === 'stall'
        ? chooseStalled(stripped)
        : choose === 'hang'
          ? chooseHung(stripped)
          : { name: stripped[0] ?? '', at: 0 };
  if (chosen === null || chosen.name === '') {
    state.frames.push({ name: nothing, printed: nothing });
    state.isWhole = false;
  } else state.frames.push({ name: chosen.name, printed: state.names[chosen.at] ?? chosen.name });
  state.names = [];
}

const shortestForm = (name: string): string =>
  strippedPrefixes.reduce(
    (shortest, prefix) =>
      name.startsWith(prefix) && name.length - prefix.length < shortest.length ? name.slice(prefix.length) : shortest,
    name,
  );

/** The frame's names with one prefix taken off, and as it is printed. */
export const partialForms = (printed: string): string[] => [
  printed,
  ...strippedPrefixes.filter((prefix) => printed.startsWith(prefix)).map((prefix) => printed.slice(prefix.length)),
];

/** Function names of all stacks, for people and for the raw key. */
export const frameNames = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => frameLines.map((pattern) => pattern.exec(line)?.[1]).find((fn) => fn !== undefined) ?? []);
