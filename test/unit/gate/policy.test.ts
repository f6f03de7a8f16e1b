// What a plan may state for a gate, and what a stage that states nothing gets.
import { describe, expect, it } from 'vitest';
import { checkPolicy, deriveDefaultPolicy, type GatePolicy, type SignalRule } from '../../../src/domain/gate/policy.ts';
import { codesOf, firstStage, healthyRows, judge } from './samples.ts';

const tolerancesOf = (stage: number) => deriveDefaultPolicy(stage).signals.map((rule) => rule.tolerance);

describe('defaults', () => {
  it('grow stricter by stage, and stay so', () => {
    expect([0, 1, 2, 3, 4, 99].map(tolerancesOf)).toEqual([
      [2, 0.02, 0.02, 0.02, 2],
      [1.5, 0.01, 0.01, 0.01, 1.5],
      [1.3, 0.005, 0.005, 0.005, 1.3],
      [1.2, 0.003, 0.003, 0.003, 1.2],
      [1.2, 0.003, 0.003, 0.003, 1.2],
      [1.2, 0.003, 0.003, 0.003, 1.2],
    ]);
  });

  it('are usable at every index, even at none', () => {
    for (const stage of [0, 1, 2, 3, 50, -1, Number.NaN, 0.5])
      expect(checkPolicy(deriveDefaultPolicy(stage))).toEqual([]);
  });
});

const crash: SignalRule = { test: 'ratio', signal: 'crash-rate', margin: 1.1, base: null, tolerance: 2 };
const installs: SignalRule = {
  test: 'share',
  signal: 'failed-installs',
  limit: 0.02,
  tolerance: 0.1,
  isOptional: false,
};
const silence: SignalRule = { test: 'ratio', signal: 'silence', margin: 1.1, base: 0.1, tolerance: 0.1 };

describe('checkPolicy', () => {
  it.each([
    ['alpha', { alpha: 0 }],
    ['alpha', { alpha: 0.51 }],
    ['beta', { beta: Number.NaN }],
    ['minDevices', { minDevices: 0 }],
    ['minDueShare', { minDueShare: 1.01 }],
    ['signals', { signals: [] }],
    ['signals', { signals: [crash, crash] }],
    ['signals[0].margin', { signals: [{ ...crash, margin: 0.5 }] }],
    ['signals[0].tolerance', { signals: [{ ...crash, tolerance: 1.1 }] }],
    ['signals[0].limit', { signals: [{ ...installs, limit: 0 }] }],
    ['signals[0].tolerance', { signals: [{ ...installs, limit: 0.5, tolerance: 0.5 }] }],
    ['signals[0].base', { signals: [{ ...silence, base: 0 }] }],
    ['signals[0].tolerance', { signals: [{ ...silence, tolerance: 0.01 }] }],
    ['signals[0].tolerance', { signals: [{ ...silence, base: 0.0001, tolerance: 0.5 }] }],
    ['minDevicesPerModel', { minDevicesPerModel: -1 }],
    ['askAfterS', { askAfterS: 0 }],
    ['trancheAfterS', { trancheAfterS: Number.NaN }],
    ['staleAfterS', { staleAfterS: 0 }],
  ] as const)('refuses %s in %o', (where, change) => {
    const policy: GatePolicy = { ...firstStage, ...change };
    const problems = checkPolicy(policy);
    expect(problems.map((problem) => problem.where)).toEqual([where]);
    expect(problems[0]?.fix).not.toBe('');
    // And a stage with such a gate stays shut.
    const verdict = judge(healthyRows(), { policy });
    expect(verdict.kind).toBe('hold');
    expect(codesOf(verdict)).toEqual(['unusable-policy']);
  });
});
