// Native crashes of Linux and the like: sanitizers, debuggers, checks, panics, linkers.
import { cutLines } from '../cut/cut.ts';
import { linesBefore } from '../cut/lines.ts';
import { perLine } from '../cut/per-line.ts';
import { canonicalCycle } from '../key/cycle.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, frameWord, isLastResort, judgeFrames, keptFrames } from '../skip/frame-rule.ts';
import { nativeRules } from '../skip/native-rules.ts';
import type { Frame, Reading } from '../trace.ts';
import { accessIn, type Failure, failureIn, firstFailure } from './native-failure.ts';
import { type NumberedFrame, parseNativeFrame } from './native-frame.ts';
import { readScriptStack } from './script-stack.ts';

/** The failing function and its caller; the condition of a failed check stands for one of them. */
const stateLines = 2;
const machineryLines = 6;
const maxFrames = 64;
/** The stack that counts is the first behind the sign; what a sanitizer says of allocations comes later. */
const maxLines = 1200;
/** What failed is often said some lines above the sign. */
const linesAbove = 12;

const rules = compileRules(nativeRules);

export function readNative(text: string, at: number): Reading | null {
  const head = unwrapped(cutLines(text, at, { before: linesAbove, lines: maxLines }));
  const start = startOfCrashedThread(text, at);
  const lines = start === at ? head : unwrapped(cutLines(text, start, { lines: maxLines }));
  const sayFailure = perLine(failureIn);
  const { frames, failure, access } = readStack(lines, sayFailure);
  const script = frames.length === 0 ? readScriptStack(lines) : null;
  const all = script?.frames ?? frames;
  const found = script?.failure ?? failure ?? firstFailure(head, sayFailure);
  if (all.length === 0 && found === null) return null;
  const name = [found?.failure ?? 'crash', access].filter((word) => word !== '').join(' ');
  const words = found?.words ?? [];
  const verdicts = judgeFrames(all, rules);
  // A stack of machinery alone meets only its like, frame by frame.
  const named = isLastResort(verdicts) ? all : keptFrames(verdicts);
  const printed = wordsOfStack(named);
  const names = /stack.overflow/.test(name) ? canonicalCycle(printed) : printed;
  const depth = isLastResort(verdicts) ? machineryLines : stateLines;
  const top = names.slice(0, Math.max(1, depth - Math.min(1, words.length)));
  const message = lines.find((line) => sayFailure(line) !== null) ?? '';
  return {
    trace: { failure: name, process: '', message, frames: all },
    verdicts,
    parts: {
      strict: [name, ...words, ...(top.length === 0 && words.length === 0 ? [messageTemplate(message)] : top)],
      loose: [name, ...(words.length > 0 ? words.slice(0, 1) : names.slice(0, 1))],
      alt: words.length === 0 ? otherNames(name, names) : [],
      raw: [name, ...words, ...all.map(frameWord)],
    },
    title: `${name} in ${words[0] ?? names[0] ?? 'unknown code'}`,
  };
}

/** Debuggers on narrow terminals put a long name below its number and address. */
const unwrapped = (lines: readonly string[]): string[] =>
  lines.map((line, at) =>
    /^#\d{1,4} {1,4}0x[0-9a-f]{4,16} in$/.test(line) ? `${line} ${(lines[at + 1] ?? '').trim()}` : line,
  );

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

/** What a wild access hits is chance: the same read beyond a buffer meets a red zone, a neighbour or no page at all. */
const wildAccess =
  /^(?:segv|unknown-crash|wild-addr|(?:heap|stack|global|container)-(?:buffer-)?overflow)(?: (READ|WRITE))?$/;

/** A sanitizer tells of a segmentation fault which address it was and whether it was read; a debugger only that it was one. */
const segmentationFault = /^(?:SIGSEGV|segv(?:-null)?(?: (?:READ|WRITE))?)$/;

/** Without a function's name an address would stand for it, and builds differ in those. */
const isFunction = (word: string | undefined): boolean => word !== undefined && /^[A-Za-z_~][^ ]*$/.test(word);

function otherNames(name: string, names: readonly string[]): string[][] {
  const access = wildAccess.exec(name)?.[1];
  const fault =
    segmentationFault.test(name) &&
    names.slice(0, stateLines).length === stateLines &&
    names.slice(0, stateLines).every(isFunction)
      ? [['segmentation fault', ...names.slice(0, stateLines)]]
      : [];
  const wild =
    access === undefined || names.length < stateLines ? [] : [['bad access', access, ...names.slice(0, stateLines)]];
  return [...(isMethod(names[0]) ? [[name, 'in', names[0] ?? '']] : []), ...wild, ...fault];
}

/** A method of a class fails for one reason, whoever called it; a plain function of that name may be anybody's helper. */
const isMethod = (fn: string | undefined): boolean =>
  fn !== undefined &&
  /\w::.*\w::[~\w]/.test(fn) &&
  !/^(?:std|__gnu_cxx|boost|core|alloc)::|^Q[A-Z]|operator|<T>/.test(fn);

/** Debuggers list all threads, the first one last; that is the one that crashed. Other tools say which one it was. */
function startOfCrashedThread(text: string, at: number): number {
  for (const mark of crashedThreadMarks) {
    const marked = text.indexOf(mark, at);
    if (marked !== -1) return linesBefore(text, marked, 0);
  }
  const listed = text.indexOf('\nThread ', at);
  if (listed === -1 || !/^\nThread \d{1,5} \(/.test(text.slice(listed, listed + 20))) return at;
  const first = text.indexOf('\nThread 1 (', at);
  return first === -1 ? at : first + 1;
}

/** The stack below such a line is the one that counts, wherever in the list of threads it stands. */
const crashedThreadMarks: readonly string[] = ['Last Exception Backtrace:', ' Crashed:', '[KCrash Handler]'];

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
      if (number === 0 && isTail && !isUpward) frames.length = 0;
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
