// Trains: the newest build that is ready leaves on time, once, and a week in which nothing leaves says why.
import { describe, expect, it } from 'vitest';
import { type DepartTrainsPorts, departTrains } from '../../src/app/depart-trains.ts';
import { listTrains } from '../../src/app/list-trains.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import { openWorld } from '../harness/world.ts';
import { candidate } from '../samples/rollouts.ts';
import { dayMs, nowMs } from '../samples/statements.ts';

/** `nowMs` of the samples is such a Friday, 17:00 in Shanghai. */
const train = {
  product: 'nova',
  channel: 'stable',
  timetable: 'Fri 17:00 Asia/Shanghai',
  departedMs: nowMs - 3 * dayMs,
};
const weekMs = 7 * dayMs;

const depart = async (ports: DepartTrainsPorts, atMs: number) => (await departTrains(ports, atMs)).results;
const openStation = (builds: Candidate[] = [candidate(1), candidate(2)]) => openWorld({ builds, trains: [train] });

describe('departTrains', () => {
  it('leaves with the newest build that is ready, on time and once', async () => {
    const world = await openStation([candidate(1), candidate(2), candidate(3)]);
    const plan = await world.apply();
    for (const counter of [1, 2]) await world.sign(candidate(counter), plan);
    expect(await depart(world.ports, nowMs - 1)).toEqual([]);
    expect(await depart(world.ports, nowMs)).toEqual([
      { product: 'nova', channel: 'stable', departureMs: nowMs, rolloutId: 1, skipped: null },
    ]);
    expect(world.ports.rollouts.held[0]).toMatchObject({
      rollout: { buildId: 'nova-2' },
      decisions: [{ kind: 'start', actor: 'train', reason: 'Departed by the timetable "Fri 17:00 Asia/Shanghai".' }],
    });
    expect(await depart(world.ports, nowMs + 1)).toEqual([]);
  });

  it('leaves once when two ticks meet', async () => {
    const world = await openStation();
    await world.sign(candidate(2), await world.apply());
    const both = await Promise.all([depart(world.ports, nowMs), depart(world.ports, nowMs)]);
    expect(both.flat().filter(({ rolloutId }) => rolloutId !== null)).toHaveLength(1);
    expect(await world.ports.trains.loadDepartures('nova', 'stable', 9)).toHaveLength(1);
  });

  it('never takes a build again, nor an older one', async () => {
    const world = await openStation();
    await world.sign(candidate(1), await world.apply());
    await world.put(await world.start(candidate(2)), { state: 'closed' });
    expect(await depart(world.ports, nowMs)).toMatchObject([{ skipped: 'nothing-sealed' }]);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof openStation>>) => Promise<unknown>]>([
    ['no-plan', async () => {}],
    ['no-ceiling', (world) => world.apply()],
    ['rollout-open', async (world) => (await world.apply()) && world.start(candidate(1))],
    ['no-fallback', async (world) => world.sign(candidate(2), await world.apply({ fallback: 'previous' }))],
  ])('skips the week with %s', async (skipped, prepare) => {
    const world = await openStation();
    await prepare(world);
    expect(await depart(world.ports, nowMs + 5)).toMatchObject([{ departureMs: nowMs, rolloutId: null, skipped }]);
    expect(await depart(world.ports, nowMs + 6)).toEqual([]);
    expect(world.ports.trains.audited).toMatchObject([{ actor: 'train', action: 'departure skipped' }]);
  });

  it('does not leave two days late', async () => {
    const world = await openStation();
    await world.sign(candidate(2), await world.apply());
    expect(await depart(world.ports, nowMs + 2 * dayMs)).toMatchObject([{ skipped: 'missed' }]);
    expect(await depart(world.ports, nowMs + weekMs)).toMatchObject([{ rolloutId: 1 }]);
  });

  it('keeps no other channel waiting when one fails', async () => {
    const world = await openWorld({ trains: [train, { ...train, channel: 'beta' }] });
    const { loadRollouts } = world.ports.rollouts;
    const rollouts = {
      ...world.ports.rollouts,
      loadRollouts: (...asked: Parameters<typeof loadRollouts>) =>
        asked[0].channel === 'beta' ? Promise.reject(new Error('down')) : loadRollouts(...asked),
    };
    const { results, failures } = await departTrains({ ...world.ports, rollouts }, nowMs);
    expect(results).toMatchObject([{ channel: 'stable' }]);
    expect(failures).toHaveLength(1);
  });

  it('shows the next departure and the last ones', async () => {
    const world = await openStation();
    await depart(world.ports, nowMs);
    expect(await listTrains(world.ports, 'nova', nowMs + 1)).toEqual([
      {
        channel: 'stable',
        timetable: train.timetable,
        nextDepartureMs: nowMs + weekMs,
        departures: [{ departureMs: nowMs, rolloutId: null, skipped: 'no-plan', decidedMs: nowMs }],
      },
    ]);
  });
});
