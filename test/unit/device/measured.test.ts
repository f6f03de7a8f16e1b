// What devices measure, folded: one value a device, metric, side and day, whatever the order and the number of words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HealthEvent, HeardEvent } from '../../../src/domain/device/event.ts';
import { foldEvents } from '../../../src/domain/device/fold.ts';
import { deriveBin, deriveBins, joinBins, lowerEdge } from '../../../src/domain/device/metric.ts';
import { fakeFleet } from '../../fakes/fleet.ts';
import { channelFacts, device, health, hour, startMs } from '../../samples/fleet.ts';

const channels = [channelFacts()];
/** The day's first hour, so that a day of the service's clock is a day of the test. */
const dayStart = Math.ceil(startMs / (24 * hour)) * 24 * hour;

/** d1 is offered the build, d3 and d4 are not. */
function openFleet() {
  const fleet = fakeFleet({ channels, devices: [device('d1'), device('d3'), device('d4')] });
  fleet.memory.memberships.set('nova/d1', { named: [{ cohort: 'friends', sinceMs: 0 }], testers: [] });
  return fleet;
}

type Fleet = ReturnType<typeof openFleet>;
const said = (deviceId: string, hours: number, changes: Partial<HealthEvent> = {}, order = 0): HeardEvent => ({
  product: 'nova',
  event: health(`e${hours}-${order}`, deviceId, { uptimeS: 60, metrics: { 'boot-time': 20 }, ...changes }),
  heardMs: dayStart + hours * hour,
  order,
});
const onBuild = { build: '1.2.0' };

function fold(...events: HeardEvent[]): Fleet {
  const fleet = openFleet();
  fleet.foldHeard(events, startMs, foldEvents);
  return fleet;
}

const sumsOf = ({ memory }: Fleet) =>
  [...memory.metrics.values()]
    .filter(({ devices }) => devices !== 0)
    .map(({ arm, metric, dayMs, bin, devices }) => [arm, metric, (dayMs - dayStart) / (24 * hour), bin, devices])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const at = deriveBin;

describe('what a device measures', () => {
  it('counts once a day, by its first word of the day', () => {
    const later = { metrics: { 'boot-time': 300, 'free-storage': 1e9 } };
    const words = [said('d3', 1), said('d3', 5, later), said('d3', 23, later), said('d3', 24, later)];
    expect(sumsOf(fold(...words))).toEqual([
      ['control', 'boot-time', 0, at(20), 1],
      ['control', 'boot-time', 1, at(300), 1],
      ['control', 'free-storage', 0, at(1e9), 1],
      ['control', 'free-storage', 1, at(1e9), 1],
    ]);
  });

  it('counts once for ten thousand words, folded together or one by one', () => {
    const many = Array.from({ length: 10_000 }, (_, order) => said('d3', 1, {}, order));
    expect(sumsOf(fold(...many))).toEqual([['control', 'boot-time', 0, at(20), 1]]);
    const fleet = openFleet();
    for (let order = 0; order < 50; order++)
      fleet.foldHeard([said('d3', 1 + order / 4, {}, order)], startMs, foldEvents);
    expect(sumsOf(fleet)).toEqual([['control', 'boot-time', 0, at(20), 1]]);
  });

  it('counts on the build only once the install is six hours old, and for nobody without a rollout', () => {
    const words = [0, 1, 5].map((hours) => said('d1', hours, { ...onBuild, metrics: { 'boot-time': 90 } }));
    expect(sumsOf(fold(...words))).toEqual([]);
    expect(sumsOf(fold(...words, said('d1', 6, onBuild), said('d1', 7, onBuild)))).toEqual([
      ['new', 'boot-time', 0, at(20), 1],
    ]);
    const fleet = openFleet();
    fleet.memory.channels = [channelFacts({ rollouts: [] })];
    fleet.foldHeard([said('d3', 1)], startMs, foldEvents);
    expect(sumsOf(fleet)).toEqual([]);
  });

  it('does not count while the build is offered and not installed', () => {
    expect(sumsOf(fold(said('d1', 1)))).toEqual([]);
  });

  it('is corrected by a word of the same day that comes late', () => {
    const fleet = openFleet();
    fleet.foldHeard([said('d3', 10, { metrics: { 'boot-time': 50 } })], startMs, foldEvents);
    fleet.foldHeard([said('d3', 12, { metrics: { 'boot-time': 60 } })], startMs, foldEvents);
    fleet.foldHeard([said('d3', 3)], startMs, foldEvents);
    expect(sumsOf(fleet)).toEqual([['control', 'boot-time', 0, at(20), 1]]);
    expect(fleet.memory.devices.get('nova/d3')?.measured?.control).toEqual({ 'boot-time': dayStart + 3 * hour });
  });

  it('leaves a device that measures nothing as it was', () => {
    const { metrics: _, ...silent } = said('d3', 1).event as HealthEvent;
    const fleet = fold({ ...said('d3', 1), event: silent });
    expect(sumsOf(fleet)).toEqual([]);
    expect(fleet.memory.devices.get('nova/d3')?.measured).toBeNull();
  });

  it('is counted alike in any order, split and repeated at will', () => {
    const word = fc.record({
      deviceId: fc.constantFrom('d1', 'd3', 'd4'),
      hours: fc.integer({ min: 0, max: 60 }),
      onBuild: fc.boolean(),
      boot: fc.constantFrom(undefined, 10, 20, 40),
      drain: fc.constantFrom(undefined, 1, 2),
    });
    const property = fc.property(fc.array(word, { maxLength: 12 }), fc.infiniteStream(fc.nat(1000)), (words, dice) => {
      const events = words.map(({ deviceId, hours, boot, drain, ...each }, order): HeardEvent => {
        const metrics = {
          ...(boot === undefined ? {} : { 'boot-time': boot }),
          ...(drain === undefined ? {} : { 'battery-drain': drain }),
        };
        return said(deviceId, hours, { ...(each.onBuild ? onBuild : {}), metrics }, order);
      });
      const whole = fold(...events);
      const roll = () => dice.next().value as number;
      const shuffled = [...events, ...events.slice(0, 3)]
        .map((event) => ({ event, key: roll() }))
        .sort((a, b) => a.key - b.key);
      const pieces = openFleet();
      for (let from = 0; from < shuffled.length; ) {
        const piece = shuffled.slice(from, from + 1 + (roll() % 4)).map(({ event }) => event);
        pieces.foldHeard(piece, startMs, foldEvents);
        from += piece.length;
      }
      expect(sumsOf(pieces)).toEqual(sumsOf(whole));
      expect([...pieces.memory.devices.values()].map(({ measured }) => measured)).toEqual(
        [...whole.memory.devices.values()].map(({ measured }) => measured),
      );
    });
    fc.assert(property, { numRuns: 400 });
  });
});

describe('the grid', () => {
  it('holds every value between the edges of its bin, and zero', () => {
    for (const value of [0.001, 1, 19.7, 86_400, 1e15]) {
      expect(lowerEdge(deriveBin(value))).toBeLessThanOrEqual(value * (1 + 1e-9));
      expect(lowerEdge(deriveBin(value) + 1)).toBeGreaterThan(value * (1 - 1e-9));
    }
    expect(deriveBin(0)).toBe(deriveBin(1e-9));
    expect([deriveBin(0), deriveBin(1e15)].every((bin) => Math.abs(bin) < 32_768)).toBe(true);
  });

  it('takes the least of several values of an hour', () => {
    const [a, b] = [deriveBins({ 'boot-time': 20, 'battery-drain': 2 }), deriveBins({ 'boot-time': 10 })];
    expect(joinBins(a, b)).toEqual({ 'boot-time': at(10), 'battery-drain': at(2) });
    expect(joinBins(b, a)).toEqual(joinBins(a, b));
    expect([joinBins(a, null), joinBins(null, null)]).toEqual([a, null]);
    expect([deriveBins(undefined), deriveBins({})]).toEqual([null, null]);
  });
});
