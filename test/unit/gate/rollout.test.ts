// Whole rollouts on a simulated fleet of 40,000 under the default gate: bad builds stop early, good ones arrive.
import { describe, expect, it } from 'vitest';
import { type Fault, faultyModel, simulateRollout } from './fleet.ts';

const seeds = Array.from({ length: 8 }, (_, index) => 4000 + index);
const run = (fault: Fault) => seeds.map((seed) => simulateRollout(seed, fault));

it('a good build goes through all stages, seldom much longer than they bake', () => {
  const outcomes = run({});
  expect(outcomes.map(({ end }) => end)).toEqual(seeds.map(() => 'completed'));
  expect(outcomes.filter(({ hours }) => hours <= 120).length).toBeGreaterThanOrEqual(6);
  expect(outcomes.flatMap(({ quarantined }) => quarantined)).toEqual([]);
});

describe('a bad build is halted in its first stage', () => {
  it.each([
    ['three times the crashes', { crash: 3 }, 'crash-rate'],
    ['a brick of 5 %', { brick: 0.05 }, 'boot'],
    ['failed installs of 12 %', { failedInstalls: 0.12 }, 'failed-installs'],
  ] as const)('%s', (_, fault, signal) => {
    const outcomes = run(fault);
    expect(outcomes.filter(({ end }) => end !== 'halted')).toEqual([]);
    const named = outcomes.filter(({ verdict }) => verdict.reasons[0]?.signal === signal);
    expect(named.length).toBe(seeds.length);
    // The first stage offers 1,000.
    expect(outcomes.filter(({ exposed }) => exposed <= 1000).length).toBe(seeds.length);
  });
});

it('one model with ten times the crashes is quarantined, and the others arrive', () => {
  const outcomes = run({ oneModelCrash: 10 });
  expect(outcomes.map(({ quarantined }) => quarantined)).toEqual(seeds.map(() => [faultyModel]));
  expect(outcomes.filter(({ end }) => end === 'halted')).toEqual([]);
  expect(outcomes.filter(({ end }) => end === 'completed').length).toBeGreaterThanOrEqual(6);
  // A fifth of the first stage is of that model.
  expect(Math.max(...outcomes.map(({ exposed }) => exposed))).toBeLessThanOrEqual(200);
});

it('a brick of 1 % reaches no third stage', () => {
  for (const { end, exposed } of run({ brick: 0.01 })) {
    expect(end).not.toBe('completed');
    expect(exposed).toBeLessThan(5000);
  }
});
