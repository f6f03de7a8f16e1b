// What past rollouts teach, and what the words of people and crash reports become: it may hold a build and does nothing else.
import { describe, expect, it } from 'vitest';
import { deriveGroups } from '../../../src/domain/gate/groups.ts';
import { deriveSide, type Heard, nothingHeard, type ReportAge } from '../../../src/domain/gate/heard.ts';
import { deriveLearnedPolicy } from '../../../src/domain/gate/learned-policy.ts';
import { deriveLearned, deriveLesson, derivePast, type PastLesson } from '../../../src/domain/gate/lesson.ts';
import { deriveDefaultPolicy, type GatePolicy } from '../../../src/domain/gate/policy.ts';
import { deriveEvidence, type StageRows } from '../../../src/domain/gate/rows.ts';
import { attemptsOf, codesOf, healthyRows, judge, noHarm, silencesOf, windowsOf } from './samples.ts';

const policy = deriveDefaultPolicy(0);
const share = (events: number, devices: number) => ({ events, devices });
const lesson = (changes: Partial<PastLesson> = {}): PastLesson => ({
  isBeforeReference: false,
  shares: {},
  lasting: {},
  crash: null,
  reports: [],
  ...changes,
});
const lessonFrom = (rows: Partial<StageRows>, quarantined: readonly string[] = []) =>
  deriveLesson(deriveEvidence(healthyRows(rows)), nothingHeard, { quarantined, groups: deriveGroups([]) });
const normalOf = (learned: GatePolicy, signal: string) => {
  const rule = learned.signals.find((each) => each.signal === signal);
  return rule?.test === 'share' ? rule.limit : (rule?.base ?? null);
};

describe('a lesson', () => {
  it('holds what happened to healthy devices: control where there is one, else the build', () => {
    const installs = [attemptsOf('A-1', { bootsDue: 190, bootsMissed: 1 }), attemptsOf('B-2')];
    const { shares, crash } = lessonFrom({ installs });
    expect(shares).toEqual({ boot: share(1, 190), 'failed-installs': share(2, 404), silence: share(160, 16_000) });
    expect(crash?.logRatio).toBeCloseTo(0, 1);
  });

  it('holds who was away when their time was over, whoever came back since', () => {
    const atDeadline = { bootsMissed: 5, bootsLost: 2, gone: 3 };
    const away = { bootsDayOver: 180, bootsLost: 0, dayOver: 199, quiet: 1, threeDaysOver: 150, gone: 0, atDeadline };
    const installs = [attemptsOf('A-1', { bootsDue: 190, bootsMissed: 1, away }), attemptsOf('B-2')];
    const { shares, lasting } = lessonFrom({ installs });
    expect(shares.boot).toEqual(share(5, 190));
    expect(lasting).toEqual({ boot: share(2, 180), silence: share(3, 150) });
    const { atDeadline: _, ...untold } = away;
    const before = [attemptsOf('A-1', { bootsDue: 190, away: untold }), attemptsOf('B-2')];
    expect(lessonFrom({ installs: before }).lasting).toEqual({});
  });

  it('holds nothing of models in quarantine', () => {
    const rows = {
      installs: [attemptsOf('A-1', { failed: 90 }), attemptsOf('B-2')],
      windows: [...windowsOf('A-1', { newCrashes: 40 }), ...windowsOf('B-2')],
    };
    const taught = lessonFrom(rows, ['A-1']);
    const others = { installs: [attemptsOf('B-2')], windows: windowsOf('B-2'), silences: silencesOf('B-2') };
    expect(taught).toEqual(lessonFrom({ ...rows, ...others, models: ['B-2'] }));
    expect(taught).not.toEqual(lessonFrom(rows));
  });

  it('says nothing of signals that nobody counted', () => {
    const rows = healthyRows({ windows: [], silences: [], installs: [] });
    const stage = { accepted: 0, due: 0, reported: 0 };
    const nobody = { events: 0, exposure: 0 };
    const models = ['A-1', 'B-2'].map((model) => ({ model, crash: nobody, silence: nobody }));
    const groups = deriveGroups([]);
    const none = { shares: {}, lasting: {}, crash: null, reports: [], models, groups };
    expect(lessonFrom({ ...rows, stage })).toEqual(none);
  });
});

describe('what is learned', () => {
  it('is what the last four rollouts add up to', () => {
    const lessons = [1, 2, 3, 4, 1000].map((events) => lesson({ shares: { silence: share(events, 1000) } }));
    expect(deriveLearned(policy, lessons).shares).toEqual({ silence: share(10, 4000) });
  });

  it('moves silence and boots both ways, failed installs only up', () => {
    const taught = (events: number) =>
      lesson({
        shares: {
          silence: share(events, 10_000),
          boot: share(events, 10_000),
          'failed-installs': share(events, 10_000),
        },
      });
    const low = deriveLearnedPolicy(policy, deriveLearned(policy, [taught(20)]).shares);
    expect(normalOf(low, 'silence')).toBe(0.002);
    expect(normalOf(low, 'boot')).toBeLessThan(0.0033);
    expect(normalOf(low, 'failed-installs')).toBe(0.02);
    const high = deriveLearnedPolicy(policy, deriveLearned(policy, [taught(400)]).shares);
    expect(normalOf(high, 'failed-installs')).toBeGreaterThan(0.04);
  });

  it('leaves alone what the plan states', () => {
    const signals = policy.signals.map((rule) => (rule.test === 'share' ? { ...rule, limit: 0.05 } : rule));
    const lessons = [lesson({ shares: { boot: share(500, 1000), silence: share(20, 10_000) } })];
    expect(deriveLearned({ ...policy, signals }, lessons).shares).toEqual({ silence: share(20, 10_000) });
  });

  it('is also who stays away for good', () => {
    const lessons = [lesson({ lasting: { silence: share(80, 2000), boot: share(2, 2000) } })];
    const learned = deriveLearned(policy, lessons);
    const after = deriveLearnedPolicy(policy, learned.shares, learned.lasting);
    const lastingOf = (signal: string) => after.signals.find((rule) => rule.signal === signal)?.lasting ?? 0;
    expect(lastingOf('silence')).toBeGreaterThan(0.04);
    expect(lastingOf('boot')).toBeLessThan(0.0033);
  });

  it('is nothing that would shut the gate', () => {
    const lessons = [lesson({ shares: { silence: share(4000, 10_000) } })];
    expect(deriveLearned(deriveDefaultPolicy(3), lessons)).toEqual({ shares: {}, lasting: {} });
  });
});

describe('drift', () => {
  const step = { logRatio: Math.log(1.08), variance: 1e-4 };
  it('holds a build once small steps add up, and names the ratio', () => {
    const sideOf = (weeks: number) =>
      deriveSide(
        nothingHeard,
        Array.from({ length: weeks }, () => lesson({ crash: step })),
      );
    expect(codesOf(judge(healthyRows({ side: sideOf(2) }), { policy: noHarm }))).not.toContain('drift');
    const { kind, reasons } = judge(healthyRows({ side: sideOf(6) }), { policy: noHarm });
    expect([kind, reasons.find(({ code }) => code === 'drift')?.sentence]).toEqual([
      'hold',
      expect.stringMatching('1.59'),
    ]);
  });

  it('counts from the build that a person made the reference', () => {
    const lessons = [1, 2, 3, 4].map((week) =>
      lesson({ crash: { ...step, variance: week }, isBeforeReference: week > 2 }),
    );
    expect(derivePast(lessons).map(({ variance }) => variance)).toEqual([2, 1]);
  });

  it('looks back a quarter of Fridays, oldest first', () => {
    const crashes = Array.from({ length: 20 }, (_, week) => lesson({ crash: { ...step, variance: week } }));
    expect(derivePast(crashes).map(({ variance }) => variance)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });
});

describe('what people report', () => {
  const age = (devices: number, deviceDays: number, changes: Partial<ReportAge> = {}): ReportAge => ({
    day: 0,
    isTester: true,
    devices,
    deviceDays,
    ...changes,
  });
  const before = [lesson({ reports: [age(20, 2000)] })];
  const kindOf = (heard: Partial<Heard>) =>
    codesOf(judge(healthyRows({ side: deriveSide({ ...nothingHeard, ...heard }, before) }), { policy: noHarm }));

  it('holds a build when devices of the same age bring more than twice as many', () => {
    expect(kindOf({ ages: [age(5, 300)] })).not.toContain('bug-reports');
    expect(kindOf({ ages: [age(30, 300)] })).toContain('bug-reports');
  });

  it('moves less where people did not sign up to test', () => {
    const strangers = { isTester: false };
    const lessons = [lesson({ reports: [age(20, 2000), age(20, 2000, strangers)] })];
    const nats = (each: ReportAge) => deriveSide({ ...nothingHeard, ages: [each] }, lessons)?.reports?.nats[0] ?? 0;
    expect(nats(age(10, 300, strangers))).toBeLessThan(nats(age(10, 300)));
  });

  it('says nothing of ages that no earlier update reached, and nothing where nobody reports', () => {
    expect(deriveSide({ ...nothingHeard, ages: [age(30, 300, { day: 5 })] }, before)).toBeNull();
    expect(deriveSide({ ...nothingHeard, ages: [age(0, 300)] }, before)).toBeNull();
  });
});

describe('a crash that no build had before', () => {
  const signature = { id: '#7', devices: 4, controlDevices: 0, exposed: 100, control: 10_000 };
  const holdsBy = (changes: Partial<typeof signature>) =>
    codesOf(
      judge(healthyRows({ side: deriveSide({ ...nothingHeard, signatures: [{ ...signature, ...changes }] }, []) }), {
        policy: noHarm,
      }),
    ).includes('new-signature');

  it('holds the build at the fifth device, and not at the fourth', () => {
    expect([holdsBy({}), holdsBy({ devices: 3 })]).toEqual([true, false]);
  });

  it('does not where devices without the build have it as often', () => {
    expect(holdsBy({ controlDevices: 400 })).toBe(false);
  });
});
