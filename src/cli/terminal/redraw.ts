// Draws the same lines again over the last ones, so that a terminal shows how something changes.
import type { Surroundings } from '../surroundings.ts';
import { fitLine } from './table.ts';
import { type Line, mayColour, renderLine } from './words.ts';

export type Redraw = { show(lines: readonly Line[]): void; end(): void };

/** Null where standard output is no terminal that could do it. */
export function openRedraw({ stdout, env }: Surroundings): Redraw | null {
  if (stdout.isTTY !== true || env.TERM === 'dumb') return null;
  let drawn = 0;
  stdout.write('\u001b[?25l');
  return {
    show(lines) {
      // A line that wrapped would count twice on the way up.
      const width = Math.max(20, (stdout.columns ?? 80) - 1);
      const text = lines
        .map((line) => `${renderLine(fitLine(line, width), mayColour(stdout, env))}\u001b[K\n`)
        .join('');
      stdout.write(`${drawn === 0 ? '' : `\u001b[${drawn}A`}${text}\u001b[J`);
      drawn = lines.length;
    },
    end: () => void stdout.write('\u001b[?25h'),
  };
}
