// The arithmetic of the bench: medians, ratios within a round, and what they say about a figure.
import { describe, expect, it } from 'vitest';
import { beside, compared, isMet, told } from '../../../scripts/bench/figure.ts';
import { measure, type Side } from '../../../scripts/bench/rounds.ts';
import { median, ratioOf, spreadOf } from '../../../scripts/bench/statistics.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 1, 2], 5.5],
    [[100, 20, 3], 20],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is no number, and what it was taken from stays as it was', () => {
    expect(median([])).toBeNaN();
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('ratioOf', () => {
  it('compares within a round, so that a slow round of the machine does not count', () => {
    expect(ratioOf([10, 100, 12], [10, 100, 10])).toEqual({ median: 1, low: 1, high: 1.2 });
    expect(spreadOf([2, 4, 3])).toEqual({ median: 3, low: 2, high: 4 });
  });
});

describe('figures', () => {
  const ratio = { median: 1.2, low: 1, high: 2 };
  const figure = (wanted: { atMost: number } | { atLeast: number }) =>
    compared({ name: 'f', unit: 'us', ours: [12], baseline: [10], ratio, wanted });

  it('are met by the median of the ratios', () => {
    expect([isMet(figure({ atMost: 1.25 })), isMet(figure({ atMost: 1.1 }))]).toEqual([true, false]);
    expect([isMet(figure({ atLeast: 1.2 })), isMet(figure({ atLeast: 1.3 }))]).toEqual([true, false]);
  });

  it('that stand alone are met by what they are, or wanted to be nothing', () => {
    expect(isMet(told('lost', 'events', 0, { atMost: 0 }))).toBe(true);
    expect(isMet(told('lost', 'events', 1, { atMost: 0 }))).toBe(false);
    expect(isMet(told('fold', 'events/s', 5))).toBeNull();
  });

  it('leave CPU time out where the system does not tell it', () => {
    const sides = { ours: { cpuUs: [], perS: [50] }, baseline: { cpuUs: [], perS: [100] } };
    const units = { cpu: 'us', rate: 'rows/s' };
    expect(beside({ name: 'f', units, ...sides }).map(({ unit }) => unit)).toEqual(['rows/s']);
  });

  it('that could not be measured are not met', () => {
    const broken = { median: Number.NaN, low: Number.NaN, high: Number.NaN };
    const unmeasured = compared({
      name: 'f',
      unit: 'us',
      ours: [],
      baseline: [],
      ratio: broken,
      wanted: { atMost: 1 },
    });
    expect(isMet(unmeasured)).toBe(false);
  });
});

describe('measure', () => {
  it('takes turns, every other round backwards, and throws the warm-up away', async () => {
    const order: string[] = [];
    const side = (name: string, wallMs: number): Side => ({
      name,
      async run(round) {
        order.push(`${name}${round}`);
        return { count: 10, wallMs, cpuMs: 1 };
      },
    });
    const measured = await measure([side('a', 5), side('b', 10)], { rounds: 2, warmUps: 1 });
    expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
    expect(measured.get('a')).toEqual({ cpuUs: [100, 100], perS: [2000, 2000] });
    expect(measured.get('b')?.perS).toEqual([1000, 1000]);
  });
});
