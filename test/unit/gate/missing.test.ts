// Missing evidence never advances a gate, and silence counts against a build (design.md, invariant 4).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CrashWindow, InstallCounts, StageEvidence } from '../../../src/domain/gate/evidence.ts';
import type { GatePolicy } from '../../../src/domain/gate/policy.ts';
import { attemptsOf, codesOf, firstStage, healthyEvidence, judge, windowsOf } from './samples.ts';

const models = ['A-1', 'B-2', 'C-3'];
const policies: GatePolicy[] = [
  firstStage,
  { ...firstStage, minDevices: 5, signals: firstStage.signals.slice(0, 1) },
  { ...firstStage, minDevices: 1, minDueShare: 0.5, evidence: 'safety', beta: 0.4 },
];

describe('without a part of the evidence that advances, the stage holds and says what is missing', () => {
  it.each([
    ['no evidence at all', null, 'no-evidence'],
    ['no attempts', { installs: [], stage: { accepted: 0, due: 0, reported: 0 } }, 'no-evidence'],
    ['attempts lost behind their tally', { installs: [] }, 'unreadable-evidence'],
    ['the attempts of one model lost', { installs: [attemptsOf('A-1')] }, 'unreadable-evidence'],
    ['no windows', { windows: [] }, 'no-exposure crash-rate'],
    ['no windows of a model', { windows: windowsOf('A-1') }, 'no-exposure crash-rate B-2'],
    ['no control', { windows: windowsOf('A-1', { controlExposureS: 0, controlCrashes: 0 }) }, 'no-control crash-rate'],
    ['no model listed', { models: [] }, 'unreadable-evidence'],
  ] as const)('%s', (_, change, code) => {
    const verdict = judge(change === null ? null : healthyEvidence(change));
    expect(verdict.kind).toBe('hold');
    expect(codesOf(verdict)).toContain(code);
  });

  it('control in other hours than the build is no control', () => {
    const apart = windowsOf('A-1').flatMap((window) => [
      { ...window, controlExposureS: 0, controlCrashes: 0 },
      { ...window, hourMs: window.hourMs + 86_400_000, newExposureS: 0, newCrashes: 0 },
    ]);
    expect(codesOf(judge(healthyEvidence({ windows: apart })))).toContain('no-control crash-rate');
  });
});

/**
 * Words of health are: windows without a crash on the build, uptime of the build, confirmations, attempts that finished or
 * ran their full time. Losing any of them, in any mixture, never turns another verdict into `advance`.
 */
it('losing words of health never makes a stage advance', () => {
  const seen = { advance: 0, other: 0 };
  fc.assert(
    fc.property(evidences(), losses(), fc.constantFrom(...policies), (evidence, loss, policy) => {
      const before = judge(evidence, { policy }).kind;
      const after = judge(loseHealth(evidence, loss), { policy }).kind;
      seen[before === 'advance' ? 'advance' : 'other'] += 1;
      expect(before !== 'advance' && after === 'advance').toBe(false);
    }),
    { numRuns: 300, seed: 5 },
  );
  // Both kinds were tried, or the property says nothing.
  expect(Math.min(seen.advance, seen.other)).toBeGreaterThan(30);
});

it('devices that fall silent instead of confirming never make a stage advance', () => {
  fc.assert(
    fc.property(evidences(), fc.nat(2), fc.nat(400), fc.constantFrom(...policies), (evidence, at, many, policy) => {
      const before = judge(evidence, { policy }).kind;
      const installs = evidence.installs.map((row, index) => {
        const turned = index === at ? Math.min(many, row.confirmed, row.matured - row.silent) : 0;
        return { ...row, confirmed: row.confirmed - turned, silent: row.silent + turned };
      });
      const reported = installs.reduce((sum, row) => sum + row.confirmed + row.failed, 0);
      const after = judge({ ...evidence, installs, stage: { ...evidence.stage, reported } }, { policy }).kind;
      expect(before !== 'advance' && after === 'advance').toBe(false);
    }),
    { numRuns: 150, seed: 6 },
  );
});

type Loss = { windows: number; exposure: number; due: number; confirmed: number; matured: number };

/** Each figure is the share that is left of its kind. */
function losses(): fc.Arbitrary<Loss> {
  const left = fc.constantFrom(0, 0.3, 0.9, 0.99, 1);
  return fc.record({ windows: left, exposure: left, due: left, confirmed: left, matured: left });
}

function loseHealth(evidence: StageEvidence, loss: Loss): StageEvidence {
  const installs = evidence.installs.map((row) => ({
    ...row,
    due: Math.floor(row.due * loss.due),
    confirmed: Math.floor(row.confirmed * loss.confirmed),
    matured: Math.floor(row.matured * loss.matured),
  }));
  const clean = evidence.windows.filter((window) => window.newCrashes === 0);
  const lost = new Set(clean.slice(0, Math.round(clean.length * (1 - loss.windows))));
  const windows = evidence.windows
    .filter((window) => !lost.has(window))
    .map((window) => ({ ...window, newExposureS: Math.floor(window.newExposureS * loss.exposure) }));
  const total = (of: (row: InstallCounts) => number) => installs.reduce((sum, row) => sum + of(row), 0);
  const stage = {
    ...evidence.stage,
    due: total((row) => row.due),
    reported: total((row) => row.confirmed + row.failed),
  };
  return { ...evidence, installs, windows, stage };
}

function evidences(): fc.Arbitrary<StageEvidence> {
  return fc
    .tuple(
      fc.array(attempts(), { minLength: 3, maxLength: 3 }),
      fc.array(fc.array(window(), { maxLength: 5 }), { minLength: 3, maxLength: 3 }),
    )
    .map(([rows, hours]) => {
      const installs = rows.map((row, index) => ({ ...row, model: models[index] ?? '' }));
      const total = (of: (row: InstallCounts) => number) => installs.reduce((sum, row) => sum + of(row), 0);
      return {
        models,
        stage: {
          accepted: total((row) => row.accepted),
          due: total((row) => row.due),
          reported: total((row) => row.confirmed + row.failed),
        },
        installs,
        windows: hours.flatMap((cells, index) => {
          return cells.map((cell, hour) => ({ ...cell, model: models[index] ?? '', hourMs: hour * 3_600_000 }));
        }),
        silences: [],
      };
    });
}

function attempts(): fc.Arbitrary<Omit<InstallCounts, 'model'>> {
  const few = fc.constantFrom(0, 0, 0, 1, 2, 4, 9);
  return fc
    .tuple(fc.nat(300), few, few, few, fc.constantFrom(0, 0.5, 1))
    .map(([confirmed, failed, silent, waiting, part]) => {
      const due = confirmed + failed + silent;
      return {
        accepted: due + waiting,
        due,
        failed,
        confirmed,
        matured: silent + Math.floor(part * confirmed),
        silent,
      };
    });
}

function window(): fc.Arbitrary<Omit<CrashWindow, 'model' | 'hourMs'>> {
  return fc.record({
    newExposureS: fc.constantFrom(0, 200_000, 720_000),
    newCrashes: fc.constantFrom(0, 0, 0, 1, 2),
    controlExposureS: fc.constantFrom(0, 20_000_000, 20_000_000),
    controlCrashes: fc.nat(20),
  });
}
