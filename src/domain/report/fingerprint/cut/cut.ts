// Cuts a crash out of the log around it: the lines from its head on, freed of prefixes, of the program that printed the head.
import { type LineBounds, linesBefore, linesFrom } from './lines.ts';
import { type LogLine, stripLogPrefix } from './log-prefix.ts';
import { perLine } from './per-line.ts';

export type CutPlan = LineBounds & {
  /** Lines before the head that belong to it, such as a drop-box header. */
  readonly before?: number;
  /** Whether the block is over before this line; `read` lines of it came first. */
  readonly isOver?: (line: string, read: number) => boolean;
};

/** Lines of other tags and processes that a log has in between are left out. */
export function cutLines(text: string, at: number, { before = 0, isOver, ...bounds }: CutPlan = {}): string[] {
  const lines: string[] = [];
  const head = stripLogPrefix(firstLine(text, at));
  const strip = perLine(stripLogPrefix);
  for (const line of linesFrom(text, linesBefore(text, at, before), bounds)) {
    const { text: said, from } = strip(line);
    if (isForeign(from, head)) continue;
    if (isOver?.(said, lines.length) === true) break;
    lines.push(said);
  }
  return lines;
}

/** A bare line inside a log is the rest of a line that was broken: it stays. */
const isForeign = (from: string, head: LogLine): boolean => head.from !== '' && from !== '' && from !== head.from;

function firstLine(text: string, at: number): string {
  const start = linesBefore(text, at, 0);
  for (const line of linesFrom(text, start, { lines: 1 })) return line;
  return '';
}
