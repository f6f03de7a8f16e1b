// Seeds in which what may not be left over stands in ⟦ ⟧, and what is asked of each: it goes, all around it stays.
import { expect } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';

/** What precedes and follows a seed in its line: nothing, or a logger's words. */
export const around: readonly (readonly [string, string])[] = [
  ['', ''],
  ['11-20 10:00:00.000  1000  1000 I Nova    : x ', ''],
];

export const lineOf = (seed: string): string => seed.replaceAll(/[⟦⟧]/g, '');
export const secretsOf = (seed: string): string[] => [...seed.matchAll(/⟦([^⟧]+)⟧/g)].map(([, secret = '']) => secret);

/** Between two lines; what was cleaned once is clean. */
export function expectTakenOut(seed: string, places = around): void {
  for (const [before, behind] of places) {
    const { text } = cleanText(`first\n${before}${lineOf(seed)}${behind}\nlast`);
    for (const secret of secretsOf(seed)) expect(text).not.toContain(secret);
    expect(text.startsWith(`first\n${before}`) && text.endsWith('\nlast')).toBe(true);
    expect(cleanText(text).text).toBe(text);
  }
}
