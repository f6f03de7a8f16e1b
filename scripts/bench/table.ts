// Prints figures as a table for people and as JSON for programs.
import { type Figure, isMet, type Wanted } from './figure.ts';

const heads = ['figure', 'ours', 'baseline', 'unit', 'ratio', 'spread', 'wanted', ''] as const;
const isText = (column: number): boolean => column === 0 || column === 3 || column >= 6;

/** One line a figure, columns as wide as their widest cell. */
export function encodeTable(figures: readonly Figure[]): string {
  const rows = [heads, ...figures.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function cells(figure: Figure): readonly string[] {
  const { name, unit, ours, baseline, ratio, wanted } = figure;
  const met = isMet(figure);
  return [
    name,
    short(ours),
    baseline === null ? '' : short(baseline),
    unit,
    ratio === null ? '' : ratio.median.toFixed(2),
    ratio === null ? '' : `${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)}`,
    wanted === null ? '' : wantedText(wanted),
    met === null ? '' : met ? 'ok' : 'MISSED',
  ];
}

const wantedText = (wanted: Wanted): string =>
  'atMost' in wanted ? `at most ${wanted.atMost}` : `at least ${wanted.atLeast}`;

/** Three figures say all that a noisy machine knows. */
const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));

/** The same with stable names, `met` null where nothing is wanted. */
export const encodeFigures = (figures: readonly Figure[]) =>
  figures.map((figure) => ({ ...figure, met: isMet(figure) }));
