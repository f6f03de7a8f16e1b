// Knows the lines of crashes that were looked at and have nothing personal in them: texts of one fleet repeat most of theirs.
import { openMemory, ownCopy } from '../memo.ts';

/** Lines that follow each other, and whether they are known to be clean. */
export type Run = { readonly from: number; to: number; lines: number; readonly isKnown: boolean };

const maxLineChars = 600;
/** What is longer is a log, whose lines are its own, and would push out those of crashes. */
const maxTextChars = 64 * 1024;

/**
 * Frames apart, since other lines differ more from report to report, and would push them out. Twice as many at most, of
 * some 100 characters: 4 MB, and ten times that where every line is as long as it may be and none is Latin-1.
 */
const frames = openMemory<true>({ entries: 16_000, maxChars: maxLineChars });
const others = openMemory<true>({ entries: 4_000, maxChars: maxLineChars });
const maxStackChars = 4_000;
/** A whole stack that comes again is looked up once. 4 MB at most, or 8. */
const stacks = openMemory<string>({ entries: 500, maxChars: 200 });

/** By its length and its ends, and then compared: to make a hash of all of it takes ten times as long. */
const nameOf = (stack: string): string => `${stack.length} ${stack.slice(0, 64)}${stack.slice(-64)}`;
const isKnownStack = (stack: string): boolean => stacks.find(nameOf(stack)) === stack;

/** One after another, up to the end of the text. */
export function listRuns(text: string): Run[] {
  const runs: Run[] = [];
  const add = (from: number, to: number, isKnown: boolean) => {
    const before = runs.at(-1);
    if (before?.isKnown !== isKnown) runs.push({ from, to, lines: 1, isKnown });
    else {
      before.to = to;
      before.lines += 1;
    }
  };
  const mayKnow = text.length <= maxTextChars;
  for (let at = 0; at < text.length; ) {
    const end = endOfStack(text, at);
    if (end > at) addStack(text, at, end, add);
    else add(at, endOfLine(text, at), mayKnow && others.find(text.slice(at, endOfLine(text, at))) === true);
    at = runs.at(-1)?.to ?? text.length;
  }
  return runs;
}

function addStack(
  text: string,
  from: number,
  to: number,
  add: (from: number, to: number, isKnown: boolean) => void,
): void {
  const stack = text.slice(from, to);
  if (isKnownStack(stack)) {
    add(from, to, true);
    return;
  }
  let isWhole = true;
  for (let at = from; at < to; at = endOfLine(text, at)) {
    const isKnown = frames.find(text.slice(at, endOfLine(text, at))) === true;
    isWhole &&= isKnown;
    add(at, endOfLine(text, at), isKnown);
  }
  if (isWhole && stack.length <= maxStackChars) stacks.keep(nameOf(stack), ownCopy(stack));
}

/** Keeps the lines of `text` that are the same in `cleaned`, line by line. */
export function keepClean(text: string, cleaned: string): void {
  if (text.length > maxTextChars) return;
  let other = 0;
  for (let at = 0; at < text.length; ) {
    const [end, otherEnd] = [endOfLine(text, at), endOfLine(cleaned, other)];
    const line = text.slice(at, end);
    const isSame = cleaned === text || cleaned.slice(other, otherEnd) === line;
    if (isSame) (isFrame(text, at, end) ? frames : others).keep(line, true);
    [at, other] = [end, otherEnd];
  }
}

/** Behind its end, or that of the text. */
export const endOfLine = (text: string, at: number): number => text.indexOf('\n', at) + 1 || text.length;

/** `at` itself where no frame begins there. */
function endOfStack(text: string, at: number): number {
  let end = at;
  for (let next = endOfLine(text, end); end < text.length && isFrame(text, end, next); next = endOfLine(text, end))
    end = next;
  return end;
}

/** `\tat a.b.C.d(C.java:7)`, `  #03 pc 0001f3a8  /system/lib64/libx.so (f+4)`. */
function isFrame(text: string, at: number, end: number): boolean {
  let start = at;
  while (start < end && (text[start] === ' ' || text[start] === '\t')) start += 1;
  return start > at && (text.startsWith('at ', start) || text[start] === '#');
}
