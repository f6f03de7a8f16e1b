// A handful of devices with a crash can only hold a build, however unlikely they are; ten may halt it.
import { describe, expect, it } from 'vitest';
import { judgeHarm } from '../../../src/domain/gate/judge.ts';
import type { GatePolicy, SignalRule } from '../../../src/domain/gate/policy.ts';
import { type CrashWindow, deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { attemptsOf, firstStage, healthyRows, judge, noHarm, windowsOf } from './samples.ts';

/** Two models of which one crashes: so many devices in a day in which a fifth of a crash was expected. */
function windowsWith(crashes: number, first = crashes): CrashWindow[] {
  const calm = { newCrashes: 0, newFirst: 0, newExposureS: 20 * 3600, newFreeS: 20 * 3600 };
  const control = { controlCrashes: 4, controlFirst: 4 };
  return ['A-1', 'B-2'].flatMap((model) =>
    windowsOf(model, { ...calm, ...control }).map((window, hour) =>
      model === 'A-1' && hour === 6 ? { ...window, newCrashes: crashes, newFirst: first } : window,
    ),
  );
}

const verdictOf = (crashes: number, first?: number) =>
  judge(healthyRows({ windows: windowsWith(crashes, first) }), { policy: noHarm });
const harmOf = (windows: CrashWindow[], policy: GatePolicy) => {
  const { models } = deriveEvidence(healthyRows({ windows }));
  return judgeHarm(models, policy, { signals: policy.signals.map(({ signal }) => signal), modelCount: models.length });
};
const asking = (change: (rule: SignalRule) => SignalRule): GatePolicy => ({
  ...firstStage,
  signals: firstStage.signals.map(change),
});

describe('few devices that crashed far more often than expected', () => {
  it('hold the build up to nine, and stop it from ten on', () => {
    expect(verdictOf(9).kind).toBe('hold');
    expect(['halt', 'quarantine']).toContain(verdictOf(10).kind);
  });

  it('are told as what is lacking', () => {
    const [reason] = verdictOf(9).reasons.filter(({ signal }) => signal === 'crash-rate');
    expect(reason?.code).toBe('stands-against');
    expect(reason?.sentence).toContain('Too few devices crashed to halt for it: 1 more would.');
  });

  it('are devices, not crashes: the same ones crash no build to a halt', () => {
    expect(verdictOf(20, 9).kind).toBe('hold');
  });

  it('halt where a plan asks for fewer devices altogether', () => {
    const rows = healthyRows({ windows: windowsWith(9) });
    expect(judge(rows, { policy: { ...noHarm, minDevices: 9 } }).kind).not.toBe('hold');
  });

  it('halt by a record from which the number is left out', () => {
    const policy = asking(({ ...rule }) => {
      if (rule.test === 'ratio') Reflect.deleteProperty(rule, 'minHarmed');
      return rule;
    });
    const rows = healthyRows({ windows: windowsWith(5) });
    expect(judge(rows, { policy: { ...policy, evidence: 'no-harm' } }).kind).not.toBe('hold');
  });
});

it('never exceeds the evidence without it, and is the same from ten devices on', () => {
  const without = asking((rule) => (rule.test === 'ratio' ? { ...rule, minHarmed: 1 } : rule));
  for (let crashes = 0; crashes <= 14; crashes++) {
    const windows = windowsWith(crashes);
    const [few, all] = [harmOf(windows, firstStage), harmOf(windows, without)];
    for (const [index, term] of [...few.pooled, ...few.single].entries())
      expect(term.logE).toBeLessThanOrEqual([...all.pooled, ...all.single][index]?.logE ?? Number.NaN);
    if (crashes >= 10) expect(few.logE).toBe(all.logE);
  }
});

it('asks nothing of silence: a few bricks of a few hundred devices are all that a first rung shows', () => {
  const away = { bootsDayOver: 200, bootsLost: 8, dayOver: 200, quiet: 8, threeDaysOver: 0, gone: 0 };
  const installs = ['A-1', 'B-2'].map((model) => attemptsOf(model, { bootsDue: 200, bootsMissed: 8, away }));
  const { kind } = judge(healthyRows({ installs }), { policy: noHarm });
  expect(kind).toBe('halt');
});
