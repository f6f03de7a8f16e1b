// Removes personal data from a text before anything of it is stored: total, and in time linear to its length.
import { type Counts, cleanPlain, count } from './clean-plain.ts';
import { findEncoded } from './encoded.ts';
import { escapedLines, mayBeEscaped, readEscaped, writeBreaks } from './escapes.ts';
import { endOfLine, keepClean, listRuns, type Run } from './known-lines.ts';
import { type Cleaned, mark, personalKinds } from './rule.ts';

/** Nobody reads a line beyond this; a line of 100 MB is a dump, and would be looked at character by character. */
export const maxLineChars = 1024 * 1024;

export function cleanText(text: string): Cleaned {
  if (text === '') return { text, removed: {} };
  const removed: Counts = {};
  const cut = cutLines(text);
  return { text: cleanLines(cut, removed), removed };
}

/** What some rules match goes on over the end of a line, or depends on the lines around it; all others look no further than to its end. */
const looksFurther = (text: string): boolean =>
  /private key|°|(?:connect(?:ed|ing) to|associated with|joined) "/i.test(text);

/**
 * Most lines stand in report after report, and are looked at once: a line that is known to be clean is left out, and the
 * others are cleaned together, since most of what a rule costs is the same for one line and for twenty. A line with
 * personal data in it is never kept in memory.
 */
function cleanLines(text: string, removed: Counts): string {
  const runs = listRuns(text);
  const rest = joinUnknown(text, runs);
  if (rest === '') return text;
  if (looksFurther(rest)) return cleanPiece(text, removed);
  const counts: Counts = {};
  const cleaned = cleanPiece(rest, counts);
  if (countLineEnds(cleaned) !== countLineEnds(rest)) return cleanRuns(text, runs, removed);
  for (const kind of personalKinds) count(removed, kind, counts[kind] ?? 0);
  keepClean(rest, cleaned);
  return cleaned === rest ? text : putBack(text, runs, cleaned);
}

const joinUnknown = (text: string, runs: readonly Run[]): string =>
  runs.map(({ from, to, isKnown }) => (isKnown ? '' : text.slice(from, to))).join('');

/** What a rule replaced was no longer than a line, but for rules that nobody has written yet. */
const cleanRuns = (text: string, runs: readonly Run[], removed: Counts): string =>
  runs
    .map(({ from, to, isKnown }) => (isKnown ? text.slice(from, to) : cleanPiece(text.slice(from, to), removed)))
    .join('');

function putBack(text: string, runs: readonly Run[], cleaned: string): string {
  let whole = '';
  let at = 0;
  for (const { from, to, isKnown, lines } of runs) {
    let end = at;
    for (let line = 0; line < lines && !isKnown; line += 1) end = endOfLine(cleaned, end);
    whole += isKnown ? text.slice(from, to) : cleaned.slice(at, end);
    at = end;
  }
  return whole;
}

function countLineEnds(text: string): number {
  let ends = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends += 1;
  return ends;
}

function cleanPiece(text: string, removed: Counts): string {
  const cleaned = cleanPlain(text, removed);
  const read = mayBeEscaped(cleaned) ? cleanEscaped(cleaned, removed) : cleaned;
  return cleanEncoded(read, removed);
}

/** Tools pack what others have packed; nobody reads more. */
const maxPacked = 2;

/** A word in base64 or hex goes whole where there is something to take out of what it says. */
function cleanEncoded(text: string, removed: Counts, depth = 1): string {
  const words = findEncoded(text);
  if (words.length === 0) return text;
  const said = words.map(({ text: one }) => one);
  const cleaned = cleanRead(said.join('\n'), {}, depth).split('\n');
  const isAlike = cleaned.length === said.length;
  const pieces: string[] = [];
  let from = 0;
  for (const [at, { start, end, text: one }] of words.entries()) {
    if (isAlike && cleaned[at] === one) continue;
    const counts: Counts = {};
    if (cleanRead(one, counts, depth) === one) continue;
    const [kind = 'token'] = personalKinds.filter((each) => counts[each] !== undefined);
    count(removed, kind, 1);
    pieces.push(text.slice(from, start), mark(kind));
    from = end;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}

function cleanRead(text: string, removed: Counts, depth: number): string {
  const cleaned = cleanPlain(mayBeEscaped(text) ? readEscaped(text) : text, removed);
  return depth < maxPacked ? cleanEncoded(cleaned, removed, depth + 1) : cleaned;
}

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
    pieces.push(text.slice(from, start), writeBreaks(found));
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
