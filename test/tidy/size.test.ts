// Files and functions stay as small as design.md says.
import { describe, expect, it } from 'vitest';
import { functionLengths } from './functions.ts';
import { type Source, sourcesBelow } from './sources.ts';

const share = (values: readonly number[], below: number): number =>
  values.filter((value) => value <= below).length / Math.max(1, values.length);
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const sources = sourcesBelow('src');
const programs = [...sources, ...sourcesBelow('scripts')];
const tests = sourcesBelow('test');
const longer = (files: readonly Source[], limit: number) =>
  files.filter(({ lines }) => lines > limit).map(({ path, lines }) => `${path}: ${lines}`);

describe('files', () => {
  it('have at most 300 lines, tests 500', () => {
    expect([...longer(programs, 300), ...longer(tests, 500)]).toEqual([]);
  });

  it('have a median under 80 lines, and nine of ten under 200', () => {
    const lengths = sources.map(({ lines }) => lines);
    expect(median(lengths)).toBeLessThan(80);
    expect(share(lengths, 200)).toBeGreaterThanOrEqual(0.9);
  });

  it('say in their first line what they are for', () => {
    const silent = [...programs, ...tests]
      .filter(({ text }) => !/^(#!.*\n)?\/\/ \S.*[.!?]\n/.test(text))
      .map(({ path }) => path);
    expect(silent, 'the first line is one sentence behind "// "').toEqual([]);
  });
});

describe('functions', () => {
  const lengths = programs.flatMap(({ path, text }) => functionLengths(path, text));

  it('have at most 60 lines', () => {
    expect(lengths.filter(({ lines }) => lines > 60).map(({ at, lines }) => `${at}: ${lines}`)).toEqual([]);
  });

  it('have in nine of ten cases at most 35', () => {
    expect(
      share(
        lengths.map(({ lines }) => lines),
        35,
      ),
    ).toBeGreaterThanOrEqual(0.9);
  });
});
