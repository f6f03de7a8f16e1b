// The dice throw what their names say, and the same again from the same seed.
import { describe, expect, it } from 'vitest';
import { createDice, throwBinomial, throwPoisson, throwWhole } from '../../scripts/simulate/dice.ts';

const count = 40_000;

function momentsOf(next: () => number): { mean: number; variance: number } {
  let [sum, squares] = [0, 0];
  for (let at = 0; at < count; at++) {
    const thrown = next();
    sum += thrown;
    squares += thrown * thrown;
  }
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
}

describe('dice', () => {
  it('repeat from a seed and differ from its neighbour', () => {
    const listOf = (...seeds: number[]) => Array.from({ length: 50 }, createDice(...seeds));
    expect(listOf(1, 2)).toEqual(listOf(1, 2));
    expect(listOf(1, 2)).not.toEqual(listOf(1, 3));
    expect(listOf(1)).not.toEqual(listOf(1 + 2 ** 32));
  });

  it('are uniform: 100 bins by chi-squared, 99 degrees of freedom', () => {
    const dice = createDice(11);
    const bins = new Array(100).fill(0);
    for (let at = 0; at < count; at++) bins[Math.floor(dice() * 100)] += 1;
    const chi = bins.reduce((sum, found) => sum + (found - count / 100) ** 2 / (count / 100), 0);
    // 0.1 % to 99.9 % of that distribution.
    expect(chi).toBeGreaterThan(61);
    expect(chi).toBeLessThan(149);
  });

  it.each([0.02, 0.7, 4, 9.9, 10.1, 37, 900])('throw Poisson counts of mean %d', (mean) => {
    const dice = createDice(12);
    const found = momentsOf(() => throwPoisson(dice, mean));
    const error = 5 * Math.sqrt(mean / count);
    expect(Math.abs(found.mean - mean)).toBeLessThan(error);
    expect(found.variance / mean).toBeCloseTo(1, 1);
  });

  it.each([
    [5, 0.3],
    [40, 0.01],
    [60, 0.3],
    [60, 0.9],
    [5_000, 0.0075],
    [90_000, 0.4],
  ])('throw %d at chance %d', (n, p) => {
    const dice = createDice(13);
    const found = momentsOf(() => throwBinomial(dice, n, p));
    const variance = n * p * (1 - p);
    expect(Math.abs(found.mean - n * p)).toBeLessThan(5 * Math.sqrt(variance / count));
    expect(found.variance / variance).toBeCloseTo(1, 1);
  });

  it('keep a binomial within its ends, and whole numbers within theirs', () => {
    const dice = createDice(14);
    expect(throwBinomial(dice, 7, 0)).toBe(0);
    expect(throwBinomial(dice, 7, 1)).toBe(7);
    const thrown = Array.from({ length: 500 }, () => throwWhole(dice, 3, 6));
    expect([...new Set(thrown)].sort()).toEqual([3, 4, 5, 6]);
  });
});
