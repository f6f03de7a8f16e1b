// Text from outside as it is shown: nothing hides in it, nothing of it is longer than its place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableLine, printableText } from '../../../src/pages/printable.ts';
import { unseenSigns } from './hostile.ts';

const text = fc.string({ unit: 'binary', maxLength: 300 });

describe('a line', () => {
  it('is what it was where nothing is wrong with it', () => {
    for (const line of ['plain', 'naïve 表 emoji 👩‍👩‍👧 किताब', 'می‌خواهم', '<b>"&\'']) {
      expect(printableLine(line)).toBe(line);
    }
  });

  it.each(unseenSigns)('shows no %j', (sign) => {
    const shown = printableLine(`exe${sign}gpj`);
    expect(shown).toMatch(/^exe(?: |\[31m|31m)?gpj$/);
    expect(shown).not.toContain(sign[0]);
  });

  it('holds no control, no half of a character, no break, whatever comes', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(printableLine(given)).not.toMatch(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('is cut between characters, and says that it was', () => {
    expect(printableLine('ab\nc\r\n\td')).toBe('ab c d');
    expect(printableLine('👍'.repeat(30), 10)).toBe(`${'👍'.repeat(9)}…`);
    expect(printableLine('x'.repeat(1_000_000), 500)).toHaveLength(500);
    fc.assert(fc.property(text, (given) => Array.from(printableLine(given, 20)).length <= 20));
  });
});

describe('a text', () => {
  it('keeps its lines and tabs, and nothing else that is unseen', () => {
    expect(printableText('a\r\nb\rc\td\u0000\u202ee\n')).toBe('a\nb\nc\tde\n');
    fc.assert(fc.property(text, (given) => !/[^\P{Cc}\n\t]|[\u202a-\u202e]/u.test(printableText(given))));
  });

  it('stays as it is when it is cleaned again', () => {
    fc.assert(fc.property(text, (given) => printableText(printableText(given)) === printableText(given)));
  });
});
