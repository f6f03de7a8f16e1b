// Lists as aligned columns: no borders, so that rows can be copied, cut and grepped.
import { faint, isToned, type Line, plainLine, type Word, wordsOf } from './words.ts';

export type Column<T> = {
  readonly title: string;
  readonly of: (row: T) => Word;
  /** Numbers stand on the right. */
  readonly align?: 'right';
  /** What a narrow terminal can do without; the highest goes first. */
  readonly spare?: number;
};

/** A faint row of titles, then the rows; `none` is said instead when there are none. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], none: string): Line[] {
  if (rows.length === 0) return [faint(none)];
  const cells = rows.map((row) => columns.map((column) => column.of(row)));
  const widths = columns.map((column) => measureColumn(rows, column));
  const titles = columns.map(({ title }): Word => faint(title));
  return [titles, ...cells].map((row) => alignRow(row, columns, widths));
}

/** Cells of the last column that say enough, such as a title's. */
const leastLastCells = 40;

/**
 * A table in a terminal of so many cells, a line a row: columns that it can do without are left out, then the last one is
 * cut. Null is no terminal, which has room for all.
 */
export function fittedTable<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { none, width }: { readonly none: string; readonly width: number | null },
): Line[] {
  if (width === null || rows.length === 0) return table(rows, columns, none);
  return table(rows, chooseColumns(rows, columns, width), none).map((line) => fitLine(line, width));
}

function chooseColumns<T>(rows: readonly T[], columns: readonly Column<T>[], width: number): readonly Column<T>[] {
  const needed = columns.map((column, at) => {
    const cells = measureColumn(rows, column);
    return at === columns.length - 1 ? Math.min(cells, leastLastCells) : cells + 2;
  });
  const most = Math.max(0, ...columns.map(({ spare = 0 }) => spare));
  if (most === 0 || needed.reduce((sum, cells) => sum + cells, 0) <= width) return columns;
  const left = columns.filter(({ spare }) => spare !== most);
  return chooseColumns(rows, left, width);
}

const measureColumn = <T>(rows: readonly T[], { title, of }: Column<T>): number =>
  Math.max(measureWidth(title), ...rows.map((row) => measureWidth(plainLine(of(row)))));

/** Names on the left, values on the right of them: for one thing in detail. */
export function details(pairs: readonly (readonly [title: string, value: Line])[]): Line[] {
  const width = Math.max(...pairs.map(([title]) => measureWidth(title)));
  return pairs.map(([title, value]) => [faint(pad(title, width)), '  ', ...wordsOf(value)]);
}

function alignRow<T>(row: readonly Word[], columns: readonly Column<T>[], widths: readonly number[]): Line {
  return row.flatMap((cell, at): Word[] => {
    const isLast = at === row.length - 1;
    const room = ' '.repeat(Math.max(0, (widths[at] ?? 0) - measureWidth(plainLine(cell))));
    if (columns[at]?.align === 'right') return [room, cell, isLast ? '' : '  '];
    return isLast ? [cell] : [cell, room, '  '];
  });
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - measureWidth(text)));

/** East Asian wide characters and emoji take two cells (Unicode Standard Annex 11). */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

export function measureWidth(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1;
  return width;
}

/** Cuts a line to so many cells, with an ellipsis where something was left out. */
export function fitLine(line: Line, width: number): Line {
  let left = width;
  return wordsOf(line).map((word): Word => {
    const text = plainLine(word);
    if (measureWidth(text) <= left) {
      left -= measureWidth(text);
      return word;
    }
    const cut = left > 0 ? `${takeCells(text, left - 1)}…` : '';
    left = 0;
    return isToned(word) ? { ...word, text: cut } : cut;
  });
}

function takeCells(text: string, cells: number): string {
  let taken = '';
  for (const character of text) {
    if (measureWidth(taken + character) > cells) break;
    taken += character;
  }
  return taken;
}
