// Removes personal data from a text before anything of it is stored: total, and in time linear to its length.
import { remember } from '../memo.ts';
import { type Counts, cleanPlain, count } from './clean-plain.ts';
import { findEncoded } from './encoded.ts';
import { escapedLines, mayBeEscaped, readEscaped } from './escapes.ts';
import { type Cleaned, mark, personalKinds } from './rule.ts';

/** Nobody reads a line beyond this; a line of 100 MB is a dump, and would be looked at character by character. */
export const maxLineChars = 1024 * 1024;

export function cleanText(text: string): Cleaned {
  if (text === '') return { text, removed: {} };
  const removed: Counts = {};
  const cut = cutLines(text);
  return { text: spansLines(cut) ? cleanPiece(cut, removed) : cleanLines(cut, removed), removed };
}

/** What only some rules match goes on over the end of a line; all others look no further than to it. */
const spansLines = (text: string): boolean => /private key|°/i.test(text);

/**
 * Frames of stacks stand in report after report, and are looked at once: a line that is known to be clean is left out,
 * and the others are cleaned together, since most of what a rule costs is the same for one line and for twenty. A line
 * with personal data in it is never kept in memory.
 */
function cleanLines(text: string, removed: Counts): string {
  const { runs, rest } = setFramesAside(text);
  if (rest === '') return text;
  const counts: Counts = {};
  const cleaned = cleanPiece(rest, counts);
  if (cleaned === rest) return text;
  if (countLineEnds(cleaned) !== countLineEnds(rest)) return cleanRuns(runs, removed);
  for (const kind of personalKinds) count(removed, kind, counts[kind] ?? 0);
  return putBack(runs, cleaned);
}

/** Lines that follow each other: `frames` are clean, `lines` is how many the others are. */
type Run = { readonly text: string; readonly isFrames: boolean; readonly lines: number };

function setFramesAside(text: string): { readonly runs: readonly Run[]; readonly rest: string } {
  const runs: Run[] = [];
  let rest = '';
  const add = (run: Run) => {
    runs.push(run);
    if (!run.isFrames) rest += run.text;
  };
  for (const run of listRuns(text)) {
    if (!run.isFrames || isCleanRun(run.text)) add(run);
    else for (const line of listLines(run.text)) add({ text: line, isFrames: isClean(line), lines: 1 });
  }
  return { runs, rest };
}

/** By what lines look like; none of them was looked at. */
function listRuns(text: string): Run[] {
  const runs: Run[] = [];
  let from = 0;
  let lines = 0;
  let isFrames = isFrame(text, 0, text.indexOf('\n') + 1 || text.length);
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    if (isFrame(text, at, end) !== isFrames) {
      runs.push({ text: text.slice(from, at), isFrames, lines });
      isFrames = !isFrames;
      from = at;
      lines = 0;
    }
    lines += 1;
    at = end;
  }
  runs.push({ text: text.slice(from), isFrames, lines });
  return runs;
}

/** With their ends. */
const listLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What a rule replaced was no longer than a line, but for rules that nobody has written yet. */
const cleanRuns = (runs: readonly Run[], removed: Counts): string =>
  runs.map(({ text, isFrames }) => (isFrames ? text : cleanPiece(text, removed))).join('');

function putBack(runs: readonly Run[], cleaned: string): string {
  let whole = '';
  let from = 0;
  for (const { text, isFrames, lines } of runs) {
    let to = from;
    for (let line = 0; line < lines && !isFrames; line += 1) to = cleaned.indexOf('\n', to) + 1 || cleaned.length;
    whole += isFrames ? text : cleaned.slice(from, to);
    from = to;
  }
  return whole;
}

function countLineEnds(text: string): number {
  let ends = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends += 1;
  return ends;
}

const maxFrameChars = 600;

/** `\tat a.b.C.d(C.java:7)`, `  #03 pc 0001f3a8  /system/lib64/libx.so (f+4)`: of such lines alone memory is made. */
function isFrame(text: string, at: number, end: number): boolean {
  if (end - at > maxFrameChars) return false;
  let start = at;
  while (start < end && (text[start] === ' ' || text[start] === '\t')) start += 1;
  return start > at && (text.startsWith('at ', start) || text[start] === '#');
}

const isClean = remember((line: string): boolean => cleanPiece(line, {}) === line, {
  entries: 16_000,
  maxChars: maxFrameChars,
  isKept: (isSo) => isSo,
});

/** A whole stack that comes again is looked at once more. Some 4 MB. */
const isCleanRun = remember((run: string): boolean => listLines(run).every(isClean), {
  entries: 500,
  maxChars: 4_000,
  isKept: (isSo) => isSo,
});

function cleanPiece(text: string, removed: Counts): string {
  const cleaned = cleanPlain(text, removed);
  const read = mayBeEscaped(cleaned) ? cleanEscaped(cleaned, removed) : cleaned;
  return cleanEncoded(read, removed);
}

/** A word in base64 or hex goes whole where there is something to take out of what it says. */
function cleanEncoded(text: string, removed: Counts): string {
  const words = findEncoded(text);
  if (words.length === 0) return text;
  const said = words.map(({ text: one }) => one);
  const cleaned = cleanRead(said.join('\n'), {}).split('\n');
  const isAlike = cleaned.length === said.length;
  const pieces: string[] = [];
  let from = 0;
  for (const [at, { start, end, text: one }] of words.entries()) {
    if (isAlike && cleaned[at] === one) continue;
    const counts: Counts = {};
    if (cleanRead(one, counts) === one) continue;
    const [kind = 'token'] = personalKinds.filter((each) => counts[each] !== undefined);
    count(removed, kind, 1);
    pieces.push(text.slice(from, start), mark(kind));
    from = end;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}

const cleanRead = (text: string, removed: Counts): string =>
  cleanPlain(mayBeEscaped(text) ? readEscaped(text) : text, removed);

/** A line stays as it is written where nothing shows behind its escapes. All lines that have some are looked at together. */
function cleanEscaped(text: string, removed: Counts): string {
  const lines = escapedLines(text);
  const read = readEscaped(lines.map(({ start, end }) => text.slice(start, end)).join('\n'));
  const cleaned = cleanPlain(read, {});
  if (cleaned === read) return text;
  const readLines = read.split('\n');
  const cleanedLines = cleaned.split('\n');
  // What goes on over the end of a line is left for each line alone.
  const isAlike = cleanedLines.length === readLines.length;
  const pieces: string[] = [];
  let from = 0;
  for (const [at, { start, end }] of lines.entries()) {
    const line = readLines[at] ?? '';
    if (isAlike && cleanedLines[at] === line) continue;
    const found = cleanPlain(line, removed);
    if (found === line) continue;
    pieces.push(text.slice(from, start), found);
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** Cuts lines that nobody reads, and says so in their place. */
export function cutLines(text: string): string {
  if (text.length <= maxLineChars) return text;
  return text
    .split('\n')
    .map((line) =>
      line.length <= maxLineChars
        ? line
        : `${line.slice(0, maxLineChars)} [${line.length - maxLineChars} characters cut]`,
    )
    .join('\n');
}
