// A simulated device: what it says of an install, how often it crashes, and that the same seed lives the same life.
import { describe, expect, it } from 'vitest';
import { openDice } from '../../../src/cli/fleet/dice.ts';
import { parseFault } from '../../../src/cli/fleet/fault.ts';
import { type Habits, usualHabits } from '../../../src/cli/fleet/habits.ts';
import { drawMeasures, measure } from '../../../src/cli/fleet/measures.ts';
import { acceptOffer, live, type SimulatedDevice } from '../../../src/cli/fleet/simulated-device.ts';
import { healthEvent } from '../../../src/wire/device/checkin.ts';

const hour = 3_600_000;
const build = { version: '1.1.0', counter: 2, imageSha256: 'a'.repeat(64) };

const deviceOf = (seed: number, changes: Partial<SimulatedDevice> = {}): SimulatedDevice => ({
  id: `d${seed}`,
  model: 'n1',
  isTester: false,
  bucket: 0,
  pass: null,
  cohorts: [],
  dice: openDice(seed),
  measures: null,
  version: '1.0.0',
  counter: 1,
  imageSha256: null,
  pollMs: 0,
  healthMs: hour,
  lastHealthMs: 0,
  bootedMs: null,
  update: null,
  isBricked: false,
  brickMs: null,
  events: 0,
  ...changes,
});

const habitsOf = (faults: readonly string[] = [], usual: Partial<Habits['usual']> = {}): Habits => ({
  seed: 1,
  faults: faults.flatMap((text) => parseFault(text) ?? []),
  healthEveryMs: hour,
  usual: { ...usualHabits, failedInstalls: 0, lateBoots: 0, away: 0, ...usual },
});

/** What a device says from an offer on, minute by minute. */
function update(device: SimulatedDevice, habits: Habits, hours: number) {
  const events = [acceptOffer(device, build, 0)];
  for (let minute = 1; minute <= hours * 60; minute++) events.push(...live(device, habits, minute * 60_000));
  return events;
}

const outcomes = (events: ReturnType<typeof live>) => events.flatMap(({ outcome }) => outcome ?? []);

describe('an install', () => {
  it('is told step by step, the restart before the boot and nothing between them', () => {
    const device = deviceOf(1, { healthMs: 0 });
    const events = update(device, habitsOf(), 2);
    expect(outcomes(events)).toEqual(['accepted', 'installed', 'restarting', 'confirmed']);
    const restarted = events.findIndex(({ outcome }) => outcome === 'restarting');
    expect(events[restarted + 1]).toMatchObject({ outcome: 'confirmed' });
    expect(device).toMatchObject({ version: '1.1.0', update: null });
  });

  it('of a build that bricks ends with the restart, for ever', () => {
    const events = update(deviceOf(1, { healthMs: 0 }), habitsOf(['brick:1.1.0=1']), 200);
    expect(events.at(-1)).toMatchObject({ outcome: 'restarting' });
  });

  it('of a build that bricks late is over long before, and then nothing is said any more', () => {
    const events = update(deviceOf(1, { healthMs: 0 }), habitsOf(['brick:1.1.0=1+30h']), 200);
    expect(outcomes(events)).toContain('confirmed');
    expect(events.filter(({ type }) => type === 'health').length).toBeGreaterThan(25);
    expect(events.length).toBeLessThan(45);
  });

  it('fails as often as stated, on the model that is named', () => {
    const fails = (model: string) =>
      outcomes(update(deviceOf(1, { model, healthMs: 0 }), habitsOf(['fail:1.1.0@n3=1']), 2)).includes('failed');
    expect([fails('n3'), fails('n1')]).toEqual([true, false]);
  });
});

describe('crashes', () => {
  /** Crashes in a hundred thousand device-hours on a build, one check-in an hour. */
  function count(habits: Habits, changes: Partial<SimulatedDevice>): number {
    let crashes = 0;
    for (let seed = 0; seed < 100; seed++) {
      const device = deviceOf(seed, changes);
      for (let at = 1; at <= 1000; at++)
        for (const event of live(device, habits, at * 1.2 * hour)) crashes += event.crashes ?? 0;
    }
    return crashes;
  }
  const ordinary = count(habitsOf(), {});

  it('are 0.03 a device-day on any build, as in the simulator', () => {
    expect(ordinary / ((100 * 1000 * 1.2) / 24)).toBeCloseTo(0.03, 2);
  });

  it('are so many times as many on a bad build, and with testers', () => {
    expect(count(habitsOf(['crash:1.0.0=5x']), {}) / ordinary).toBeCloseTo(5, 0);
    expect(count(habitsOf([], { testerCrashes: 3 }), { isTester: true }) / ordinary).toBeCloseTo(3, 0);
  });

  it('of a fault that begins late are none before', () => {
    const late = habitsOf(['crash:1.1.0=0.5+48h'], { crashRate: 0 });
    const device = deviceOf(1, { version: '1.1.0', bootedMs: 0 });
    const told = Array.from({ length: 80 }, (_, at) => live(device, late, (at + 1) * 1.2 * hour)[0]?.crashes ?? 0);
    expect(Math.max(...told.slice(0, 38))).toBe(0);
    expect(told.slice(40).reduce((sum, crashes) => sum + crashes)).toBeGreaterThan(8);
  });

  it('are more in the first six hours after an install only', () => {
    const fresh = habitsOf([], { freshCrashes: 50, crashRate: 0.5 });
    const device = deviceOf(1, { bootedMs: 0 });
    const told = Array.from({ length: 24 }, (_, at) => live(device, fresh, (at + 1) * 1.2 * hour)[0]?.crashes ?? 0);
    expect(Math.min(...told.slice(0, 4))).toBeGreaterThan(Math.max(...told.slice(6)));
  });
});

describe('what a device measures of itself', () => {
  const ordinary = { bootS: 20, batteryPercentPerH: 2.5, freeStorageBytes: 3e10 };
  const told = (faults: readonly string[], changes: Partial<SimulatedDevice> = {}) => {
    const device = deviceOf(1, { version: '1.1.0', bootedMs: 0, measures: ordinary, ...changes });
    return [2, 60].map((at) => live(device, habitsOf(faults), at * hour)[0]?.metrics);
  };

  it('is its own on any build, and so many times that on one with a fault', () => {
    expect(told([])).toEqual([ordinary, ordinary]);
    expect(told(['boot:1.1.0=1.6x', 'storage:1.1.0=0.5x'])[0]).toEqual({
      ...ordinary,
      bootS: 32,
      freeStorageBytes: 1.5e10,
    });
    expect(told(['drain:1.1.0=2x+48h']).map((values) => values?.batteryPercentPerH)).toEqual([2.5, 5]);
    expect(told(['boot:1.1.0@n3=2x', 'boot:1.2.0=2x'])).toEqual([ordinary, ordinary]);
    expect(told([], { measures: null })).toEqual([undefined, undefined]);
  });

  it('differs between devices as in the simulator, and is what a check-in may state at the most', () => {
    const dice = openDice(1);
    const drawn = Array.from({ length: 20_000 }, () => drawMeasures(dice, 0.5));
    const logs = drawn.flatMap((values) => (values === null ? [] : Math.log(values.bootS / 20)));
    expect(logs.length / drawn.length).toBeCloseTo(0.5, 1);
    expect(Math.abs(mean(logs))).toBeLessThan(0.01);
    expect(Math.sqrt(mean(logs.map((log) => log * log)))).toBeCloseTo(0.3, 1);
    const worst = ['boot', 'drain', 'storage'].flatMap((kind) => parseFault(`${kind}:1.1.0=50x`) ?? []);
    for (const values of drawn) {
      if (values === null) continue;
      const metrics = measure(values, worst, { version: '1.1.0', model: 'n1' }, 0);
      expect(
        healthEvent.safeParse({ id: 'e', type: 'health', build: '1', uptimeS: 1, crashes: 0, metrics }).success,
      ).toBe(true);
    }
  });
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a fault as a person writes it', () => {
  it.each([
    ['crash:1.2.0@n3=0.5', { kind: 'crash', version: '1.2.0', model: 'n3', amount: 0.5 }],
    ['crash:1.2.0=5x', { kind: 'crash', model: null, amount: 0.005 }],
    ['brick:1.2.0=0.01', { kind: 'brick', amount: 0.01, fromMs: 0 }],
    ['boot:1.2.0@n3=1.6x', { kind: 'boot', model: 'n3', amount: 1.6, fromMs: 0 }],
    ['drain:1.2.0=2x+48h', { kind: 'drain', amount: 2, fromMs: 48 * hour }],
    ['crash:1.2.0=5x+48h', { kind: 'crash', amount: 0.005, fromMs: 48 * hour }],
  ])('%s', (text, fault) => expect(parseFault(text)).toMatchObject(fault));

  it.each([
    'fail:1.2.0=0.1+2h',
    'brick:1.2.0=0.1+h',
    'brick:1.2.0=2',
    'brick:1.2.0=2x',
    'crash:1.2.0=0.5x',
    'boot:1.2.0=1.6',
    'boot:1.2.0=2x+3h',
    'storage:1.2.0=0x',
    'drain:1.2.0=51x',
    'melt:1.2.0=1',
    'crash=1',
  ])('%s is none', (text) => expect(parseFault(text)).toBeNull());
});
