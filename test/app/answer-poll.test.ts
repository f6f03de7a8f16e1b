// Answering a poll, on fakes: what is refused, what is told, and that nothing is asked of anybody.
import { describe, expect, it } from 'vitest';
import { currentMap } from '../../src/adapters/system/current-map.ts';
import { answerPoll } from '../../src/app/answer-poll.ts';
import type { PassSigner } from '../../src/app/ports/pass-signer.ts';
import type { Poll } from '../../src/domain/device/poll.ts';
import { fakeReleaseMaps } from '../fakes/release-maps.ts';
import { mapChannel, mapRollout, releaseMap } from '../harness/maps.ts';
import { since } from '../samples/fleet.ts';

const passSigner = {
  checkPass: (pass: string) =>
    pass === 'good' ? { ok: true, cohorts: since('friends') } : { ok: false, refusal: 'expired-pass' },
} as unknown as PassSigner;

const poll: Poll = {
  product: 'nova',
  channel: 'stable',
  model: 'n1',
  build: '1.1.0',
  bucket: 7,
  pass: null,
  region: null,
  locale: null,
};

async function open(channel = mapChannel({ rollouts: [mapRollout(2)] })) {
  const maps = fakeReleaseMaps();
  await maps.putPublishedMap(releaseMap(1, channel), null);
  let elapsedMs = 0;
  const held = currentMap(
    maps,
    () => elapsedMs,
    () => {},
  );
  await held.refreshCurrentMap();
  const ports = { currentMap: held, passSigner };
  return {
    maps,
    held,
    ask: (changes: Partial<Poll> = {}) => answerPoll(ports, { ...poll, ...changes }, 0),
    pass: (ms: number) => (elapsedMs += ms),
  };
}

describe('answerPoll', () => {
  it('offers, and says when to come back', async () => {
    const { ask } = await open();
    expect(ask()).toMatchObject({
      kind: 'answered',
      decision: { kind: 'offer', direction: 'forward' },
      passProblem: null,
    });
    const paces = new Set([0, 1, 2, 3].map((bucket) => JSON.stringify(ask({ bucket }))));
    expect(paces.size).toBe(4);
  });

  it('knows the installed build by its vendor string', async () => {
    const { ask } = await open();
    expect(ask({ build: 'V14.0.2.0' })).toMatchObject({ decision: { kind: 'none', reason: 'up-to-date' } });
  });

  it.each([
    [{ channel: 'beta' }, 'unknown-product-or-channel'],
    [{ product: 'other' }, 'unknown-product-or-channel'],
    [{ model: 'n9' }, 'unknown-model'],
    [{ build: 'yesterday' }, 'unparsable-version'],
  ])('refuses %o as %s', async (changes, refusal) => {
    const { ask } = await open();
    expect(ask(changes)).toEqual({ kind: 'refused', refusal });
  });

  it('takes a bad pass for none and says so', async () => {
    const rollouts = [mapRollout(2, { stages: [{ cohort: 'friends', permille: 1000 }] })];
    const { ask } = await open(mapChannel({ rollouts, cohorts: { friends: { kind: 'named' } } }));
    expect(ask({ pass: 'good' })).toMatchObject({ decision: { kind: 'offer' } });
    expect(ask({ pass: 'old' })).toMatchObject({ decision: { reason: 'not-in-stage' }, passProblem: 'expired-pass' });
  });

  it('goes on with the last good map while storage is down, and reads nothing to answer', async () => {
    const { ask, held, maps, pass } = await open();
    maps.isDown = true;
    pass(3_600_000);
    await held.refreshCurrentMap();
    const reads = maps.reads;
    expect(ask()).toMatchObject({ kind: 'answered', decision: { kind: 'offer' } });
    expect(maps.reads).toBe(reads);
    expect(held.loadAgeMs()).toBe(3_600_000);
  });

  it('asks storage only for what is newer than the map it has', async () => {
    const { ask, held, maps, pass } = await open();
    const asked: (string | null)[] = [];
    const { loadNewerMap } = maps;
    maps.loadNewerMap = (etag) => {
      asked.push(etag);
      return loadNewerMap(etag);
    };
    const { etag } = (await maps.loadPublishedMap()) ?? { etag: '' };
    asked.length = 0;
    const before = held.loadCurrentMap();
    pass(60_000);
    await held.refreshCurrentMap();
    expect([asked, held.loadCurrentMap() === before, held.loadAgeMs()]).toEqual([[etag], true, 0]);
    await maps.putPublishedMap(releaseMap(2, mapChannel()), etag);
    pass(60_000);
    await held.refreshCurrentMap();
    expect(held.loadCurrentMap()?.revision).toBe(2);
    expect(ask()).toMatchObject({ decision: { reason: 'no-rollout' } });
    pass(60_000);
    await held.refreshCurrentMap();
    expect(asked[0]).toBe(asked[1]);
    expect(asked[2]).not.toBe(asked[1]);
  });

  it('never goes back to a lower revision', async () => {
    const { ask, held, maps, pass } = await open();
    const { etag } = (await maps.loadPublishedMap()) ?? { etag: null };
    await maps.putPublishedMap(releaseMap(0, mapChannel()), etag);
    pass(60_000);
    await held.refreshCurrentMap();
    expect(ask()).toMatchObject({ decision: { kind: 'offer' } });
  });

  it('has no answer before the first map', () => {
    const held = currentMap(
      fakeReleaseMaps(),
      () => 0,
      () => {},
    );
    expect(answerPoll({ currentMap: held, passSigner }, poll, 0)).toEqual({ kind: 'no-map' });
  });
});
