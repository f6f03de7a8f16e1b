// Publishing the map: over exactly the version it came after, counted from what is published, and never in the way.
import { describe, expect, it } from 'vitest';
import { publishMap, refreshMap } from '../../src/app/publish-map.ts';
import { tick } from '../../src/app/tick.ts';
import { mapChannel, releaseMap } from '../harness/maps.ts';
import { openWorld } from '../harness/world.ts';
import { nowMs } from '../samples/statements.ts';

describe('publishMap', () => {
  it('publishes the facts and lets this process answer by them at once', async () => {
    const { ports } = await openWorld();
    ports.mapFacts.wanted = 3;
    expect(await publishMap(ports, nowMs)).toEqual({ revision: 1, failure: null });
    expect(ports.mapFacts.published).toBe(3);
    expect(ports.currentMap.loadCurrentMap()?.revision).toBe(1);
  });

  it('counts on from what is published, whatever the database remembers', async () => {
    const { ports } = await openWorld();
    await ports.releaseMaps.putPublishedMap(releaseMap(41, mapChannel()), null);
    expect(await publishMap(ports, nowMs)).toMatchObject({ revision: 42 });
  });

  it('derives again when somebody else was quicker', async () => {
    const { ports } = await openWorld();
    const { loadMapFacts } = ports.mapFacts;
    let reads = 0;
    ports.mapFacts.loadMapFacts = async () => {
      reads += 1;
      if (reads === 1) await ports.releaseMaps.putPublishedMap(releaseMap(7), null);
      return loadMapFacts();
    };
    expect(await publishMap(ports, nowMs)).toMatchObject({ revision: 8 });
    expect(reads).toBe(2);
  });

  it('lets every one of eight publishers through, each with a revision of its own', async () => {
    const { ports } = await openWorld();
    const all = await Promise.all(Array.from({ length: 8 }, () => publishMap(ports, nowMs)));
    const revisions = all.map(({ revision }) => revision);
    expect(new Set(revisions).size).toBe(8);
    expect((await ports.releaseMaps.loadPublishedMap())?.map.revision).toBe(8);
  });

  it('never throws: the map in force stays, and the tick heals', async () => {
    const { ports } = await openWorld();
    ports.mapFacts.wanted = 1;
    ports.releaseMaps.isDown = true;
    const failed = await publishMap(ports, nowMs);
    expect(failed.revision).toBeNull();
    expect(failed.failure).toBeInstanceOf(Error);
    expect((await tick(ports, nowMs)).failures).toMatchObject([{ part: 'edge holds' }, { part: 'map' }]);
    ports.releaseMaps.isDown = false;
    expect(await tick(ports, nowMs)).toMatchObject({ publication: { revision: 1, failure: null }, failures: [] });
    expect((await tick(ports, nowMs)).publication).toBeNull();
  });
});

describe('refreshMap', () => {
  it('publishes an old map again, so that a restored database is noticed', async () => {
    const { ports } = await openWorld();
    expect(await refreshMap(ports, nowMs)).toMatchObject({ revision: 1 });
    expect(await refreshMap(ports, nowMs + 3_599_999)).toBeNull();
    expect(await refreshMap(ports, nowMs + 3_600_000)).toMatchObject({ revision: 2 });
  });
});

describe('tick', () => {
  it('goes on with its other parts when one fails', async () => {
    const { ports } = await openWorld();
    const down = () => Promise.reject(new Error('down'));
    const rollouts = { ...ports.rollouts, loadOpenRollouts: down };
    const folds = { ...ports.folds, recordFold: down };
    const report = await tick({ ...ports, rollouts, folds }, nowMs);
    expect(report.failures).toMatchObject([{ part: 'check-ins' }, { part: 'gates' }]);
    expect(report.publication).toMatchObject({ revision: 1 });
  });

  it('forgets what is old once an hour', async () => {
    const { ports } = await openWorld();
    let rounds = 0;
    const recordForgotten = async () => {
      rounds += 1;
      return 0;
    };
    const counted = { ...ports, folds: { ...ports.folds, recordForgotten } };
    const hourMs = 3_600_000;
    const startMs = Math.floor(nowMs / hourMs) * hourMs;
    for (let minute = 0; minute < 120; minute += 1) await tick(counted, startMs + minute * 60_000);
    expect(rounds).toBe(2);
  });
});
