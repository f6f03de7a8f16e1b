// Lines of people: what nobody sees goes, what joins letters and emoji stays.
import { describe, expect, it } from 'vitest';
import { reportBody } from '../../../src/wire/device/report.ts';
import { cleanLine } from '../../../src/wire/one-line.ts';

const titleOf = (title: string): string | null => {
  const parsed = reportBody.safeParse({ id: 'r-1', kind: 'bug', title, text: 'x' });
  return parsed.success ? (parsed.data.title ?? null) : null;
};

describe('a title', () => {
  it.each([
    ['a family of emoji', 'The \u{1F468}\u200D\u{1F469}\u200D\u{1F467} is cut'],
    ['Persian, whose verbs have a non-joiner', '\u0646\u0645\u06CC\u200C\u0634\u0648\u062F'],
  ])('keeps %s', (_, title) => {
    expect([titleOf(title), cleanLine(title)]).toEqual([title, title]);
  });

  it('loses marks of direction, and is not refused for them', () => {
    expect(titleOf('\u200F\u05E9\u05D2\u05D9\u05D0\u05D4\u200E 404\u202C')).toBe('\u05E9\u05D2\u05D9\u05D0\u05D4 404');
  });

  it('is empty where it is of joiners alone', () => {
    expect([titleOf(' \u200D\u200C '), cleanLine('\u200D')]).toEqual([null, '']);
  });

  it('is refused with controls in it', () => {
    expect(titleOf('a\u001b[31m')).toBeNull();
  });
});
