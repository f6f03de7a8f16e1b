// Native crashes of Linux and the like: sanitizers, debuggers, checks, panics, linkers.
import { cutLines } from '../cut/cut.ts';
import { linesBefore } from '../cut/lines.ts';
import { perLine } from '../cut/per-line.ts';
import { canonicalCycle, isEndless } from '../key/cycle.ts';
import { functionName } from '../normalise/function-name.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, frameWord, isLastResort, judgeFrames, keptFrames } from '../skip/frame-rule.ts';
import { nativeRules } from '../skip/native-rules.ts';
import type { Frame, Reading, Verdict } from '../trace.ts';
import { accessIn, type Failure, failureIn, firstFailure } from './native-failure.ts';
import { type NumberedFrame, parseNativeFrame } from './native-frame.ts';
import { checkedAddress, fromDeadlyError, wholeLines } from './native-lines.ts';
import { otherNames, raceNames, type Seen, saidNames } from './native-names.ts';
import { readScriptStack } from './script-stack.ts';

/** The failing function and its caller; the condition of a failed check stands for one of them. */
const stateLines = 2;
const machineryLines = 6;
/** Who finds a broken heap did not break it: more of the stack tells one such victim from another. */
const victimLines = 4;
const brokenHeap = /^(?:(?:malloc|realloc|malloc_consolidate)\(\): |free\(\): (?:invalid next|corrupt)|corrupted )/;
const maxFrames = 64;
/** The stack that counts is the first behind the sign; what a sanitizer says of allocations comes later. */
const maxLines = 1200;
/** What failed is often said some lines above the sign. */
const linesAbove = 12;

const rules = compileRules(nativeRules);

export function readNative(text: string, at: number): Reading | null {
  const head = wholeLines(cutLines(text, at, { before: linesAbove, lines: maxLines }));
  const start = startOfCrashedThread(text, at);
  const lines = fromDeadlyError(start === at ? head : wholeLines(cutLines(text, start, { lines: maxLines })));
  const sayFailure = perLine(failureIn);
  const { frames, failure, access } = readStack(lines, sayFailure);
  const script = frames.length === 0 ? readScriptStack(lines) : null;
  const all = script?.frames ?? frames;
  const found = script?.failure ?? failure ?? firstFailure(head, sayFailure);
  if (all.length === 0 && (found === null || isOfScript(lines))) return null;
  const name = [found?.failure ?? 'crash', access].filter((word) => word !== '').join(' ');
  const words = found?.words ?? [];
  const verdicts = judgeFrames(all, rules);
  // A stack of machinery alone meets only its like, frame by frame.
  const named = isLastResort(verdicts) ? all : keptFrames(verdicts);
  const printed = wordsOfStack(named);
  // A function that calls its overload, or itself, is told once.
  const names = /stack.overflow/.test(name)
    ? canonicalCycle(printed)
    : printed.filter((fn, i) => fn !== printed[i - 1]);
  const depth = isLastResort(verdicts) ? machineryLines : brokenHeap.test(name) ? victimLines : stateLines;
  const stated = functionName(found?.at ?? '');
  const top =
    names.length === 0 && stated !== '' ? [stated] : names.slice(0, Math.max(1, depth - Math.min(1, words.length)));
  const message = lines.find((line) => sayFailure(line) !== null) ?? '';
  return {
    trace: { failure: name, process: '', message, frames: all },
    verdicts,
    parts: {
      strict: [name, ...words, ...(top.length === 0 && words.length === 0 ? saidAround(lines, message) : top)],
      loose: [name, ...(words.length > 0 ? words.slice(0, 1) : names.slice(0, 1))],
      alt:
        words.length > 0
          ? saidNames(name, words)
          : [...otherNames(name, names, seenOf(verdicts, lines)), ...raceOf(name, lines), ...endlessOf(name, printed)],
      raw: [name, ...words, ...all.map(frameWord)],
    },
    title: `${name} in ${words[0] ?? names[0] ?? 'unknown code'}`,
  };
}

const frameOfScript = /^\s{1,40}at .{1,400}:\d{1,7}(?::\d{1,7})?\)?$/;
const headOfScript = /^\s{0,40}\w{0,40}Error(?: \[[A-Z\d_]{2,60}\])?: /;

/** A script that tells how its child died: its own stack is what there is. */
const isOfScript = (lines: readonly string[]): boolean =>
  lines.some((line) => headOfScript.test(line)) && lines.some((line) => frameOfScript.test(line));

const seenOf = (verdicts: readonly Verdict[], lines: readonly string[]): Seen => ({
  hasOwnDeath: verdicts.some(({ rule }) => rule === 'dying' || rule === 'throwing'),
  address: lines.map(checkedAddress).find((said) => said !== '') ?? '',
});

/** `  what():  scene 7 has no camera`: what C++ prints of an exception that nobody caught. */
const whatOf = (line: string): string => /^\s{0,12}what\(\):\s{1,4}(.{1,300})$/.exec(line)?.[1] ?? '';

const tellingWords = 4;
/** What a programmer wrote for one place; messages of the library, and errors that a bus has names for, come from anywhere. */
const isOwnMessage = (what: string): boolean =>
  (what.match(/[A-Za-z]{3,}/g) ?? []).length >= tellingWords &&
  !/^(?:std::|basic_|vector|map::|bad_|sto[a-z]{1,3}\b)|\b\w{1,40}(?:\.\w{1,60}){2}/.test(what);

/** Lines that tell a report of which nothing is known from others that died of the same signal. */
const saidLines = 8;

function saidAround(lines: readonly string[], message: string): string[] {
  const what = lines.map(whatOf).find((told) => told !== '') ?? '';
  if (isOwnMessage(what)) return [messageTemplate(what)];
  const said = lines.slice(Math.max(0, lines.indexOf(message))).filter((line) => line.trim() !== '');
  return said.slice(0, saidLines).map((line) => messageTemplate(line));
}

/** A debugger sees a full stack as a bad access; that it never ends shows what it was. */
const endlessOf = (name: string, printed: readonly string[]): string[][] =>
  /^(?:SIGSEGV|SIGBUS|segmentation fault)$/.test(name) && isEndless(printed)
    ? [['stack-overflow', ...canonicalCycle(printed).slice(0, stateLines)]]
    : [];

const secondAccess = /^\s{0,6}(?:Previous|\[failed to restore).{0,20}(?:read|write) (?:of size|at 0x)/i;

/** The two functions of a race, the second of which stands in a stack of its own. */
function raceOf(name: string, lines: readonly string[]): string[][] {
  const second = name.startsWith('data race') ? lines.findIndex((line) => secondAccess.test(line)) : -1;
  if (second === -1) return [];
  const [one, other] = [lines.slice(0, second), lines.slice(second)].map((part) => {
    const { frames } = readStack(part, () => null);
    const all = frames.length > 0 ? frames : (readScriptStack(part)?.frames ?? []);
    return wordsOfStack(keptFrames(judgeFrames(all, rules)))[0];
  });
  return raceNames(one, other);
}

/** So many bare modules above the first function are where the fault is; fewer are noise of the unwinder. */
const muchUnnamed = 3;

function wordsOfStack(frames: readonly Frame[]): string[] {
  const functions = frames.map(({ fn }) => fn).filter((fn) => fn !== '');
  const first = frames.findIndex(({ fn }) => fn !== '');
  if (first === -1) return moduleWords(frames);
  return first < muchUnnamed ? functions : [...moduleWords(frames.slice(0, first)).slice(0, 1), ...functions];
}

/** Without a function: the modules in their order, and how many frames of each stand together, which holds from build to build. */
function moduleWords(frames: readonly Frame[]): string[] {
  const runs: { module: string; length: number }[] = [];
  for (const { module } of frames) {
    const last = runs.at(-1);
    if (last !== undefined && last.module === module) last.length += 1;
    else if (module !== '') runs.push({ module, length: 1 });
  }
  return runs.map(({ module, length }) => (runs.length === 1 && length === 1 ? module : `${module} ${length}`));
}

/** Debuggers list all threads, the first one last; that is the one that crashed. Other tools say which one it was. */
function startOfCrashedThread(text: string, at: number): number {
  for (const mark of crashedThreadMarks) {
    const marked = text.indexOf(mark, at);
    if (marked !== -1) return linesBefore(text, marked, 0);
  }
  // `Crash|SIGSEGV|0x8|3` of a minidump in columns: the third thread's lines begin with its number.
  const column = text.indexOf('\nCrash|', at - 1);
  const thread =
    column === -1
      ? undefined
      : /^\nCrash\|[^|\n]{1,80}\|[^|\n]{0,20}\|(\d{1,4})\n/.exec(text.slice(column, column + 120))?.[1];
  const columns = thread === undefined ? -1 : text.indexOf(`\n${thread}|0|`, column);
  if (columns !== -1) return columns + 1;
  const listed = text.indexOf('\nThread ', at);
  if (listed === -1 || !/^\nThread \d{1,5} \(/.test(text.slice(listed, listed + 20))) return at;
  const first = text.indexOf('\nThread 1 (', at);
  return first === -1 ? at : first + 1;
}

/** The stack below such a line is the one that counts, wherever in the list of threads it stands. */
const crashedThreadMarks: readonly string[] = [
  'Last Exception Backtrace:',
  ' Crashed:',
  '[KCrash Handler]',
  '\nSTACK_TEXT:',
];

type Stack = { readonly frames: readonly Frame[]; readonly failure: Failure | null; readonly access: string };

/** The first stack; what failed may be said before or after it. */
function readStack(lines: readonly string[], sayFailure: typeof failureIn): Stack {
  const parse = perLine(parseNativeFrame);
  const sayAccess = perLine(accessIn);
  const frames: Frame[] = [];
  let failure: Failure | null = null;
  let access = '';
  let last: number | null = null;
  let isUpward = false;
  /** Of a stack that something else printed above the sign, whose head was not cut out with it. */
  let isTail = false;
  let isOver = false;
  for (const line of lines) {
    const found: NumberedFrame | null = isOver ? null : parse(line);
    if (found !== null) {
      const number: number | null = found.number;
      const isToldAgain = number === 0 && last === 0 && frames.length === 1;
      if (isToldAgain || (number === 0 && isTail && !isUpward)) frames.length = 0;
      else if (frames.length === 0) isTail = number !== null && number > 1;
      if (frames.length === 0) last = null;
      isUpward ||= frames.length === 1 && last !== null && number === last - 1;
      isOver = number !== null && last !== null && (isUpward ? number > last : number < last);
      last = number ?? last;
      if (!isOver && frames.length < maxFrames) frames.push(found.frame);
      continue;
    }
    failure ??= sayFailure(line);
    if (access === '') access = sayAccess(line);
    // Blank lines end the stacks of tools that number nothing.
    isOver ||= frames.length > 0 && last === null && /^(?:==\d{1,9}==)?\s*$/.test(line);
  }
  return { frames: isUpward ? frames.reverse() : frames, failure, access };
}
