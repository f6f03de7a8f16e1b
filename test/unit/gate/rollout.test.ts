// Whole rollouts on a simulated fleet of 20,000 under the default gate: bad builds stop early, good ones arrive.
import { describe, expect, it } from 'vitest';
import { deriveDefaultPolicy } from '../../../src/domain/gate/policy.ts';
import { type Fault, faultyModel, simulateRollout, type World } from './fleet.ts';

const seeds = Array.from({ length: 8 }, (_, index) => 4000 + index);
const coarse: Partial<World> = { lookEveryH: 4 };
const run = (fault: Fault, change: Partial<World> = {}) =>
  seeds.map((seed) => simulateRollout(seed, fault, { ...coarse, ...change }));

it('a good build goes through all stages in bake time alone', () => {
  for (const { end, hours } of run({})) expect([end, hours]).toEqual(['completed', 96]);
});

describe('a bad build is halted in its first stage', () => {
  it.each([
    ['three times the crashes', { crash: 3 }, 'crash-rate'],
    ['a brick of 5 %', { brick: 0.05 }, 'silence'],
    ['failed installs of 12 %', { failedInstalls: 0.12 }, 'failed-installs'],
  ] as const)('%s', (_, fault, signal) => {
    const outcomes = run(fault);
    expect(outcomes.filter(({ end }) => end !== 'halted')).toEqual([]);
    const named = outcomes.filter(({ verdict }) => verdict.reasons[0]?.signal === signal);
    expect(named.length).toBe(seeds.length);
    // The first stage offers 1,000; the second opens after a day.
    expect(outcomes.filter(({ exposed }) => exposed <= 1000).length).toBeGreaterThanOrEqual(7);
  });

  it('one model with ten times the crashes, and that model is named', () => {
    const outcomes = run({ oneModelCrash: 10 });
    expect(outcomes.filter(({ end }) => end !== 'halted')).toEqual([]);
    const named = outcomes.filter(({ verdict }) => verdict.reasons[0]?.model === faultyModel);
    expect(named.length).toBeGreaterThanOrEqual(7);
  });
});

it('a brick of 1 % reaches no third stage where safety must be shown', () => {
  const policyOf = (stage: number) => ({ ...deriveDefaultPolicy(stage), evidence: 'safety' as const });
  for (const { end, exposed } of run({ brick: 0.01 }, { policyOf })) {
    expect(end).not.toBe('completed');
    expect(exposed).toBeLessThan(4000);
  }
});
