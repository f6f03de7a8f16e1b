// Folding check-ins: what counts for whom, and that neither order nor repetition changes the end state.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/domain/device/attempt.ts';
import type { CheckinEvent, HeardEvent } from '../../../src/domain/device/event.ts';
import { foldEvents } from '../../../src/domain/device/fold.ts';
import { fakeFleet } from '../../fakes/fleet.ts';
import { channelFacts, device, health, hour, install, minute, since, startMs } from '../../samples/fleet.ts';

const friends = { named: since('friends'), testers: [] };

/** d1 and d2 are offered the build, d3 and d4 are not; d9 is of a model that it was not made for. */
const channels = [channelFacts()];
function openFleet() {
  const fleet = fakeFleet({
    channels,
    devices: [device('d1'), device('d2'), device('d3'), device('d4'), device('d9', { model: 'n9' })],
  });
  for (const id of ['d1', 'd2']) fleet.memory.memberships.set(`nova/${id}`, friends);
  return fleet;
}

const heard = (heardMs: number, event: CheckinEvent, order = 0): HeardEvent => ({
  product: 'nova',
  event,
  heardMs,
  order,
});

function fold(...events: HeardEvent[]) {
  const fleet = openFleet();
  fleet.foldHeard(events, startMs, foldEvents);
  const hours = [...fleet.memory.hours.values()].filter(({ devices }) => devices !== 0);
  return { ...fleet.memory, hours };
}

const attemptOf = (attempts: ReadonlyMap<string, Attempt>, id: string) => attempts.get(`7/${id}`);

describe('arms', () => {
  it('who runs the build with an offer is new, who was not offered it is control', () => {
    const { hours } = fold(
      heard(startMs, health('a', 'd1', { build: '1.2.0', uptimeS: 600 })),
      heard(startMs, health('b', 'd3', { uptimeS: 500, crashes: 3 })),
      heard(startMs, health('c', 'd4', { uptimeS: 400, build: 'V14.0.1.0' })),
    );
    const ordinary = { product: 'nova', channel: 'stable', rolloutId: 7, model: 'n1', hourMs: startMs };
    expect(hours).toMatchObject([
      { ...ordinary, arm: 'new', buildId: 'nova-2', exposureS: 600, crashes: 0, devices: 1 },
      { ...ordinary, arm: 'control', buildId: 'nova-1', exposureS: 900, crashes: 1, devices: 2 },
    ]);
  });

  it('who was offered the build and is not on it yet, or is on it without an offer, counts for neither', () => {
    const { hours, devices } = fold(
      heard(startMs, health('a', 'd1')),
      heard(startMs, health('b', 'd3', { build: '1.2.0', crashes: 1 })),
    );
    expect(hours).toEqual([]);
    expect(devices.get('nova/d3')).toMatchObject({ reportedBuild: '1.2.0', buildId: 'nova-2' });
  });

  it('a model that the build was not made for says nothing about it', () => {
    const { hours } = fold(heard(startMs, health('a', 'd9')), heard(startMs, health('b', 'd9', { build: '1.2.0' })));
    expect(hours).toMatchObject([{ rolloutId: 0, arm: 'control', buildId: 'nova-1' }]);
  });

  it('a build that nobody published is control under no name', () => {
    const { hours, devices } = fold(heard(startMs, health('a', 'd3', { build: 'lab-build' })));
    expect(hours).toMatchObject([{ rolloutId: 7, arm: 'control', buildId: '' }]);
    expect(devices.get('nova/d3')).toMatchObject({ reportedBuild: 'lab-build', buildId: null });
  });

  it('without a rollout everything is counted under none', () => {
    const fleet = openFleet();
    fleet.memory.channels = [channelFacts({ rollouts: [] })];
    fleet.foldHeard([heard(startMs, health('a', 'd1'))], startMs, foldEvents);
    expect([...fleet.memory.hours.values()]).toMatchObject([{ rolloutId: 0, arm: 'control', exposureS: 600 }]);
  });

  it('who left the range of builds that a cohort names by installing the build was offered it all the same', () => {
    const fleet = openFleet();
    const [rollout] = channelFacts().rollouts;
    if (rollout === undefined) throw new Error('the sample has a rollout');
    const old = { kind: 'rule', rule: { builds: '<1.2.0' } } as const;
    const stages = [{ cohort: 'old', permille: 1000 }];
    fleet.memory.channels = [channelFacts({ cohorts: { old }, rollouts: [{ ...rollout, stages }] })];
    fleet.foldHeard(
      [heard(startMs, install('a', 'd3')), heard(startMs + 1, health('b', 'd3', { build: '1.2.0' }))],
      startMs,
      foldEvents,
    );
    expect(fleet.memory.attempts.get('7/d3')).toMatchObject({ state: 'confirmed' });
    expect([...fleet.memory.hours.values()]).toMatchObject([{ arm: 'new' }]);
  });
});

describe('windows', () => {
  it('hold one crash for each device and hour, however often it crashed', () => {
    const crash = (id: string, minutes: number) => heard(startMs + minutes * minute, health(id, 'd3', { crashes: 9 }));
    const { hours } = fold(crash('a', 1), crash('b', 2), crash('c', 59), crash('d', 60));
    expect(hours).toMatchObject([
      { hourMs: startMs, crashes: 1 },
      { hourMs: startMs + hour, crashes: 1 },
    ]);
  });

  it('hold one crash also where a device changes its build within the hour', () => {
    const { hours } = fold(
      heard(startMs, health('a', 'd3', { crashes: 1 })),
      heard(startMs + minute, health('b', 'd3', { crashes: 1, build: '1.3.0' })),
    );
    expect(hours.reduce((sum, { crashes }) => sum + crashes, 0)).toBe(1);
  });

  it('believe no more uptime than time went by since the device was heard, and five minutes', () => {
    const { hours } = fold(
      heard(startMs, health('a', 'd3', { uptimeS: 600 })),
      heard(startMs + 2 * hour, health('b', 'd3', { uptimeS: 86_400 })),
      heard(startMs + 2 * hour + minute, health('c', 'd3', { uptimeS: 86_400 })),
    );
    expect(hours.map(({ exposureS }) => exposureS)).toEqual([600, 7200 + 60 + 300]);
  });

  it('believe a device that was offline and tells of all its hours at once', () => {
    const day = Array.from({ length: 4 }, (_, at) => heard(startMs, health(`e${at}`, 'd3', { uptimeS: 6 * 3600 }), at));
    expect(fold(...day).hours).toMatchObject([{ exposureS: 24 * 3600, devices: 1 }]);
  });
});

describe('first crashes', () => {
  it('end the part of the uptime that counts for them, whatever came later', () => {
    const at = (hours: number, crashes: number) =>
      heard(startMs + hours * hour, health(`e${hours}`, 'd3', { uptimeS: 600, crashes }));
    const sums = fold(at(0, 0), at(1, 1), at(2, 3)).hours.map(({ crashes, firstCrashes, exposureS, freeS }) => {
      return [crashes, firstCrashes, exposureS, freeS];
    });
    expect(sums).toEqual([
      [0, 0, 600, 600],
      [1, 1, 600, 600],
      [1, 0, 600, 0],
    ]);
  });

  it('are counted since the rollout began, whatever the device ran', () => {
    const before = heard(startMs, health('a', 'd1', { uptimeS: 600, crashes: 1 }));
    const after = heard(startMs + hour, health('b', 'd1', { build: '1.2.0', uptimeS: 600, crashes: 1 }));
    expect(fold(before, after).hours).toMatchObject([{ arm: 'new', crashes: 1, firstCrashes: 0, freeS: 0 }]);
    expect(fold(after).hours).toMatchObject([{ arm: 'new', crashes: 1, firstCrashes: 1, freeS: 600 }]);
  });

  it('change nothing but their hour for ten thousand reports of one device', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      heard(startMs + at, health(`e${at}`, 'd1', { build: '1.2.0', uptimeS: 0, crashes: 50 })),
    );
    const once = fold(heard(startMs, health('a', 'd1', { build: '1.2.0', uptimeS: 0, crashes: 1 })));
    expect(fold(...many).hours).toEqual(once.hours);
  });
});

describe('parts', () => {
  const told = (id: string, deviceId: string, hours: number, crashes = 0) =>
    heard(startMs + hours * hour, health(id, deviceId, { build: '1.2.0', uptimeS: 600, crashes }));
  const agesOf = ({ parts }: Pick<ReturnType<typeof fold>, 'parts'>) =>
    [...parts.values()]
      .filter(({ exposureS, crashes }) => exposureS !== 0 || crashes !== 0)
      .sort((a, b) => a.hourMs - b.hourMs)
      .map(({ hourMs, ageH, exposureS, crashes }) => [(hourMs - startMs) / hour, ageH, exposureS, crashes]);

  it('tell how long devices have had the build, from the hour in which they were first heard to', () => {
    const words = [0, 5, 6, 23, 24, 47, 48, 72, 200].map((at) => told(`e${at}`, 'd1', at, at === 72 ? 1 : 0));
    expect(agesOf(fold(...words))).toEqual([
      [0, 0, 600, 0],
      [5, 0, 600, 0],
      [24, 24, 600, 0],
      [47, 24, 600, 0],
      [48, 48, 600, 0],
      [72, 72, 600, 1],
      [200, 72, 600, 0],
    ]);
  });

  it('are corrected by an earlier word that comes late', () => {
    const fleet = openFleet();
    for (const event of [told('a', 'd1', 20), told('b', 'd1', 44), told('c', 'd1', 0)]) {
      fleet.foldHeard([event], startMs, foldEvents);
    }
    expect(agesOf(fleet.memory)).toEqual([
      [0, 0, 600, 0],
      [44, 24, 600, 0],
    ]);
  });

  it('begin anew with another rollout, and not when a device went back in between', () => {
    const fleet = openFleet();
    fleet.foldHeard([told('a', 'd1', 0)], startMs, foldEvents);
    fleet.foldHeard([heard(startMs + 10 * hour, health('b', 'd1'))], startMs, foldEvents);
    fleet.foldHeard([told('c', 'd1', 30)], startMs, foldEvents);
    const [rollout] = channelFacts().rollouts;
    if (rollout === undefined) throw new Error('the sample has a rollout');
    fleet.memory.channels = [channelFacts({ rollouts: [{ ...rollout, rolloutId: 8 }] })];
    fleet.foldHeard([told('d', 'd1', 60)], startMs, foldEvents);
    expect(agesOf(fleet.memory).map(([at, age]) => [at, age])).toEqual([
      [0, 0],
      [30, 24],
      [60, 0],
    ]);
    expect(fleet.memory.devices.get('nova/d1')?.trial).toEqual({ rolloutId: 8, sinceMs: startMs + 60 * hour });
  });

  it('are those of testers on both sides, and of nobody else who is not offered the build', () => {
    const fleet = openFleet();
    fleet.memory.devices.set('nova/d4', device('d4', { isTester: true }));
    fleet.foldHeard(
      ['d3', 'd4'].map((id) => heard(startMs, health('a', id, { uptimeS: 500, crashes: 1 }))),
      startMs,
      foldEvents,
    );
    const control = { rolloutId: 7, model: 'n1', hourMs: startMs, arm: 'control', isTester: true, ageH: 6 };
    const sums = { exposureS: 500, crashes: 1, freeS: 500, firstCrashes: 1 };
    expect([...fleet.memory.parts.values()]).toMatchObject([{ ...control, ...sums }]);
  });
});

describe('roll call', () => {
  const words = (id: string, ...at: readonly number[]) =>
    at.map((hours) => heard(startMs + hours * hour, health(`${id}-${hours}`, id, { uptimeS: 60 })));
  const total = (told: ReturnType<typeof fold>, of: 'asked' | 'answered') =>
    told.hours.reduce((sum, hours) => sum + hours[of], 0);

  it('asks a control device once a day, however often it speaks', () => {
    const days = Array.from({ length: 96 }, (_, at) => at);
    const told = fold(...words('d3', ...days));
    expect(total(told, 'asked')).toBeGreaterThanOrEqual(4);
    expect(total(told, 'asked')).toBeLessThanOrEqual(6);
    expect(total(told, 'answered')).toBeGreaterThanOrEqual(total(told, 'asked') - 1);
  });

  it('is answered by the next word within a day, and by none after it', () => {
    const daily = Array.from({ length: 5 }, (_, at) => 24 * at);
    const told = fold(...words('d3', ...daily));
    expect(total(told, 'asked')).toBeGreaterThanOrEqual(4);
    expect(total(told, 'answered')).toBeGreaterThanOrEqual(total(told, 'asked') - 1);
    const seldom = fold(...words('d3', ...daily.map((at) => 2 * at)));
    expect(total(seldom, 'asked')).toBeGreaterThanOrEqual(4);
    expect(total(seldom, 'answered')).toBe(0);
  });

  it('asks nobody who was offered the build and does not run it, nor whom it is not for', () => {
    expect(total(fold(...words('d1', 0, 30, 60), ...words('d9', 0, 30, 60)), 'asked')).toBe(0);
  });

  const fallen = (told: ReturnType<typeof fold>) =>
    [...told.hours.values()]
      .filter(({ fell }) => fell !== 0)
      .map((row) => [(row.hourMs - hourOfStart) / hour, row.arm, row.fell]);
  const hourOfStart = Math.floor(startMs / hour) * hour;

  it('falls silent where no word follows within a day, and is taken out once one does', () => {
    expect(fallen(fold(...words('d3', 0, 6, 12)))).toEqual([[12, 'control', 1]]);
    expect(fallen(fold(...words('d3', 0, 6, 12, 36)))).toEqual([[36, 'control', 1]]);
    expect(fallen(fold(...words('d3', 0, 6, 12, 37, 40)))).toEqual([
      [12, 'control', 1],
      [40, 'control', 1],
    ]);
  });

  it('has not fallen silent where it had not spoken the day before either', () => {
    expect(fallen(fold(...words('d3', 0, 30, 60, 90)))).toEqual([]);
    expect(fallen(fold(...words('d3', 0, 30, 60, 90, 91)))).toEqual([[91, 'control', 1]]);
  });

  it('falls silent once, on the side that it spoke for last, apart by the age of the install', () => {
    const onBuild = (at: number) => heard(startMs + at * hour, health(`n${at}`, 'd1', { build: '1.2.0' }));
    const both = [...words('d1', 0, 6), onBuild(6.25)];
    expect(fallen(fold(...both))).toEqual([[6, 'new', 1]]);
    const told = fold(...both, ...[20, 30].map(onBuild));
    expect(fallen(told)).toEqual([[30, 'new', 1]]);
    expect([...told.parts.values()].filter(({ fell }) => fell > 0)).toMatchObject([{ ageH: 24, arm: 'new', fell: 1 }]);
  });

  it('falls silent for nobody who was offered the build and does not run it', () => {
    expect(fallen(fold(...words('d1', 0, 6)))).toEqual([]);
  });
});

describe('attempts', () => {
  it('begin with the first word and end with confirmation or failure', () => {
    const { attempts } = fold(
      heard(startMs, install('a', 'd1')),
      heard(startMs + minute, install('b', 'd1', { outcome: 'installed' })),
      heard(startMs + 2 * minute, install('c', 'd1', { outcome: 'confirmed' })),
      heard(startMs, install('d', 'd2', { outcome: 'failed', reason: 'no space' })),
    );
    const begun = { acceptedMs: startMs, deadlineMs: startMs + 24 * hour };
    expect(attemptOf(attempts, 'd1')).toMatchObject({ ...begun, state: 'confirmed', stepMs: startMs + 2 * minute });
    expect(attemptOf(attempts, 'd2')).toMatchObject({ ...begun, state: 'failed', reason: 'no space' });
  });

  it('are none for devices without an offer, which still run what they say', () => {
    const { attempts, devices } = fold(
      heard(startMs, install('a', 'd3', { outcome: 'confirmed' })),
      heard(startMs, install('b', 'd9', { outcome: 'confirmed' })),
      heard(startMs, install('c', 'd1', { build: '1.3.0' })),
      heard(startMs, install('d', 'd1', { build: 'lab-build' })),
    );
    expect(attempts.size).toBe(0);
    expect(devices.get('nova/d3')).toMatchObject({ buildId: 'nova-2' });
  });

  it('are confirmed by a device that is heard running the build', () => {
    const { attempts } = fold(
      heard(startMs, install('a', 'd1', { outcome: 'installed' })),
      heard(startMs + hour, health('b', 'd1', { build: 'V14.0.2.0' })),
    );
    expect(attemptOf(attempts, 'd1')).toMatchObject({ state: 'confirmed' });
  });

  it('stay failed whatever a retry brings', () => {
    const { attempts } = fold(
      heard(startMs, install('a', 'd1', { outcome: 'failed' })),
      heard(startMs + hour, install('b', 'd1', { outcome: 'confirmed' })),
      heard(startMs + hour, health('c', 'd1', { build: '1.2.0' })),
    );
    expect(attemptOf(attempts, 'd1')).toMatchObject({ state: 'failed' });
  });

  it('tell a word after the last step from none', () => {
    const { attempts } = fold(
      heard(startMs, install('a', 'd1')),
      heard(startMs + minute, health('b', 'd1')),
      heard(startMs, install('c', 'd2')),
      heard(startMs + minute, install('d', 'd2', { outcome: 'installed' })),
    );
    expect(attemptOf(attempts, 'd1')).toMatchObject({ stepMs: startMs, heardMs: startMs + minute });
    expect(attemptOf(attempts, 'd2')).toMatchObject({ stepMs: startMs + minute, heardMs: startMs + minute });
  });

  it('rest once they are over', () => {
    const fleet = openFleet();
    fleet.foldHeard([heard(startMs, install('a', 'd1', { outcome: 'confirmed' }))], startMs, foldEvents);
    const written: readonly Attempt[][] = [1, 2].map((at) => {
      let attempts: Attempt[] = [];
      fleet.foldHeard([heard(startMs + at, health(`h${at}`, 'd1', { build: '1.2.0' }))], startMs, (facts) => {
        const changes = foldEvents(facts);
        attempts = [...changes.attempts];
        return changes;
      });
      return attempts;
    });
    expect(written).toEqual([[], []]);
  });

  it('go on when the device leaves the cohort in between', () => {
    const fleet = openFleet();
    fleet.foldHeard([heard(startMs, install('a', 'd1'))], startMs, foldEvents);
    fleet.memory.memberships.clear();
    fleet.foldHeard([heard(startMs + hour, install('b', 'd1', { outcome: 'failed' }))], startMs, foldEvents);
    expect(fleet.memory.attempts.get('7/d1')).toMatchObject({ state: 'failed' });
  });
});

describe('devices', () => {
  it('run what they named last, by the clock of the service', () => {
    const { devices } = fold(
      heard(startMs + 2, health('a', 'd1', { build: '1.3.0' })),
      heard(startMs + 1, health('b', 'd1', { build: '1.1.0' })),
      heard(startMs + 3, install('c', 'd1', { build: '1.2.0', outcome: 'installed' })),
    );
    expect(devices.get('nova/d1')).toMatchObject({
      reportedBuild: '1.3.0',
      seenMs: startMs + 3,
      healthMs: startMs + 2,
    });
  });

  it('tell of what they did in the order in which they put it', () => {
    const { devices } = fold(
      heard(startMs, health('z', 'd1', { build: '1.1.0' }), 0),
      heard(startMs, install('a', 'd1', { outcome: 'confirmed' }), 1),
    );
    expect(devices.get('nova/d1')).toMatchObject({ reportedBuild: '1.2.0', buildId: 'nova-2' });
  });

  it('are refused when nobody enrolled them, or when they are blocked', () => {
    const fleet = openFleet();
    fleet.memory.devices.set('nova/d2', device('d2', { isBlocked: true }));
    const events = [heard(startMs, health('a', 'd2')), heard(startMs, health('b', 'stranger'))];
    expect(fleet.foldHeard(events, startMs, foldEvents)).toEqual({ folded: 0, repeated: 0, refused: 2 });
    expect(fleet.memory.hours.size).toBe(0);
  });
});

describe('a history', () => {
  const eventOf = fc.oneof(
    fc.record({
      type: fc.constant('health' as const),
      build: fc.constantFrom('1.1.0', '1.2.0', '1.3.0', 'lab-build'),
      uptimeS: fc.integer({ min: 0, max: 20_000 }),
      crashes: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({
      type: fc.constant('install' as const),
      build: fc.constantFrom('1.2.0', '1.2.0', '1.3.0'),
      outcome: fc.constantFrom('accepted' as const, 'installed' as const, 'confirmed' as const, 'failed' as const),
      reason: fc.constantFrom(null, 'no space', 'bad sector'),
    }),
  );
  /** Batches an arbitrary time apart, never at the same instant. */
  const batches = (maxGapS: number) =>
    fc.array(
      fc.record({
        gapS: fc.integer({ min: 1, max: maxGapS }),
        told: fc.array(fc.tuple(fc.constantFrom('d1', 'd2', 'd3', 'd9', 'stranger'), eventOf), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
      { minLength: 1, maxLength: 12 },
    );
  const historyOf = (maxGapS: number) =>
    batches(maxGapS).map((all) => {
      let heardMs = startMs;
      return all.map(({ gapS, told }, at) => {
        heardMs += gapS * 1000;
        return told.map(([deviceId, event], order) =>
          heard(heardMs, { id: `${at}-${order}`, deviceId, atMs: null, ...event }, order),
        );
      });
    });
  const history = historyOf(9_000);
  /** Whole batches, as a queue delivers them: twice, in any order, some at a time; within a fold events stand anyhow. */
  const deliveredOf = (told: typeof history) =>
    told
      .chain((events) =>
        fc.record({
          events: fc.constant(events),
          permuted: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
          cuts: fc.array(fc.nat({ max: events.length * 2 }), { maxLength: 5 }),
        }),
      )
      .map(({ events, permuted, cuts }) => {
        const ends = [...cuts, permuted.length].sort((a, b) => a - b);
        const cut = (end: number, at: number) => permuted.slice(ends[at - 1] ?? 0, end);
        return { events, folds: ends.map((end, at) => cut(end, at).flat().reverse()) };
      });

  function endState(folds: readonly (readonly HeardEvent[])[]) {
    const { memory, foldHeard } = openFleet();
    for (const events of folds) foldHeard(events, startMs, foldEvents);
    const sorted = <T>(rows: ReadonlyMap<string, T>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      devices: sorted(memory.devices),
      attempts: sorted(memory.attempts),
      windows: sorted(memory.windows),
      hours: sorted(memory.hours).filter(([, { devices }]) => devices !== 0),
      parts: sorted(memory.parts).filter(([, { exposureS, crashes }]) => exposureS !== 0 || crashes !== 0),
    };
  }

  it('comes to the same end in any order, repeated, and cut into any folds', () => {
    fc.assert(
      fc.property(deliveredOf(history), ({ events, folds }) => {
        expect(endState(folds)).toEqual(endState(events));
      }),
      { numRuns: 400 },
    );
  });

  it('counts old installs the same in any order over days, as a part of what all add up to', () => {
    fc.assert(
      fc.property(deliveredOf(historyOf(60_000)), ({ events, folds }) => {
        const { windows, hours, parts } = endState(folds);
        const { attempts: _, devices: __, ...expected } = endState(events);
        expect({ windows, hours, parts }).toEqual(expected);
        const totalOf = (rows: readonly (readonly [string, { arm: string; exposureS: number }])[]) =>
          rows.filter(([, { arm }]) => arm === 'new').reduce((sum, [, { exposureS }]) => sum + exposureS, 0);
        expect(totalOf(parts)).toBeLessThanOrEqual(totalOf(hours));
        expect(parts.every(([, part]) => part.exposureS >= 0 && part.crashes >= 0 && part.freeS >= 0)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('never makes an hour hold more exposure than time, or more than a crash a device', () => {
    fc.assert(
      fc.property(history, (batchesHeard) => {
        const events = batchesHeard.flat();
        const { hours } = fold(...events);
        const devices = 5;
        const spanS = ((events.at(-1)?.heardMs ?? startMs) - startMs) / 1000;
        const hoursSeen = new Set(events.map(({ heardMs }) => Math.floor(heardMs / hour))).size;
        const exposureS = hours.reduce((sum, each) => sum + each.exposureS, 0);
        const beforeS = 30 * 24 * 3600;
        expect(exposureS).toBeLessThanOrEqual(devices * (spanS + beforeS + 300 * hoursSeen));
        expect(hours.every(({ exposureS: own, crashes }) => own >= 0 && crashes >= 0 && crashes <= devices)).toBe(true);
      }),
    );
  });
});
