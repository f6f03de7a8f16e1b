// Each fault of a world does what its description says: counted in a fleet of which half is offered the build at once.
import { describe, expect, it } from 'vitest';
import { goodBuild, listen, makeWorld } from './worlds.ts';

const rates = { crashesPerDay: 0.2 };
const withBuild = (build: object, parts: object = {}) => makeWorld({ rates, ...goodBuild(build), ...parts });

/** About 20,000 crashes on each side: a ratio is known to 2 %. */
const near = (value: number, expected: number, share = 0.06) =>
  expect(Math.abs(value / expected - 1)).toBeLessThan(share);

describe('a build', () => {
  it('that is good crashes as the one before', () => near(listen(withBuild({})).ratio(), 1));
  it('of a crash ratio has it', () => near(listen(withBuild({ crash: 2 })).ratio(), 2));
  it('of late onset is as good as the one before until then', () => {
    const heard = listen(withBuild({ crash: 3, crashFromHour: 48 }), { hours: 200 });
    near(
      heard.ratio((_, hour) => hour < 48),
      1,
    );
    near(
      heard.ratio((_, hour) => hour > 130),
      3,
    );
  });
  it('that ramps up is between, between', () => {
    const ratio = listen(withBuild({ crash: 3, crashRampHours: 96 }), { hours: 100 }).ratio((_, hour) => hour > 70);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(2.95);
  });
  it('that fails to install does so in its share, and leaves the others', () => {
    const { toll } = listen(withBuild({ failedInstalls: 0.12 }));
    near(1 - toll.all('exposed') / toll.all('attempted'), 0.12);
  });
  it('that bricks takes devices away, which neither confirm nor check in', () => {
    const heard = listen(withBuild({ brick: 0.05 }), { hours: 150 });
    near(heard.toll.all('bricked') / heard.toll.all('exposed'), 0.05);
    near(heard.total('pingMissed') / heard.total('pingDue'), 0.05, 0.1);
    near(heard.total('pingLost') / heard.total('pingDayOver'), 0.05, 0.1);
    near(heard.total('gone') / heard.total('threeDaysOver'), 0.05, 0.1);
    near(heard.total('unheard') / heard.total('indexed'), 0.05, 0.1);
    near(heard.total('unseen') / heard.total('installed'), 0.05 + 0.01 * 0.95);
    near(heard.total('silent') / heard.total('matured'), 0.05);
  });
  it('that bricks late confirms first', () => {
    const heard = listen(withBuild({ brick: 0.2, brickAfterHours: 48 }), { hours: 160 });
    // All who missed their hour have been heard since.
    expect(heard.total('pingMissed', (_, hour) => hour < 48)).toBeGreaterThan(0);
    expect(heard.total('pingMissed')).toBeLessThan(0.001 * heard.total('pingDue'));
    near(heard.toll.all('bricked') / heard.toll.all('exposed'), 0.2);
    // Each is told a day later at the age at which it died; of the healthy one in a hundred falls silent each day.
    const ofAge = (late: number) => (place: number) => place % 4 === late;
    const usual = (late: number) => (0.01 * heard.total('fallExposure', ofAge(late))) / 24;
    near(heard.total('fell', ofAge(2)), heard.toll.all('bricked') + usual(2), 0.1);
    near(heard.total('fell', ofAge(1)), usual(1), 0.2);
    expect(heard.total('fell', (place, hour) => place % 4 === 2 && hour < 72)).toBe(0);
  });
  it('that goes quiet is heard again', () => {
    const heard = listen(withBuild({ mute: { share: 0.3, hours: 40 } }), { hours: 140 });
    near(heard.total('unheard') / heard.total('indexed'), 0.3);
    near(heard.total('confirmed') / heard.toll.all('exposed'), 1, 0.01);
  });
  it('that loops lets a share of devices crash in every check-in, as one crash each', () => {
    const heard = listen(withBuild({ loop: { share: 0.02, reports: 50 } }), { hours: 96 });
    // Four check-ins a day against 0.2 crashes a day on the others.
    near(
      heard.ratio((_, hour) => hour > 48),
      (0.02 * 4 + 0.98 * 0.19) / 0.19,
      0.1,
    );
    expect(heard.total('reports')).toBeGreaterThan(5 * heard.total('crashes', (place) => place % 3 !== 0));
  });
  it('that claims half of its uptime looks twice as bad; one that claims tenfold is not believed', () => {
    near(listen(withBuild({ uptime: 0.5 })).ratio(), 2);
    near(listen(withBuild({ uptime: 10 })).ratio(), 6 / (6 + 300 / 3600));
  });
  it('that hurts one model or one group spares the others', () => {
    const models = [
      { name: 'x', share: 1 },
      { name: 'y', share: 1 },
    ];
    const heard = listen(withBuild({ crash: 4, models: ['y'] }, { models }));
    // One crash a check-in at most: at four times the rate more of them fall together.
    const saturated = Math.expm1(-0.2) / Math.expm1(-0.05);
    const cohorts = 2;
    const modelOf = (place: number) => Math.floor(place / 3 / cohorts);
    near(
      heard.ratio((place) => modelOf(place) === 0),
      1,
    );
    near(
      heard.ratio((place) => modelOf(place) === 1),
      saturated,
    );
    const groups = [{ name: 'g', share: 0.5, cohort: 'g' }];
    const grouped = listen(withBuild({ crash: 4, groups: ['g'] }, { fleet: { groups } }));
    near(
      grouped.ratio((place) => Math.floor(place / 3) % cohorts === 0),
      1,
    );
    near(
      grouped.ratio((place) => Math.floor(place / 3) % cohorts === 1),
      saturated,
    );
  });
});

describe('a fleet', () => {
  it('has the crashes, acceptance and silence that are stated', () => {
    const heard = listen(withBuild({}), { hours: 24 });
    near(heard.controlRate() * 24, (1 - Math.exp(-0.05)) * 4, 0.03);
    near(heard.toll.all('attempted') / heard.toll.all('offered'), 1 - 0.65 ** 4, 0.02);
    const later = listen(withBuild({}), { hours: 96 });
    near(later.total('unseen') / later.total('installed'), 0.01, 0.15);
    // Nearly all confirmed their boot, and those who did are heard of.
    expect(later.total('unheard')).toBeLessThan(0.001 * later.total('indexed'));
    const untold = listen(withBuild({}, { fleet: { bootConfirm: 0 } }), { hours: 96 });
    near(untold.total('unheard') / untold.total('indexed'), 0.01, 0.15);
    near(later.total('lostControl') / later.total('watchedControl'), 0.01, 0.15);
  });
  it('whose clients do not confirm shows silence by check-ins only', () => {
    const heard = listen(withBuild({}, { fleet: { bootConfirm: 0 } }), { hours: 96 });
    expect(heard.total('pingDue')).toBe(0);
    const isFirst = (_: number, hour: number) => hour < 25;
    near(heard.total('silent', isFirst) / heard.total('matured', isFirst), 0.01, 0.4);
  });
  it('with insiders has them crash as stated', () => {
    const heard = listen(withBuild({}, { fleet: { groups: [{ name: 'g', share: 0.3, cohort: 'g', crash: 1.8 }] } }));
    near(
      heard.controlRate((place) => Math.floor(place / 3) === 1) /
        heard.controlRate((place) => Math.floor(place / 3) === 0),
      1.8,
    );
  });
  it('of eager devices installs the crashing ones first', () => {
    const heard = listen(withBuild({}, { fleet: { eager: { share: 0.3, accept: 2, crash: 3 } } }), { hours: 14 });
    expect(heard.ratio()).toBeGreaterThan(1.1);
  });
  it('that differs crashes as often, but on fewer devices', () => {
    const same = listen(withBuild({}), { hours: 96 });
    const differs = listen(withBuild({}, { fleet: { differ: 2 } }), { hours: 96 });
    // Who crashes in nearly every check-in counts once in each.
    expect(differs.controlRate() / same.controlRate()).toBeGreaterThan(0.85);
    const firsts = (heard: typeof same) => heard.total('firstCrashes') / heard.total('crashes');
    expect(firsts(differs)).toBeLessThan(0.8 * firsts(same));
  });
  it('that grows has its newcomers offered the build too', () => {
    const groups = [{ name: 'g', devices: 2_000, grows: { factor: 10, atHour: 30 } }];
    const { toll } = listen(withBuild({}, { fleet: { devices: 10_000, groups } }), { hours: 40 });
    near(toll.all('offered'), 5_000 + 9_000, 0.03);
  });
  it('that grows keeps those waiting who join a list after the rollout began, where its stage says so', () => {
    const groups = [{ name: 'g', devices: 2_000, cohort: 'testers', grows: { factor: 10, atHour: 30 } }];
    const stage = { cohort: 'testers', permille: 500 };
    const offeredBy = (joinedByMs: number | null) =>
      listen(withBuild({}, { fleet: { devices: 10_000, groups } }), { hours: 40, stage: { ...stage, joinedByMs } });
    near(offeredBy(0).toll.all('offered'), 1_000, 0.03);
    near(offeredBy(null).toll.all('offered'), 10_000, 0.03);
  });
  it('lives through cycles and incidents, whatever it runs', () => {
    const cycle = listen(withBuild({}, { cycle: { daily: 0.5 } }));
    const isHigh = (_: number, hour: number) => hour % 24 >= 3 && hour % 24 < 9;
    const isLow = (_: number, hour: number) => hour % 24 >= 15 && hour % 24 < 21;
    near(cycle.controlRate(isHigh) / cycle.controlRate(isLow), (1 + 0.5 * 0.9) / (1 - 0.5 * 0.9), 0.12);
    const incidents = [{ fromHour: 48, hours: 24, crash: 5 }];
    const heard = listen(withBuild({}, { incidents }), { hours: 96 });
    const isDuring = (_: number, hour: number) => hour >= 48 && hour < 72;
    near(heard.controlRate(isDuring) / heard.controlRate((_, hour) => hour < 48), 5, 0.15);
    near(heard.ratio(isDuring), 1);
  });
  it('that is offline in an incident is not heard, and every week again', () => {
    const incidents = [{ fromHour: 24, hours: 24, every: 48, offline: 0.5 }];
    const heard = listen(withBuild({}, { incidents }), { hours: 120 });
    const sum = (day: number) => heard.total('checkins', (_, hour) => Math.floor(hour / 24) === day);
    near(sum(1) / sum(2), 0.5);
    near(sum(3) / sum(4), 0.5);
  });
  it('in its first hours after an install crashes more', () => {
    const heard = listen(withBuild({}, { freshness: { crash: 2, hours: 6 } }));
    const fresh =
      heard.total('crashes', (place) => place % 3 === 2) / heard.total('exposure', (place) => place % 3 === 2);
    near(fresh / heard.controlRate(), 2);
    near(
      heard.ratio((place) => place % 3 !== 2),
      1,
    );
  });
  it('with a model without control is silent about it', () => {
    const models = [
      { name: 'x', share: 1, control: 0 },
      { name: 'y', share: 1 },
    ];
    const heard = listen(withBuild({}, { models }), { hours: 48 });
    expect(heard.total('exposure', (place) => place < 6 && place % 3 === 0)).toBe(0);
    expect(heard.total('exposure', (place) => place < 6 && place % 3 !== 0)).toBeGreaterThan(0);
  });
});

describe('what arrives', () => {
  it('late brings its own exposure: nothing is lost, and the rate stays', () => {
    const prompt = listen(withBuild({}), { hours: 200 });
    const late = listen(withBuild({}, { delays: { share: 0.3, crashed: 0.6, hours: [6, 30] } }), { hours: 200 });
    near(
      late.controlRate((_, hour) => hour > 40 && hour < 160),
      prompt.controlRate(),
      0.03,
    );
    // While the first late ones are under way, crashes are missing more than check-ins.
    expect(late.controlRate((_, hour) => hour < 5)).toBeLessThan(0.7 * prompt.controlRate());
    near(
      late.ratio((_, hour) => hour > 60),
      1,
    );
  });
  it('with wrong clocks claims no more than the time that went by', () => {
    const claims = (uptime: number) => listen(withBuild({}, { clocks: { share: 0.5, uptime } }), { hours: 24 });
    near(claims(3).total('exposure') / claims(3).total('checkins'), 6 + 0.5 * (300 / 3600), 0.001);
    near(claims(0.5).total('exposure') / claims(0.5).total('checkins'), 4.5, 0.001);
  });
  it('from forgers and liars raises the arms they speak for', () => {
    near(listen(withBuild({}, { spam: { forged: { share: 0.2, arm: 'new' } } })).ratio(), 1.25);
    near(listen(withBuild({}, { spam: { forged: { share: 0.2, arm: 'both' } } })).ratio(), 1);
    const liars = listen(withBuild({}, { spam: { liars: { share: 0.05, arm: 'control' } } }));
    near(liars.controlRate() * 6, 0.05 + 0.95 * (1 - Math.exp(-0.05)), 0.05);
  });
  it('from one loud device is one crash a check-in, and one first crash', () => {
    const quiet = { rates: { crashesPerDay: 0 } };
    const loud = makeWorld({ ...quiet, ...goodBuild(), spam: { loud: { devices: 1, reports: 10_000 } } });
    const heard = listen(loud, { hours: 61 });
    expect(heard.total('crashes')).toBeGreaterThan(7);
    expect(heard.total('crashes')).toBeLessThan(11);
    expect(heard.total('firstCrashes')).toBe(1);
    expect(heard.total('reports')).toBe(10_000 * heard.total('crashes'));
  });
  it('from strangers never reaches a count', () => {
    const parts = { spam: { strangers: { perHour: 1_000_000 } } };
    expect(listen(withBuild({}, parts)).total('reports')).toBe(listen(withBuild({})).total('reports'));
  });
});
