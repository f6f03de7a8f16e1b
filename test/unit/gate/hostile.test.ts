// Numbers that no honest fleet sends: the gate stays total, finite and shut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageEvidence } from '../../../src/domain/gate/evidence.ts';
import type { GatePolicy } from '../../../src/domain/gate/policy.ts';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import type { Verdict } from '../../../src/domain/gate/verdict.ts';
import { attemptsOf, codesOf, firstStage, healthyRows, judge, windowsOf } from './samples.ts';

const hostile = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -0.5, 0.5, 1e308, 2 ** 53, 5e-324];
const fields = [
  'newExposureS',
  'newFreeS',
  'newCrashes',
  'newFirst',
  'controlExposureS',
  'controlCrashes',
  'hourMs',
] as const;
const counts = ['accepted', 'due', 'failed', 'confirmed', 'bootsDue', 'bootsMissed'] as const;

describe('a row that cannot be true', () => {
  it('forbids to advance, and counts for nothing', () => {
    for (const field of fields) {
      for (const value of hostile) {
        if (field.endsWith('S') && (value === 0.5 || value === 5e-324)) continue;
        const bent = windowsOf('A-1', { [field]: value }).slice(0, 1);
        const rows = healthyRows();
        const verdict = judge({ ...rows, windows: [...rows.windows, ...bent] });
        expect([field, value, codesOf(verdict)]).toEqual([field, value, ['unreadable-evidence']]);
        expectFinite(verdict);
      }
    }
  });

  it('in the attempts too', () => {
    for (const count of counts) {
      for (const value of hostile) {
        const verdict = judge(healthyRows({ installs: [attemptsOf('A-1', { [count]: value }), attemptsOf('B-2')] }));
        expect(codesOf(verdict)).toContain('unreadable-evidence');
        expectFinite(verdict);
      }
    }
  });

  it.each([
    ['more due than accepted', { due: 300 }],
    ['more failed than due', { failed: 203 }],
    ['more boots missed than due', { bootsMissed: 1 }],
    ['more confirmed than due', { confirmed: 202 }],
  ])('%s', (_, change) => {
    expect(codesOf(judge(healthyRows({ installs: [attemptsOf('A-1', change), attemptsOf('B-2')] })))).toContain(
      'unreadable-evidence',
    );
  });

  it('of a model that is not in the list of the build', () => {
    const verdict = judge(healthyRows({ windows: [...windowsOf('A-1'), ...windowsOf('B-2'), ...windowsOf('Z-9')] }));
    expect(verdict.reasons[0]?.sentence).toMatch(/^24 rows of the evidence cannot be true/);
  });
});

describe('counts of a billion', () => {
  // Everybody crashed before: the guard has nothing to say.
  const unguarded = { newFreeS: 0, newFirst: 0, controlFreeS: 0, controlFirst: 0 };
  const windows = (newCrashes: number) => [
    ...windowsOf('A-1', { newExposureS: 1e12, newCrashes, controlExposureS: 1e12, controlCrashes: 1e9, ...unguarded }),
    ...windowsOf('B-2', { newExposureS: 1e12, newCrashes, controlExposureS: 1e12, controlCrashes: 1e9, ...unguarded }),
  ];
  const many = { accepted: 1e9, due: 1e9, failed: 1e7, confirmed: 985e6 };
  const stage = { accepted: 2e9, due: 2e9, reported: 199e7 };
  const installs = [attemptsOf('A-1', many), attemptsOf('B-2', many)];

  it('advance when equal, in both modes', () => {
    for (const evidence of ['no-harm', 'safety'] as const) {
      const verdict = judge(healthyRows({ windows: windows(1e9), installs, stage }), {
        policy: { ...firstStage, evidence },
      });
      expect(verdict.kind).toBe('advance');
      expectFinite(verdict);
    }
  });

  it('halt when worse', () => {
    const verdict = judge(healthyRows({ windows: windows(12e8), installs, stage }));
    expect(verdict.kind).toBe('halt');
    expect(verdict.reasons[0]?.sentence).toContain('1 of 4.6e+299');
    expectFinite(verdict);
  });
});

it('a device that loops before its first counter still counts, as a minute of uptime', () => {
  const loops = windowsOf('A-1', { newExposureS: 0, newCrashes: 1, newFreeS: 0, newFirst: 1 });
  expect(judge(healthyRows({ windows: [...loops, ...windowsOf('B-2')] })).models).toEqual(['A-1']);
});

it('a clock that says nothing leaves the bake unfinished', () => {
  const evidence = healthyRows();
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(judge(evidence, { nowMs: value }).kind).toBe('bake');
    expect(judge(evidence, { stage: { enteredMs: value, bakeS: 0, tranches: 0, isLast: false } }).kind).toBe('bake');
    expect(judge(evidence, { stage: { enteredMs: 0, bakeS: value, tranches: 0, isLast: false } }).kind).toBe('bake');
  }
});

it('any numbers at all: a verdict with reasons, finite throughout, and never an advance on a bent row', () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 50 }), fc.constantFrom(...hostile));
  const windowRow = fc.record({
    model: fc.constantFrom('A-1', 'B-2', 'Z-9', '__proto__'),
    hourMs: number,
    newExposureS: number,
    newCrashes: number,
    controlExposureS: number,
    controlCrashes: number,
    newFreeS: number,
    newFirst: number,
    controlFreeS: number,
    controlFirst: number,
  });
  const installRow = fc.record({
    model: fc.constantFrom('A-1', 'B-2', 'Z-9'),
    accepted: number,
    due: number,
    failed: number,
    confirmed: number,
    bootsDue: number,
    bootsMissed: number,
  });
  const policyOf = (at: number, value: number): GatePolicy => ({
    ...firstStage,
    [['alpha', 'beta', 'minDevices', 'minDueShare'][at] ?? 'alpha']: value,
  });
  fc.assert(
    fc.property(fc.array(windowRow), fc.array(installRow), fc.nat(4), number, (windows, installs, at, value) => {
      const verdict = judge(healthyRows({ windows, installs }), at < 4 ? { policy: policyOf(at, value) } : {});
      expect(verdict.kind).not.toBe('advance');
      expect(verdict.reasons.length).toBeGreaterThan(0);
      expectFinite(verdict);
    }),
    { numRuns: 300 },
  );
});

describe('stored evidence that was tampered with', () => {
  const evidence = deriveEvidence(healthyRows());
  const [first] = evidence.models;
  const bend = (change: object) => ({ ...evidence, models: [{ ...first, ...change }] }) as StageEvidence;
  const ratio = first?.ratios['crash-rate'];
  it.each([
    ['another grid', { ...evidence, grid: 'ratios-9' }],
    ['too few sums', bend({ ratios: { 'crash-rate': { ...ratio, nats: [0, 1] } } })],
    ['sums without end', bend({ ratios: { 'crash-rate': { ...ratio, nats: ratio?.nats.map(() => Number.NaN) } } })],
    ['fewer than no events', bend({ ratios: { 'crash-rate': { ...ratio, events: -1 } } })],
    ['more failed than began', bend({ shares: { 'failed-installs': { events: 9, started: 8, matured: 8 } } })],
  ])('%s: the gate stays shut', (_, bent) => {
    const verdict = judge(null, { evidence: bent });
    expect([verdict.kind, codesOf(verdict)]).toEqual(['hold', ['unusable-policy']]);
  });
});

function expectFinite(verdict: Verdict): void {
  JSON.stringify(verdict, (key, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) expect.fail(`${key} is ${value}`);
    return value;
  });
  const judged = verdict.reasons.filter(({ code }) => code !== 'unusable-policy');
  for (const { sentence } of judged) expect(sentence).not.toMatch(/NaN|Infinity|undefined/);
}
