// Missing evidence never advances a gate, and silence counts against a build (design.md, invariant 4).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatePolicy } from '../../../src/domain/gate/policy.ts';
import type { CrashWindow, InstallCounts, SilenceWindow, StageRows } from '../../../src/domain/gate/rows.ts';
import {
  attemptsOf,
  codesOf,
  dayMs,
  firstStage,
  healthyRows,
  judge,
  noHarm,
  silencesOf,
  windowsOf,
} from './samples.ts';

const models = ['A-1', 'B-2', 'C-3'];
const policies: GatePolicy[] = [
  { ...noHarm, minDevicesPerModel: 0 },
  { ...noHarm, minDevices: 5, minDevicesPerModel: 0, signals: firstStage.signals.slice(0, 1) },
  { ...firstStage, minDevices: 1, minDevicesPerModel: 0, minDueShare: 0.5, beta: 0.4 },
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
    ['nobody was asked for silence', { silences: [] }, 'none-due silence'],
    ['nobody of a model was', { silences: silencesOf('A-1') }, 'none-due silence B-2'],
    [
      'no control of silence',
      { silences: silencesOf('A-1', { controlDue: 0, controlSilent: 0 }) },
      'no-control silence',
    ],
    ['no model listed', { models: [] }, 'unreadable-evidence'],
    ['an hour of the fold missing', { reachedMs: dayMs - 7_200_001 }, 'stale-evidence'],
  ] as const)('%s', (_, change, code) => {
    const verdict = judge(change === null ? null : healthyRows(change));
    expect(verdict.kind).toBe('hold');
    expect(codesOf(verdict)).toContain(code);
  });

  it('control in other hours than the build is no control', () => {
    const apart = windowsOf('A-1').flatMap((window) => [
      { ...window, controlExposureS: 0, controlCrashes: 0, controlFreeS: 0, controlFirst: 0 },
      { ...window, hourMs: window.hourMs + dayMs, newExposureS: 0, newCrashes: 0, newFreeS: 0, newFirst: 0 },
    ]);
    expect(codesOf(judge(healthyRows({ windows: apart })))).toContain('no-control crash-rate');
  });
});

/**
 * Words of health are: windows without a crash on the build, uptime of the build, confirmations, attempts that finished or
 * ran their full time, devices heard again. Losing any of them, in any mixture, never turns another verdict into `advance`.
 */
it('losing words of health never makes a stage advance', () => {
  const seen = { advance: 0, other: 0 };
  fc.assert(
    fc.property(allRows(), losses(), fc.constantFrom(...policies), (rows, loss, policy) => {
      const before = judge(rows, { policy }).kind;
      const after = judge(loseHealth(rows, loss), { policy }).kind;
      seen[before === 'advance' ? 'advance' : 'other'] += 1;
      expect(before !== 'advance' && after === 'advance').toBe(false);
    }),
    { numRuns: 500, seed: 5 },
  );
  // Both kinds were tried, or the property says nothing.
  expect(Math.min(seen.advance, seen.other)).toBeGreaterThan(30);
});

it('devices that fall silent never make a stage advance', () => {
  fc.assert(
    fc.property(allRows(), fc.nat(2), fc.nat(200), fc.constantFrom(...policies), (rows, at, many, policy) => {
      const before = judge(rows, { policy }).kind;
      const silences = rows.silences.map((row, index) =>
        index === at ? { ...row, newSilent: Math.min(row.newDue, row.newSilent + many) } : row,
      );
      expect(before !== 'advance' && judge({ ...rows, silences }, { policy }).kind === 'advance').toBe(false);
    }),
    { numRuns: 150, seed: 6 },
  );
});

type Loss = { windows: number; exposure: number; due: number; confirmed: number; heard: number };

/** Each figure is the share that is left of its kind. */
function losses(): fc.Arbitrary<Loss> {
  const left = fc.constantFrom(0, 0.3, 0.9, 0.99, 1);
  return fc.record({ windows: left, exposure: left, due: left, confirmed: left, heard: left });
}

function loseHealth(rows: StageRows, loss: Loss): StageRows {
  const installs = rows.installs.map((row) => ({
    ...row,
    due: Math.floor(row.due * loss.due),
    confirmed: Math.floor(row.confirmed * loss.confirmed),
  }));
  const clean = rows.windows.filter((window) => window.newCrashes === 0);
  const lost = new Set(clean.slice(0, Math.round(clean.length * (1 - loss.windows))));
  const windows = rows.windows
    .filter((window) => !lost.has(window))
    .map((window) => ({
      ...window,
      newExposureS: Math.floor(window.newExposureS * loss.exposure),
      newFreeS: 0,
      newFirst: 0,
    }));
  const silences = rows.silences.map((row) => {
    return { ...row, newDue: row.newSilent + Math.floor((row.newDue - row.newSilent) * loss.heard) };
  });
  const total = (of: (row: InstallCounts) => number) => installs.reduce((sum, row) => sum + of(row), 0);
  const stage = { ...rows.stage, due: total((row) => row.due), reported: total((row) => row.confirmed + row.failed) };
  return { ...rows, installs, windows, silences, stage };
}

function allRows(): fc.Arbitrary<StageRows> {
  const three = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 3, maxLength: 3 });
  return fc
    .tuple(three(attempts()), three(fc.array(window(), { maxLength: 5 })), three(silence()))
    .map(([all, hours, silences]) => {
      const nameOf = (index: number) => ({ model: models[index] ?? '' });
      const installs = all.map((row, index) => ({ ...row, ...nameOf(index) }));
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
          return cells.map((cell, hour) => ({ ...cell, ...nameOf(index), hourMs: hour * 3_600_000 }));
        }),
        silences: silences.map((row, index) => ({ ...row, ...nameOf(index), hourMs: 0 })),
        reachedMs: dayMs,
        side: null,
      };
    });
}

function attempts(): fc.Arbitrary<Omit<InstallCounts, 'model'>> {
  const few = fc.constantFrom(0, 0, 0, 1, 4);
  return fc.tuple(fc.nat(300), few, few).map(([confirmed, failed, waiting]) => {
    const due = confirmed + failed;
    return { accepted: due + waiting, due, failed, confirmed, bootsDue: 0, bootsMissed: 0 };
  });
}

function window(): fc.Arbitrary<Omit<CrashWindow, 'model' | 'hourMs'>> {
  return fc.record({
    newExposureS: fc.constantFrom(0, 200_000, 720_000, 720_000),
    newCrashes: fc.constantFrom(0, 0, 0, 0, 1),
    controlExposureS: fc.constantFrom(0, 20_000_000, 20_000_000),
    controlCrashes: fc.nat(20),
    newFreeS: fc.constant(0),
    newFirst: fc.constant(0),
    controlFreeS: fc.constant(0),
    controlFirst: fc.constant(0),
  });
}

function silence(): fc.Arbitrary<Omit<SilenceWindow, 'model' | 'hourMs'>> {
  return fc.record({
    newDue: fc.constantFrom(0, 200, 300),
    newSilent: fc.constant(0),
    controlDue: fc.constantFrom(0, 8000, 8000),
    controlSilent: fc.nat(80),
  });
}
