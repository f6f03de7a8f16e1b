// Lines that a text repeats are read once, and stand where they first stood.
import { describe, expect, it } from 'vitest';
import { distinctLines, perLine } from '../../../../src/domain/report/fingerprint/cut/per-line.ts';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

describe('perLine', () => {
  it('asks once for each line, also where the answer is nothing', () => {
    const asked: string[] = [];
    const read = perLine((line) => {
      asked.push(line);
      return line === 'a' ? null : line.length;
    });
    expect(['a', 'bb', 'a', 'bb', 'a'].map(read)).toEqual([null, 2, null, 2, null]);
    expect(asked).toEqual(['a', 'bb']);
  });
});

it('names each line once, with its first index, in order', () => {
  expect(distinctLines(['x', 'y', 'x', '', 'y', 'z'])).toEqual([
    ['x', 0],
    ['y', 1],
    ['', 3],
    ['z', 5],
  ]);
});

it('takes nothing from a stack whose frames repeat', () => {
  const frames = ['    #0 0x1 in f a.c:1:2', '    #1 0x2 in f a.c:1:2', '    #2 0x3 in g a.c:9:1'];
  const text = ['==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1', ...frames, ...frames].join('\n');
  expect(fingerprintText(text).reading.trace.frames.map(({ fn }) => fn)).toEqual(['f', 'f', 'g']);
});
