// The verdict, rule by rule: what advances, what holds, whom it blames, what halts, and what it says.
import { describe, expect, it } from 'vitest';
import { firstCrash } from '../../../src/domain/gate/policy.ts';
import { deriveEvidence, type InstallCounts, type StageRows } from '../../../src/domain/gate/rows.ts';
import { attemptsOf, codesOf, dayMs, healthyRows, hourMs, judge, noHarm, silencesOf, windowsOf } from './samples.ts';

const both = <T>(of: (model: string) => readonly T[]): T[] => ['A-1', 'B-2'].flatMap(of);
/** Four hours: four crashes on the build, too few to show that it is under twice control. */
const morning = healthyRows({ windows: both((model) => windowsOf(model).slice(0, 4)) });
const withAttempts = (change: Partial<InstallCounts>): StageRows =>
  healthyRows({ installs: both((model) => [attemptsOf(model, change)]) });

describe('advance', () => {
  it('when bake time is over, enough devices reported and every signal is shown to be safe', () => {
    const verdict = judge(healthyRows());
    expect(verdict.kind).toBe('advance');
    expect(verdict.reasons.map(({ sentence }) => sentence)).toEqual([
      'Bake time is over, 400 devices of this stage have reported, and every signal is shown to be under its tolerance.',
    ]);
    const pooled = verdict.signals.filter(({ model }) => model === null);
    expect(pooled.map(({ signal }) => signal)).toEqual([
      'crash-rate',
      'failed-installs',
      'silence',
      'boot',
      'late-crash',
    ]);
  });

  it('also while nobody looks: readings are for people', () => {
    expect(judge(healthyRows(), { isShown: false }).kind).toBe('advance');
    const early = judge(healthyRows(), { isShown: false, nowMs: hourMs });
    expect([early.kind, early.signals]).toEqual(['bake', []]);
  });

  it('and gives the same word and reasons whether or not anybody looks, in every case of this page', () => {
    const cases = [
      healthyRows(),
      morning,
      withAttempts({ failed: 30, confirmed: 170 }),
      withAttempts({ failed: 9, confirmed: 190 }),
      healthyRows({ windows: windowsOf('A-1') }),
      healthyRows({ silences: silencesOf('A-1') }),
      healthyRows({ windows: [...windowsOf('A-1'), ...windowsOf('B-2', { newCrashes: 2, newFirst: 2 })] }),
    ];
    for (const rows of cases) {
      const { signals: _, ...shown } = judge(rows);
      const { signals: __, ...unshown } = judge(rows, { isShown: false });
      expect(unshown).toEqual(shown);
    }
  });

  it('not with a model that many devices run and that has nothing to compare with', () => {
    const alone = windowsOf('B-2', { controlExposureS: 0, controlCrashes: 0, controlFreeS: 0, controlFirst: 0 });
    const more = windowsOf('A-1').map((window) => ({ ...window, hourMs: window.hourMs + dayMs }));
    const windows = [...windowsOf('A-1'), ...more, ...alone];
    expect(codesOf(judge(healthyRows({ windows })))).toEqual(['no-control crash-rate B-2']);
    const few = attemptsOf('B-2', { accepted: 49, due: 49, confirmed: 48 });
    const stage = { accepted: 250, due: 250, reported: 245 };
    expect(judge(healthyRows({ windows, installs: [attemptsOf('A-1'), few], stage })).kind).toBe('advance');
  });

  it('not while the stage still bakes, to the second', () => {
    const verdict = judge(healthyRows(), { nowMs: 86_399_000 });
    expect(verdict.kind).toBe('bake');
    expect(verdict.reasons[0]?.sentence).toBe('This stage bakes for another 1 s.');
  });

  it('not without enough devices that reported', () => {
    const verdict = judge(healthyRows({ stage: { accepted: 20, due: 20, reported: 18 } }));
    expect(verdict.kind).toBe('hold');
    expect(verdict.reasons[0]?.sentence).toBe(
      '18 devices of this stage have reported, 25 are needed: about 7 more devices.',
    );
  });

  it('not without enough devices of a model that took it in numbers', () => {
    const few = attemptsOf('B-2', { accepted: 60, due: 40, failed: 0, confirmed: 40 });
    const verdict = judge(
      healthyRows({ installs: [attemptsOf('A-1'), few], stage: { accepted: 200, due: 190, reported: 190 } }),
    );
    expect(codesOf(verdict)).toContain('too-few-of-model B-2');
    const stray = { ...few, accepted: 9, due: 9, confirmed: 9 };
    const rows = healthyRows({
      installs: [attemptsOf('A-1'), stray],
      stage: { accepted: 200, due: 190, reported: 190 },
    });
    expect(codesOf(judge(rows))).not.toContain('too-few-of-model B-2');
  });

  it('not while more than a tenth of the attempts are undecided', () => {
    const verdict = judge(healthyRows({ stage: { accepted: 410, due: 360, reported: 350 } }));
    expect(verdict.kind).toBe('hold');
    expect(verdict.reasons[0]?.sentence).toBe(
      '88 % of the 410 attempts of this stage have finished or run out of time, 90 % are needed: about 9 more devices.',
    );
  });

  it.each([
    [dayMs - 3 * hourMs, 'What devices said in the last 3 h is not counted yet, so the stage does not advance.'],
    [null, 'It is not known until when devices have been heard.'],
  ])('not on evidence that ends at %s', (reachedMs, sentence) => {
    const verdict = judge(healthyRows({ reachedMs }));
    expect(verdict.reasons.map((reason) => reason.sentence)).toEqual([sentence]);
    expect(verdict.kind).toBe('hold');
  });

  it('only on evidence of safety, and says how much is missing', () => {
    const verdict = judge(morning);
    expect(codesOf(verdict)).toEqual(['not-shown-safe crash-rate']);
    expect(verdict.reasons[0]?.sentence).toMatch(/Needs about [\d,]+ more device-hours of the build without trouble\./);
    expect(judge(morning, { policy: noHarm }).kind).toBe('advance');
  });

  it('is reached by about the exposure it asked for', () => {
    const asked = judge(morning).signals[0]?.needs ?? '';
    const more = Number(/about ([\d,]+) more device-hours/.exec(asked)?.[1]?.replaceAll(',', ''));
    // 400 device-hours an hour, and a fifth more than it asked for.
    const hours = Math.ceil(4 + (1.2 * more) / 400);
    expect(hours).toBeGreaterThan(6);
    expect(judge(healthyRows({ windows: both((model) => windowsOf(model).slice(0, hours)) })).kind).toBe('advance');
  });
});

describe('hold', () => {
  it('on one model alone, from the line that the two models share: 2/β', () => {
    const crashes = (hours: number) => {
      const windows = windowsOf('B-2', { newCrashes: 0, newFirst: 0 }).map((window, hour) => {
        const events = hour < hours ? 2 : 0;
        return { ...window, newCrashes: events, newFirst: events };
      });
      return judge(healthyRows({ windows: [...windowsOf('A-1'), ...windows] }), { policy: noHarm });
    };
    const readingOf = (hours: number) =>
      crashes(hours).signals.find(({ model, signal }) => model === 'B-2' && signal === 'crash-rate')?.harm.e ?? 0;
    const isUnder = (hours: number) => readingOf(hours) < 40;
    const first = Array.from({ length: 24 }, (_, hour) => hour).find((hour) => !isUnder(hour)) ?? 0;
    // Over 20 and under 40: one of two models may come this far by chance.
    expect(readingOf(first - 1)).toBeGreaterThan(5);
    expect(crashes(first - 1).kind).toBe('advance');
    expect(codesOf(crashes(first))).toEqual(['stands-against crash-rate B-2']);
  });

  it('while silence is not shown to be under its tolerance', () => {
    const verdict = judge(
      healthyRows({
        silences: both((model) => silencesOf(model, { newDue: 40, newSilent: 0, controlDue: 1600, controlSilent: 16 })),
      }),
    );
    expect(codesOf(verdict)).toEqual(['not-shown-safe silence']);
  });

  it('lets in one more tranche after a day, when only proof is lacking and nothing leans to harm', () => {
    const few = { newDue: 40, newSilent: 0, controlDue: 1600, controlSilent: 16 };
    const windows = both((model) => windowsOf(model, { newCrashes: 0, newFirst: 0 }));
    const silences = both((model) => silencesOf(model, few));
    const calm = healthyRows({ windows, silences, reachedMs: 3 * dayMs });
    const late = { nowMs: 2 * dayMs };
    expect(judge(calm, late).isTrancheDue).toBe(true);
    expect(judge(calm, { nowMs: 2 * dayMs - 1 }).isTrancheDue).toBe(false);
    expect(
      judge(calm, { ...late, stage: { enteredMs: 0, bakeS: dayMs / 1000, tranches: 1, isLast: false } }).isTrancheDue,
    ).toBe(false);
    const leaning = { ...calm, silences: both((model) => silencesOf(model, { ...few, newSilent: 2 })) };
    expect(judge(leaning, late).kind).toBe('hold');
    expect(judge(leaning, late).isTrancheDue).toBe(false);
    const unheard = { ...calm, stage: { accepted: 410, due: 360, reported: 350 } };
    expect(judge(unheard, late).isTrancheDue).toBe(false);
    // Crashes are shown by time, not by more devices.
    const short = { ...calm, windows: windows.filter(({ hourMs: at }) => at < 2 * hourMs), silences: calm.silences };
    expect(judge(short, late).isTrancheDue).toBe(false);
  });

  it('asks a person after four days', () => {
    const rows = { ...morning, reachedMs: 5 * dayMs };
    expect(judge(rows, { nowMs: 4 * dayMs - 1 }).asksPerson).toBe(false);
    const verdict = judge(rows, { nowMs: 4 * dayMs });
    expect(verdict.asksPerson).toBe(true);
    expect(verdict.reasons.at(-1)?.sentence).toBe(
      'The stage lasts 4 d and the evidence does not settle it: a person decides.',
    );
  });

  it('where no client confirms its boot, does not wait for that', () => {
    expect(judge(healthyRows()).signals.find(({ signal }) => signal === 'boot')?.standing).toBe('clear');
    const some = judge(withAttempts({ bootsDue: 20, bootsMissed: 0 }));
    expect(codesOf(some)).toEqual(['not-shown-safe boot']);
  });
});

describe('quarantine', () => {
  const broken = windowsOf('B-2', { newCrashes: 3, newFirst: 3 });
  const models = ['A-1', 'B-2', 'C-3', 'D-4', 'E-5'];
  const others = models.filter((model) => model !== 'B-2');
  const rows = healthyRows({
    models,
    installs: models.map((model) => attemptsOf(model)),
    windows: [...others.flatMap((model) => windowsOf(model)), ...broken],
    silences: models.flatMap((model) => silencesOf(model)),
  });

  it('takes out the one model that is to blame, also where it would halt all', () => {
    const verdict = judge(rows);
    expect([verdict.kind, verdict.models]).toEqual(['quarantine', ['B-2']]);
    expect(codesOf(verdict)).toEqual(['harm-on-model crash-rate B-2']);
    expect(verdict.reasons[0]?.sentence).toMatch(
      /^Crash rate on B-2 is 6\.0 times control: 72 in 4,800 device-hours against 480 in 192,000\. .* Without B-2 nothing leans to harm, so B-2 alone is quarantined\.$/,
    );
    expect(verdict.isRetreatDue).toBe(true);
  });

  it('lets the others go on without it', () => {
    expect(judge(rows, { quarantined: ['B-2'] }).kind).toBe('advance');
  });

  it('does not serve as an excuse where all are to blame', () => {
    const bad = models.flatMap((model) => windowsOf(model, { newCrashes: 2, newFirst: 2 }));
    expect(judge({ ...rows, windows: bad }).kind).toBe('halt');
    const mostlyOne = models.flatMap((model) => windowsOf(model, { newCrashes: model === 'B-2' ? 6 : 2, newFirst: 1 }));
    expect(judge({ ...rows, windows: mostlyOne }).kind).toBe('halt');
  });

  it('clears others only by what they did: with one model heard of, all are halted', () => {
    const unheard = { ...rows, windows: broken, stage: { accepted: 205, due: 202, reported: 200 } };
    expect(judge(unheard).kind).toBe('halt');
  });

  it('leaves nobody: the only model of a build is halted', () => {
    const alone = healthyRows({
      models: ['B-2'],
      installs: [attemptsOf('B-2')],
      windows: broken,
      stage: { accepted: 205, due: 202, reported: 200 },
      silences: silencesOf('B-2'),
    });
    expect(judge(alone).kind).toBe('halt');
  });
});

describe('halt', () => {
  it('comes at any moment, and names the signal', () => {
    const windows = both((model) => windowsOf(model, { newCrashes: 2, newFirst: 2 }));
    const verdict = judge(healthyRows({ windows }), { nowMs: 1 });
    expect(verdict.kind).toBe('halt');
    expect(codesOf(verdict)).toEqual(['harm crash-rate']);
    expect(verdict.harm?.e).toBeGreaterThan(100);
    expect(verdict.harm?.line).toBe(100);
  });

  it.each([
    ['failed-installs', { failed: 30, confirmed: 170 }, false],
    ['boot', { bootsDue: 200, bootsMissed: 12 }, true],
  ] as const)('on %s', (signal, change, isRetreatDue) => {
    const verdict = judge(withAttempts(change));
    expect(codesOf(verdict)).toEqual([`harm ${signal}`]);
    expect(verdict.isRetreatDue).toBe(isRetreatDue);
  });

  it('advises to go back only when the lower bound of the ratio says so', () => {
    const slight = both((model) => windowsOf(model, { newCrashes: 1, newFirst: 1, newExposureS: 200 * 3600 })).flatMap(
      (window) =>
        [0, 1, 2, 3, 4, 5].map((day) => ({
          ...window,
          hourMs: window.hourMs + day * dayMs,
          controlCrashes: 28,
          controlFirst: 28,
        })),
    );
    const verdict = judge(healthyRows({ windows: slight }));
    expect([verdict.kind, verdict.signals[0]?.interval?.low]).toEqual(['halt', expect.closeTo(1.1, 0)]);
    expect(verdict.isRetreatDue).toBe(false);
  });

  it('does not fall for failures that finish before successes', () => {
    // 2,000 devices began a minute ago; the first twelve words are failures, as on every good build.
    const early = { accepted: 1000, due: 6, failed: 6, confirmed: 0 };
    const rows = withAttempts(early);
    const verdict = judge(
      { ...rows, windows: [], stage: { accepted: 2000, due: 12, reported: 12 } },
      { nowMs: 60_000 },
    );
    expect(verdict.kind).toBe('bake');
  });

  it('does not come from an incident that hits the whole fleet tenfold', () => {
    const incident = { newCrashes: 10, newFirst: 10, controlCrashes: 400, controlFirst: 400 };
    const windows = both((model) => windowsOf(model, incident));
    expect(judge(healthyRows({ windows })).kind).toBe('advance');
  });

  it('does not come from an outage that silences both arms', () => {
    const outage = { newSilent: 60, controlSilent: 2400 };
    expect(judge(healthyRows({ silences: both((model) => silencesOf(model, outage)) })).kind).toBe('advance');
    const brick = both((model) => silencesOf(model, { newSilent: 60 }));
    expect(codesOf(judge(healthyRows({ silences: brick })))).toEqual(['harm silence']);
  });
});

describe('one device that is loud', () => {
  // A week in which one device of 200 crashes in every single hour, and no other at all.
  const loud = Array.from({ length: 168 }, (_, hour) => {
    const [window] = windowsOf('A-1', { newCrashes: 1, newFirst: hour === 0 ? 1 : 0, hourMs: hour * hourMs });
    return window === undefined ? [] : [window];
  }).flat();
  const rows = healthyRows({ windows: [...loud, ...windowsOf('B-2')] });
  const evidence = deriveEvidence(rows);

  it('neither halts nor holds a build by crashing in every window: first crashes guard the rate', () => {
    expect(judge(rows).kind).toBe('advance');
    expect(judge(rows).signals.find(({ model }) => model === 'A-1')?.harm.e).toBeLessThan(20);
    // Without the guard it would have.
    const models = evidence.models.map((model) => ({
      ...model,
      ratios: Object.fromEntries(Object.entries(model.ratios).filter(([signal]) => signal !== firstCrash)),
    }));
    expect(judge(rows, { evidence: { ...evidence, models } }).kind).toBe('quarantine');
  });
});
