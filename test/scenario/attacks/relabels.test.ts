// Enough engineers' keys and the whole server, but no release manager: other words under an image that a standing ceiling or permit names.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ReleaseStatement } from '../../../src/domain/build/release-statement.ts';
import { people } from '../../samples/trust.ts';
import { forge } from './attack.ts';
import { permitAt, releaseOf, releases, roleFile, shaOf } from './releases.ts';
import { type Ground, play, prepareGround, type Strategy } from './run-strategy.ts';
import { offered } from './strategies/offers.ts';

/** Whether ceilings and permits name the image alone, as far as the device is concerned. */
const broken = vi.hoisted(() => ({ isOn: false }));

vi.mock('../../../src/domain/trust/check-ceiling.ts', async (load) => {
  const sound = await load<typeof import('../../../src/domain/trust/check-ceiling.ts')>();
  return {
    ...sound,
    checkCeiling(question: Parameters<typeof sound.checkCeiling>[0]) {
      const { releaseSha256 } = question.ceiling.statement;
      const release = { ...question.release, releaseSha256 };
      return sound.checkCeiling(broken.isOn ? { ...question, release } : question);
    },
  };
});
vi.mock('../../../src/domain/trust/check-permit.ts', async (load) => {
  const sound = await load<typeof import('../../../src/domain/trust/check-permit.ts')>();
  return {
    ...sound,
    checkPermit(question: Parameters<typeof sound.checkPermit>[0]) {
      const { releaseSha256 } = question.permit.statement.to;
      const release = { ...question.release, releaseSha256 };
      return sound.checkPermit(broken.isOn ? { ...question, release } : question);
    },
  };
});

let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround({ people: 2 });
});

const signedAt = (counter: number): ReleaseStatement =>
  releases.find((each) => each.counter === counter) ?? releaseOf(counter);

/** The same image, under the same release id, with other words; `offer` tells the device which way to go. */
function relabel(counter: number, words: Partial<ReleaseStatement>, offer: object = {}): Strategy {
  const others = releases.filter((each) => each.counter !== counter);
  const file = roleFile(2, [...others, { ...signedAt(counter), ...words }]);
  return {
    name: '',
    ends: '',
    act: (a) => {
      a.relist([a.plant('fw-nova', 2, forge(file, ...people.fw.slice(0, 2)))]);
      a.tempt(offered(counter, offer));
    },
  };
}

const back = (permit: number) => ({ direction: 'back', ceiling: null, permit: permitAt(permit) });

describe('a device is given', () => {
  it.each<[string, number, Partial<ReleaseStatement>, object]>([
    ['another model’s image as one for this model', 43, { models: ['nova-a1', 'nova-b1'] }, {}],
    ['an old image as a new one', 40, { counter: 99 }, {}],
    ['another channel’s image as one of this channel', 48, { channel: 'stable' }, {}],
    ['an image over a build that it does not accept', 49, { accepts: '*' }, {}],
    ['an image below the security floor, by a true permit', 39, { counter: 99 }, back(3)],
    ['another model’s image, by a true permit', 43, { models: ['nova-a1'] }, back(5)],
  ])('%s: it refuses, and one that looks at the image alone is fooled', async (_, counter, words, offer) => {
    const strategy = relabel(counter, words, offer);
    const sound = await play(ground, strategy);
    expect([sound.ends, sound.installs]).toEqual(['release-changed', []]);
    broken.isOn = true;
    const fooled = await play(ground, strategy).finally(() => {
      broken.isOn = false;
    });
    expect(fooled.installs).toContain(shaOf(counter));
  });

  it.each<Partial<ReleaseStatement>>([
    { securityFloor: 40 },
    { chunkRoot: 'f'.repeat(64) },
    { version: '9.0.0' },
    { baseHashes: [shaOf(41)] },
    { notesDigest: 'f'.repeat(64) },
    { vendorVersion: 'other' },
  ])('%o, which nobody approved: it refuses', async (words) => {
    const played = await play(ground, { ...relabel(42, words), isInside: true });
    expect([played.ends, played.installs]).toEqual(['release-changed', []]);
  });

  it('a stopped image under the id of another release: its ceiling names another image', async () => {
    const renamed = { ...signedAt(45), releaseId: signedAt(40).releaseId, counter: 99 };
    const file = roleFile(2, [...releases.filter((each) => each.counter !== 40), renamed]);
    const played = await play(ground, {
      ...relabel(45, {}),
      act: (a) => {
        a.relist([a.plant('fw-nova', 2, forge(file, ...people.fw.slice(0, 2)))]);
        a.tempt(offered(45, { release: 'fw/nova/nova-40.45.img', ceiling: 'rollout/nova/nova-40-1' }));
      },
    });
    expect([played.ends, played.installs]).toEqual(['ceiling-for-another-release', []]);
  });
});
