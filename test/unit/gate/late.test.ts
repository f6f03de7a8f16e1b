// Faults that begin a day after the install or later: young installs drown them in the rate of all, not in that of their own age.
import { describe, expect, it } from 'vitest';
import { deriveLateHarm, lateHours, lateOf } from '../../../src/domain/gate/late.ts';
import { addCell, startLedger } from '../../../src/domain/gate/ledger.ts';
import { meanOver } from './means.ts';
import { codesOf, firstStage, healthyRows, judge, windowsOf } from './samples.ts';

const rule = firstStage.signals.find(({ signal }) => signal === 'late-crash');
if (rule?.test !== 'ratio') throw new Error('late crashes are compared with control');

/** A tenth of the exposure is of old installs; the rest is as good as control. */
const windowsWith = (crashes: number, sinceH: 24 | 48 | 72 = 48) =>
  ['A-1', 'B-2'].flatMap((model) =>
    windowsOf(model, { newCrashes: 1, newFirst: 1, controlCrashes: 40, controlFirst: 40 }).map((window) => ({
      ...window,
      late: [{ sinceH, exposureS: 20 * 3600, crashes, freeS: 20 * 3600, first: crashes }],
    })),
  );

it('has mean 1 at the margin and at most 1 under it, for each age alone and for all three', () => {
  for (const ages of [lateHours, [24], [72]] as const) {
    for (const total of [1, 4, 20]) {
      const arms = [30, 900] as const;
      const mean = (ratio: number) =>
        meanOver(total, ratio, arms, (events) => {
          const [model] = startLedger(['A-1']).models;
          if (model === undefined) return Number.NaN;
          const cell = { events, exposure: arms[0], controlEvents: total - events, controlExposure: arms[1] };
          for (const hours of ages) addCell(model, lateOf(hours), cell);
          return deriveLateHarm(rule, [model]);
        });
      expect(mean(1.1)).toBeCloseTo(1, 6);
      for (const ratio of [0.3, 0.9, 1]) expect(mean(ratio)).toBeLessThanOrEqual(1 + 1e-6);
    }
  }
});

describe('crashes of old installs', () => {
  it('halt, though the rate of all is within its margin', () => {
    const verdict = judge(healthyRows({ windows: windowsWith(1) }));
    expect(verdict.kind).toBe('halt');
    expect(codesOf(verdict)).toEqual(['harm late-crash']);
    expect(verdict.signals.find(({ signal }) => signal === 'crash-rate')?.standing).not.toBe('harm');
  });

  it.each(lateHours)('are seen from %i hours on', (sinceH) => {
    expect(judge(healthyRows({ windows: windowsWith(1, sinceH) })).kind).toBe('halt');
  });

  it('ask for no proof of safety, counted or not', () => {
    const isAbout = (rows: ReturnType<typeof healthyRows>) =>
      judge(rows).reasons.filter(({ signal }) => signal === 'late-crash');
    expect(isAbout(healthyRows())).toEqual([]);
    expect(isAbout(healthyRows({ windows: windowsWith(0) }))).toEqual([]);
  });

  it('of one device that always crashes halt nothing: first crashes guard them too', () => {
    const windows = windowsWith(1).map((window) =>
      window.model === 'A-1'
        ? { ...window, late: window.late.map((late) => ({ ...late, first: 0 })) }
        : windowsWith(0)[0],
    );
    const rows = healthyRows({ windows: windows.flatMap((window) => window ?? []) });
    expect(judge(rows).kind).not.toBe('halt');
  });

  it('that are more than all of their window cannot be true', () => {
    expect(codesOf(judge(healthyRows({ windows: windowsWith(2) })))).toContain('unreadable-evidence');
  });
});
