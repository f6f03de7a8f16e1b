// What is remembered is what would be answered, within a bound.
import { describe, expect, it } from 'vitest';
import { remember } from '../../src/domain/memo.ts';

function counted(size: { entries: number; maxChars: number; isKept?: (answer: number) => boolean }) {
  const asked: string[] = [];
  const lengthOf = remember((text: string) => {
    asked.push(text);
    return text.length;
  }, size);
  return { asked, lengthOf };
}

describe('remember', () => {
  it('asks once for what comes again', () => {
    const { asked, lengthOf } = counted({ entries: 10, maxChars: 10 });
    expect(['a', 'bb', 'a', 'bb', 'a'].map(lengthOf)).toEqual([1, 2, 1, 2, 1]);
    expect(asked).toEqual(['a', 'bb']);
  });

  it('keeps what is in use and forgets what is not', () => {
    const { asked, lengthOf } = counted({ entries: 3, maxChars: 10 });
    for (let at = 0; at < 20; at += 1) {
      lengthOf('used');
      lengthOf(`once ${at}`);
    }
    lengthOf('once 0');
    expect(asked.filter((text) => text === 'used')).toHaveLength(1);
    expect(asked.filter((text) => text === 'once 0')).toHaveLength(2);
  });

  it('keeps neither long texts nor answers that may not stay', () => {
    const { asked, lengthOf } = counted({ entries: 10, maxChars: 3, isKept: (answer) => answer !== 2 });
    for (const text of ['long', 'long', 'bb', 'bb', 'ccc', 'ccc']) lengthOf(text);
    expect(asked).toEqual(['long', 'long', 'bb', 'bb', 'ccc']);
  });
});
