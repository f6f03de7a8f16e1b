// What is cut leaves no half of something personal at its end.
import { describe, expect, it } from 'vitest';
import { cutAtLine, cutCleaned } from '../../../src/domain/privacy/cut.ts';
import { readEvent } from '../../../src/wire/sentry/event.ts';

const mail = 'carla.v@example.org';

describe('cutCleaned', () => {
  it('leaves no part of what stands across the cut', () => {
    for (let before = 150; before <= 200; before += 1) {
      const cut = cutCleaned(`${'x'.repeat(before)} ${mail} and more ${'y'.repeat(200)}`, 200);
      expect(cut).not.toContain('carla');
      expect(cut.length).toBeLessThanOrEqual(200);
    }
  });

  it('leaves a text alone that is short enough', () => {
    expect(cutCleaned(mail, 200)).toBe(mail);
  });
});

it('is used for breadcrumbs, whose base64 would not be known once it is cut', () => {
  const word = Buffer.from(`to ${mail} now`).toString('base64');
  for (let before = 165; before <= 200; before += 1) {
    const crumb = { message: `${'x'.repeat(before)} ${word} ${'y'.repeat(100)}` };
    const { text } = readEvent({ message: 'm', breadcrumbs: { values: [crumb] } });
    expect(text).not.toMatch(/dG8gY2F/);
  }
});

describe('cutAtLine', () => {
  it.each([
    ['one\ntwo\nthree', 9, 'one\ntwo\n'],
    ['one\ntwo\nthree', 8, 'one\ntwo\n'],
    ['one\ntwo\nthree', 7, 'one\n'],
    ['one\ntwo', 7, 'one\ntwo'],
    ['oneline', 3, 'one'],
  ])('of %j takes at most %i characters', (text, most, expected) => {
    expect(cutAtLine(text, most)).toBe(expected);
  });
});
