// Devices that stay away: who comes back is no harm, who is lost is, and silence speaks for fleets that confirm nothing.
import { describe, expect, it } from 'vitest';
import { deriveLearnedPolicy } from '../../../src/domain/gate/learned-policy.ts';
import { deriveDefaultPolicy, type GatePolicy } from '../../../src/domain/gate/policy.ts';
import type { AwayCounts, InstallCounts } from '../../../src/domain/gate/rows.ts';
import { attemptsOf, codesOf, healthyRows, judge, silencesOf, windowsOf } from './samples.ts';

const nobody: AwayCounts = { bootsDayOver: 0, bootsLost: 0, dayOver: 0, quiet: 0, threeDaysOver: 0, gone: 0 };
const both = (change: Partial<InstallCounts>) =>
  healthyRows({ installs: ['A-1', 'B-2'].map((model) => attemptsOf(model, change)) });
const confirming = { bootsDue: 204, bootsMissed: 0 };

describe('a boot that was not confirmed', () => {
  const outage = both({ ...confirming, bootsMissed: 60, away: nobody });

  it('holds at once and halts nothing while its day is not over: an outage swallows words of any build', () => {
    expect(judge(outage)).toMatchObject({ kind: 'hold', isTrancheDue: false });
    expect(codesOf(judge(outage))).toContain('stands-against boot');
  });

  it('halts at once where nobody counts who comes back', () => {
    expect(judge(both({ ...confirming, bootsMissed: 60 })).kind).toBe('halt');
  });

  it('halts once devices stayed away for a day', () => {
    const away = { ...nobody, bootsDayOver: 200, bootsLost: 8, dayOver: 200, quiet: 8 };
    const verdict = judge(both({ ...confirming, bootsMissed: 8, away }));
    expect(verdict).toMatchObject({ kind: 'halt', isRetreatDue: true });
    expect(verdict.reasons[0]?.signal).toBe('boot');
  });

  it('is none once the device is heard', () => {
    const away = { ...nobody, bootsDayOver: 200, dayOver: 200 };
    expect(judge(both({ ...confirming, away }))).toMatchObject({ kind: 'advance' });
  });
});

describe('a fleet that confirms nothing', () => {
  const policy: GatePolicy = deriveLearnedPolicy(
    {
      ...deriveDefaultPolicy(1),
      signals: deriveDefaultPolicy(1).signals.filter(({ signal }) => signal !== 'crash-rate'),
    },
    {},
    { silence: { events: 250, devices: 100_000 } },
  );
  const silences = ['A-1', 'B-2'].flatMap((model) =>
    silencesOf(model, { newDue: 600, newSilent: 6, controlDue: 8000, controlSilent: 80 }),
  );
  const installs = (quiet: number, gone: number) =>
    ['A-1', 'B-2'].map((model) =>
      attemptsOf(model, {
        accepted: 600,
        due: 600,
        confirmed: 590,
        failed: 2,
        away: { ...nobody, dayOver: 598, quiet, threeDaysOver: 598, gone },
      }),
    );
  const rows = (quiet: number, gone = 0) => ({
    ...healthyRows({ installs: installs(quiet, gone), silences, windows: [...windowsOf('A-1'), ...windowsOf('B-2')] }),
    stage: { accepted: 1200, due: 1200, reported: 1180 },
  });

  it('is shown to be safe by devices that came back within days, though as many were silent for one as in control', () => {
    expect(codesOf(judge(rows(1), { policy }))).toEqual(['clear']);
  });

  it('is held while so many are still away that 1 % may be lost, and halted when they are gone', () => {
    expect(codesOf(judge(rows(6), { policy }))).toContain('not-shown-safe silence');
    expect(judge(rows(12, 12), { policy }).reasons[0]).toMatchObject({ code: 'harm', signal: 'silence' });
  });
});

it('counts that cannot be true are unreadable', () => {
  for (const away of [
    { ...nobody, bootsLost: 1 },
    { ...nobody, dayOver: 10, quiet: 11 },
    { ...nobody, gone: 1 },
    { ...nobody, dayOver: 1000 },
    { ...nobody, quiet: Number.NaN },
  ]) {
    expect(codesOf(judge(both({ ...confirming, away })))).toContain('unreadable-evidence');
  }
});

it('what lasts is learned from the past, and never below one in two thousand', () => {
  const past = { boot: { events: 300, devices: 100_000 } };
  const lastingOf = (events: number) =>
    deriveLearnedPolicy(deriveDefaultPolicy(0), past, { boot: { events, devices: 100_000 } }).signals.find(
      ({ signal }) => signal === 'boot',
    )?.lasting;
  expect(lastingOf(200)).toBeCloseTo((0.002 + 2 * Math.sqrt((0.002 * 0.998) / 1e5)) * 1.1, 9);
  expect(lastingOf(0)).toBeGreaterThan(0.0005);
  expect(
    deriveLearnedPolicy(deriveDefaultPolicy(0), past).signals.find(({ signal }) => signal === 'boot')?.lasting,
  ).toBe(0.0033);
});
