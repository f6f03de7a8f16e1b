// The verdict, rule by rule: what advances, what holds, what halts, and what it says.
import { describe, expect, it } from 'vitest';
import { deriveDefaultPolicy, type GatePolicy } from '../../../src/domain/gate/policy.ts';
import { attemptsOf, codesOf, firstStage, healthyEvidence, judge, windowsOf } from './samples.ts';

const safety: GatePolicy = { ...firstStage, evidence: 'safety' };
/** Eight hours: four crashes on the build, too few to show that it is under twice control. */
const morning = healthyEvidence({ windows: [...windowsOf('A-1').slice(0, 8), ...windowsOf('B-2').slice(0, 8)] });
const quiet = { failed: 0, confirmed: 202, silent: 0 };

describe('advance', () => {
  it('when bake time is over, enough devices reported and nothing stands against it', () => {
    const verdict = judge(healthyEvidence());
    expect(verdict.kind).toBe('advance');
    expect(verdict.reasons.map(({ sentence }) => sentence)).toEqual([
      'Bake time is over, 400 devices of this stage have reported, and no signal stands against it.',
    ]);
    expect(verdict.signals.filter(({ model }) => model === null).map(({ signal }) => signal)).toEqual([
      'crash-rate',
      'failed-installs',
      'silence',
    ]);
  });

  it('with a model that has no control left, as long as the others have', () => {
    const alone = windowsOf('B-2', { controlExposureS: 0, controlCrashes: 0 });
    expect(judge(healthyEvidence({ windows: [...windowsOf('A-1'), ...alone] })).kind).toBe('advance');
  });

  it('not while the stage still bakes, to the second', () => {
    const verdict = judge(healthyEvidence(), { nowMs: 86_399_000 });
    expect(verdict.kind).toBe('bake');
    expect(verdict.reasons[0]?.sentence).toBe('This stage bakes for another 1 s.');
  });

  it('not without enough devices that reported', () => {
    const verdict = judge(healthyEvidence({ stage: { accepted: 20, due: 20, reported: 18 } }));
    expect(verdict.kind).toBe('hold');
    expect(verdict.reasons[0]?.sentence).toBe(
      '18 devices of this stage have reported, 25 are needed: about 7 more devices.',
    );
  });

  it('not while more than a tenth of the attempts are undecided', () => {
    const verdict = judge(healthyEvidence({ stage: { accepted: 410, due: 360, reported: 350 } }));
    expect(verdict.kind).toBe('hold');
    expect(verdict.reasons[0]?.sentence).toBe(
      '88 % of the 410 attempts of this stage have finished or run out of time, 90 % are needed: about 9 more devices.',
    );
  });

  it('only on evidence of safety where the policy asks for it, and says how much is missing', () => {
    const verdict = judge(morning, { policy: safety });
    expect(verdict.kind).toBe('hold');
    expect(codesOf(verdict)).toEqual(['not-shown-safe crash-rate', 'not-shown-safe silence']);
    expect(verdict.reasons[0]?.sentence).toMatch(/Needs about [\d,]+ more device-hours of the build without trouble\./);
  });

  it('is reached in safety mode by about the exposure it asked for', () => {
    const asked = judge(morning, { policy: safety }).signals[0]?.needs ?? '';
    const more = Number(/about ([\d,]+) more device-hours/.exec(asked)?.[1]?.replaceAll(',', ''));
    // 400 device-hours an hour, and a fifth more than it asked for.
    const hours = Math.ceil(8 + (1.2 * more) / 400);
    expect(hours).toBeGreaterThan(10);
    const long = (model: string) =>
      [0, 1, 2, 3]
        .flatMap((day) => windowsOf(model).map((window) => ({ ...window, hourMs: window.hourMs + day * 86_400_000 })))
        .slice(0, hours);
    const attempts = { accepted: 900, due: 900, matured: 900, confirmed: 885, failed: 9, silent: 6 };
    const evidence = healthyEvidence({
      installs: [attemptsOf('A-1', attempts), attemptsOf('B-2', attempts)],
      windows: [...long('A-1'), ...long('B-2')],
    });
    expect(judge(evidence, { policy: safety }).kind).toBe('advance');
  });
});

describe('hold', () => {
  it('when the crash rate is over the tolerance, before there is evidence to halt', () => {
    const windows = [...windowsOf('A-1').slice(0, 8), ...windowsOf('B-2').slice(0, 8)];
    const evidence = healthyEvidence({
      windows: windows.map((window) => ({ ...window, newCrashes: window.newCrashes * 3 })),
    });
    const verdict = judge(evidence);
    expect(verdict.kind).toBe('hold');
    expect(codesOf(verdict)).toEqual(['stands-against crash-rate']);
    expect(verdict.reasons[0]?.sentence).toMatch(
      /^Crash rate is 3\.0 times control: 12 in 3,200 device-hours against 160 in 128,000\. This stage tolerates 2\.0 times control;/,
    );
  });

  it('on one model alone, from the line that the two models share: 2/β', () => {
    const crashes = (hours: number) => {
      const windows = windowsOf('B-2').map((window, hour) => ({ ...window, newCrashes: hour < hours ? 1 : 0 }));
      return judge(healthyEvidence({ windows: [...windowsOf('A-1'), ...windows] }));
    };
    const readingOf = (hours: number) =>
      crashes(hours).signals.find(({ model, signal }) => model === 'B-2' && signal === 'crash-rate');
    // Over 20 and under 40: one of two models may come this far by chance.
    expect(readingOf(16)?.harm.e).toBeCloseTo(23.3, 1);
    expect(crashes(16).kind).toBe('advance');
    expect(readingOf(17)?.harm.e).toBeCloseTo(51.8, 1);
    expect(codesOf(crashes(17))).toEqual(['stands-against crash-rate B-2']);
  });

  it('when more devices are silent than the stage tolerates', () => {
    const silent = { confirmed: 197, silent: 4, matured: 80 };
    const verdict = judge(
      healthyEvidence({
        installs: [attemptsOf('A-1', silent), attemptsOf('B-2', silent)],
        stage: { accepted: 410, due: 404, reported: 396 },
      }),
    );
    expect(codesOf(verdict)).toEqual(['stands-against silence']);
  });

  it.each([
    ['silence', { accepted: 75, due: 75, failed: 0, confirmed: 72, matured: 75, silent: 3 }],
    ['failed-installs', { accepted: 75, due: 75, failed: 4, confirmed: 71, matured: 75, silent: 0 }],
  ] as const)('on an estimate of %s over the tolerance that leans to harm, long before 1/β', (signal, change) => {
    const installs = [attemptsOf('A-1', change), attemptsOf('B-2', change)];
    const stage = { accepted: 150, due: 150, reported: 2 * (change.confirmed + change.failed) };
    const verdict = judge(healthyEvidence({ installs, stage }));
    expect(codesOf(verdict)).toEqual([`stands-against ${signal}`]);
    const reading = verdict.signals.find((one) => one.signal === signal);
    expect(reading?.harm.e).toBeGreaterThan(1);
    expect(reading?.harm.e).toBeLessThan(20);
  });

  it('but not on an estimate a little over the tolerance while the evidence leans to health', () => {
    // 15 crashes where control gives 12: 1.25 times, in the stage that tolerates 1.2.
    const windows = [...windowsOf('A-1'), ...windowsOf('B-2')].map((window, index) => {
      return index < 3 ? { ...window, newCrashes: window.newCrashes + 1 } : window;
    });
    const verdict = judge(healthyEvidence({ windows }), { policy: deriveDefaultPolicy(3) });
    expect(verdict.signals[0]?.estimate).toBeCloseTo(1.25, 2);
    expect(verdict.signals[0]?.harm.e).toBeLessThan(1);
    expect(verdict.signals[0]?.standing).toBe('clear');
  });

  it('when unfinished attempts could hide a brick and none ran its full time yet', () => {
    const unripe = { due: 190, confirmed: 189, silent: 0, matured: 0 };
    const installs = [attemptsOf('A-1', unripe), attemptsOf('B-2', unripe)];
    const verdict = judge(healthyEvidence({ installs, stage: { accepted: 410, due: 380, reported: 380 } }));
    expect(codesOf(verdict)).toContain('none-due silence');
  });

  it('but not when every attempt is settled long before its deadline', () => {
    const settled = { accepted: 202, matured: 0, ...quiet };
    const installs = [attemptsOf('A-1', settled), attemptsOf('B-2', settled)];
    expect(judge(healthyEvidence({ installs, stage: { accepted: 404, due: 404, reported: 404 } })).kind).toBe(
      'advance',
    );
  });
});

describe('halt', () => {
  it('comes at any moment, and names the signal', () => {
    const evidence = healthyEvidence({
      windows: [...windowsOf('A-1', { newCrashes: 1 }), ...windowsOf('B-2', { newCrashes: 1 })],
    });
    const verdict = judge(evidence, { nowMs: 1 });
    expect(verdict.kind).toBe('halt');
    expect(codesOf(verdict)).toEqual(['harm crash-rate']);
    expect(verdict.harm?.e).toBeGreaterThan(100);
    expect(verdict.harm?.line).toBe(100);
  });

  it('names the model when one model is to blame', () => {
    const evidence = healthyEvidence({ windows: [...windowsOf('A-1'), ...windowsOf('B-2', { newCrashes: 2 })] });
    const verdict = judge(evidence);
    expect(codesOf(verdict)).toEqual(['harm crash-rate B-2']);
    expect(verdict.reasons[0]?.sentence).toMatch(
      /^Crash rate on B-2 is 8\.0 times control: 48 in 4,800 device-hours against 240 in 192,000\. A healthy build shows as much in at most 1 of .* rollouts; the line is 1 of 100\.$/,
    );
  });

  it.each([
    ['failed-installs', { failed: 30, confirmed: 170 }],
    ['silence', { silent: 30, confirmed: 170 }],
  ] as const)('on %s', (signal, change) => {
    const verdict = judge(healthyEvidence({ installs: [attemptsOf('A-1', change), attemptsOf('B-2', change)] }));
    expect(codesOf(verdict)).toEqual([`harm ${signal}`]);
  });

  it('does not fall for failures that finish before successes', () => {
    // 2,000 devices began a minute ago; the first twelve words are failures, as on every good build.
    const early = { accepted: 1000, due: 6, failed: 6, confirmed: 0, matured: 0, silent: 0 };
    const installs = [attemptsOf('A-1', early), attemptsOf('B-2', early)];
    const verdict = judge(
      healthyEvidence({ installs, windows: [], stage: { accepted: 2000, due: 12, reported: 12 } }),
      { nowMs: 60_000 },
    );
    expect(verdict.kind).toBe('bake');
  });

  it('does not come from an incident that hits the whole fleet', () => {
    const incident = { newCrashes: 3, controlCrashes: 120 };
    const evidence = healthyEvidence({ windows: [...windowsOf('A-1', incident), ...windowsOf('B-2', incident)] });
    expect(judge(evidence).kind).toBe('advance');
  });
});

describe('silence against control', () => {
  const policy: GatePolicy = {
    ...firstStage,
    signals: [{ signal: 'silence', against: 'control', limit: 0.01, tolerance: 0.02 }],
  };
  const rows = (change: object) =>
    ['A-1', 'B-2'].map((model) => {
      return { model, hourMs: 0, newDue: 200, newSilent: 2, controlDue: 8000, controlSilent: 80, ...change };
    });

  it('passes an outage that silences both arms, which the limit would halt', () => {
    const outage = rows({ newSilent: 60, controlSilent: 2400 });
    expect(judge(healthyEvidence({ silences: outage }), { policy }).kind).toBe('advance');
    const brick = rows({ newSilent: 60 });
    expect(codesOf(judge(healthyEvidence({ silences: brick }), { policy }))).toEqual(['harm silence']);
  });

  it('is missing without its rows', () => {
    expect(codesOf(judge(healthyEvidence(), { policy }))).toEqual(['no-exposure silence']);
    const alone = rows({ controlDue: 0, controlSilent: 0 });
    expect(codesOf(judge(healthyEvidence({ silences: alone }), { policy }))).toEqual(['no-control silence']);
  });

  it('is missing for a model that many devices run and none was heard of', () => {
    const half = rows({}).slice(0, 1);
    expect(codesOf(judge(healthyEvidence({ silences: half }), { policy }))).toEqual(['no-exposure silence B-2']);
  });
});
