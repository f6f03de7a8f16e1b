// One stolen key at a time, with and without the server behind it: what each gives is what signing.md says, and no more.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Targets } from '../../../src/domain/trust/tuf/metadata.ts';
import { dayMs, nowMs, type SampleKey, sampleKey } from '../../samples/statements.ts';
import { people, roleOf } from '../../samples/trust.ts';
import { type Attack, evilCeiling, evilRelease, evilSha, forge, forgeWith, mallory, stolen } from './attack.ts';
import type { Flaws } from './device.ts';
import {
  ceilingOf,
  narrowCeiling,
  permitOf,
  releaseOf,
  releases,
  roleFile,
  rolloutsBut42,
  shaOf,
  stops,
} from './releases.ts';
import { type Ground, play, prepareGround, type Strategy } from './run-strategy.ts';
import { evilFw, evilRollout } from './strategies/forgeries.ts';
import { offered } from './strategies/offers.ts';
import { delegations, nextCounter, rootAt } from './world.ts';

const grounds: Partial<Record<1 | 2, Ground>> = {};
beforeAll(async () => {
  grounds[1] = await prepareGround({ people: 1 });
  grounds[2] = await prepareGround({ people: 2 });
});

async function steal(threshold: 1 | 2, strategy: Omit<Strategy, 'name' | 'ends'>, flaws: Flaws = {}) {
  const ground = grounds[threshold] ?? expect.fail();
  return play(ground, { name: '', ends: '', ...strategy }, flaws);
}

/** Publishes role files by the server, whose every secret is stolen too. */
function publish(a: Attack, files: readonly (readonly [string, number, Uint8Array])[], offer: object = {}): void {
  a.relist(files.map(([role, version, bytes]) => a.plant(role, version, bytes)));
  a.tempt(offer);
}

/** Writes role files into storage and offers them, as somebody on the way to the device can do without the server's keys. */
function onTheWay(a: Attack, files: readonly (readonly [string, number, Uint8Array])[], offer: object = {}): void {
  for (const [role, version, bytes] of files)
    a.bend(new RegExp(`/${version}\\.${role}\\.json$`), () => new Response(new Uint8Array(bytes)));
  a.tempt(offer);
}

const goBack = (permit: number, to: number) =>
  offered(to, { direction: 'back', ceiling: null, permit: `rollout/nova/back/${permit}` });

describe('a key of the service', () => {
  it('timestamp: freezes for as long as the snapshot lives, and no longer', async () => {
    const { device, attack, ...played } = await steal(2, { act: () => {} });
    const troubleAt = async (atMs: number) => {
      attack.stamp({ expiresMs: atMs + dayMs });
      device.state.clockMs = atMs;
      return device.round();
    };
    for (let day = 1; day < 14; day += 1)
      expect(await troubleAt(nowMs + day * dayMs)).toMatchObject({ kind: 'quiet', trouble: null });
    expect(await troubleAt(nowMs + 14 * dayMs)).toMatchObject({ kind: 'quiet', trouble: 'stale' });
    expect(device.installs).toEqual([]);
    expect(await played.recover()).toEqual([shaOf(nextCounter)]);
  });

  it('snapshot, without the timestamp key: nothing', async () => {
    const played = await steal(2, {
      act: (a) => {
        const honest = a.files.get('timestamp.json') ?? new Uint8Array();
        a.relist([['stop-nova', null]]);
        a.files.set('timestamp.json', honest);
        a.tempt(offered(45));
      },
    });
    expect([played.ends, played.installs]).toEqual(['stopped', []]);
  });
});

/** L, the order of the base point (RFC 8032, 5.1). */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The same signature with S + L in place of S: tweetnacl alone would take it. */
function malleate(sig: string): string {
  const bytes = Buffer.from(sig.slice(64), 'hex').reverse();
  const s = (BigInt(`0x${bytes.toString('hex')}`) + groupOrder).toString(16).padStart(64, '0');
  return sig.slice(0, 64) + Buffer.from(s, 'hex').reverse().toString('hex');
}

const [ada, ben] = people.fw;

/** Ways to make one signature look like two. */
const doubled: Readonly<Record<string, (payload: Uint8Array) => { keyid: string; sig: string }[]>> = {
  once: (payload) => [ada.sign(payload)],
  twice: (payload) => [ada.sign(payload), ada.sign(payload)],
  'under another’s key id': (payload) => [ada.sign(payload), { ...ada.sign(payload), keyid: ben.keyId }],
  'with S + L for a second one': (payload) => [
    ada.sign(payload),
    { keyid: ben.keyId, sig: malleate(ada.sign(payload).sig) },
  ],
  'with S + L alone': (payload) => [{ keyid: ada.keyId, sig: malleate(ada.sign(payload).sig) }],
  'and a release manager': (payload) => [
    ada.sign(payload),
    people.rollout[0].sign(payload),
    people.rollout[1].sign(payload),
  ],
  'and the keys of the service': (payload) => [
    ada.sign(payload),
    stolen.snapshot.sign(payload),
    stolen.timestamp.sign(payload),
  ],
};

const signedBy = (content: Targets, sign: (payload: Uint8Array) => { keyid: string; sig: string }[]): Uint8Array => {
  const unsigned = new TextDecoder().decode(forgeWith(content, []));
  const payload = new TextEncoder().encode(unsigned.slice('{"signatures":[],"signed":'.length, -1));
  return forgeWith(content, sign(payload));
};

describe('keys of engineers, with the server', () => {
  it.each(Object.keys(doubled))('one of two, signing %s: nothing', async (way) => {
    const sign = doubled[way] ?? expect.fail();
    const played = await steal(2, {
      act: (a) => publish(a, [['fw-nova', 2, signedBy(evilFw(), sign)]], { ceiling: 'rollout/nova/nova-42-1' }),
    });
    expect(['too-few-signatures', 'malformed']).toContain(played.ends);
    expect(played.installs).toEqual([]);
    expect(await played.recover()).toEqual([shaOf(nextCounter)]);
  });

  it.each<[string, object, string]>([
    ['with no ceiling', {}, 'target-not-found'],
    ['under the ceiling of another', { ceiling: 'rollout/nova/nova-43-1' }, 'ceiling-for-another-release'],
    [
      'in place of a release that has a ceiling',
      { release: 'fw/nova/nova-40.40.img', ceiling: 'rollout/nova/nova-40-1' },
      'ceiling-for-another-release',
    ],
  ])('two of two: an image that no ceiling names, %s', async (_, offer, ends) => {
    const evil40 = releaseOf(40, { counter: 99, image: { ...evilRelease.image, fileName: '40.img' } });
    const file = roleFile(2, [...releases.filter(({ counter }) => counter !== 40), evil40, evilRelease]);
    const played = await steal(2, { act: (a) => publish(a, [['fw-nova', 2, forge(file, ada, ben)]], offer) });
    expect([played.ends, played.installs]).toEqual([ends, []]);
  });
});

describe('what remains to those who hold two kinds of secrets', () => {
  it('a stop key and the server: a stopped build, for a device that never met the stop', async () => {
    const file = forge(roleFile(3, []), ...people.stop);
    const played = await steal(2, { act: (a) => publish(a, [['stop-nova', 3, file]], offered(45)) });
    expect(played.installs).toEqual([shaOf(45)]);
  });

  it('the timestamp key: a stage before its time, for a device whose clock is wrong for certain', async () => {
    const opened = (clockMs: number) =>
      steal(2, {
        clockMs,
        act: (a) => {
          a.stamp({ expiresMs: nowMs + 4 * dayMs });
          a.tempt(offered(42));
        },
      });
    expect((await opened(0)).installs).toEqual([shaOf(42)]);
    expect((await opened(nowMs - dayMs)).installs).toEqual([]);
  });
});

describe('keys of release managers, with the server', () => {
  const [rosa, rolf] = people.rollout;
  const wideOpen = roleFile(3, [
    ceilingOf(42, { seq: 3 }),
    ...[39, 43, 44].map((counter) => ceilingOf(counter, { rolloutKey: `nova-${counter}-9` })),
    evilCeiling,
    permitOf(8, 41, 39),
    permitOf(9, 41, 40),
  ]);
  const at = (counter: number) => offered(counter, { ceiling: `rollout/nova/nova-${counter}-9` });

  it('one of two: nothing', async () => {
    const played = await steal(2, { act: (a) => publish(a, [['rollout-nova', 3, forge(wideOpen, rosa)]], at(44)) });
    expect([played.ends, played.installs]).toEqual(['too-few-signatures', []]);
  });

  it.each<[string, object, string, string[]]>([
    ['reach of what engineers approved', at(44), 'installed 1.44.0', [shaOf(44)]],
    ['a way back to what engineers approved', goBack(9, 40), 'installed 1.40.0', [shaOf(40)]],
    ['no image of theirs', {}, 'target-not-found', []],
    ['no other model’s image', at(43), 'model-not-listed', []],
    ['no way below the security floor', goBack(8, 39), 'below-security-floor', []],
  ])('enough of them: %s', async (_, offer, ends, installs) => {
    const played = await steal(2, {
      act: (a) => publish(a, [['rollout-nova', 3, forge(wideOpen, rosa, rolf)]], offer),
    });
    expect([played.ends, played.installs]).toEqual([ends, installs]);
    expect(played.installs).not.toContain(evilSha);
  });
});

describe('a key of somebody on call', () => {
  const [sam] = people.stop;
  it('with the server: a nuisance, that what may be installed is not', async () => {
    const stop42 = { ...stops[0], releaseId: narrowCeiling.releaseId } as (typeof stops)[number];
    const file = forge(roleFile(3, [...stops, stop42]), sam);
    const played = await steal(2, { isInside: true, act: (a) => publish(a, [['stop-nova', 3, file]], offered(42)) });
    expect([played.ends, played.installs]).toEqual(['stopped', []]);
    expect(await played.recover()).toEqual([shaOf(nextCounter)]);
  });

  it('with the server: takes no stop from a device that met it, but from one that forgets', async () => {
    const strategy: Omit<Strategy, 'name' | 'ends'> = {
      act: async (a, device) => {
        a.tempt(offered(45));
        await device.round();
        publish(a, [['stop-nova', 3, forge(roleFile(3, []), sam)]], offered(45));
      },
    };
    const played = await steal(2, strategy);
    expect([played.ends, played.installs]).toEqual(['stopped', []]);
    const forgetful: Flaws = {
      device: ({ memory }) => ({
        memory: { ...memory, load: async () => ({ ...(await memory.load()), stopSeqs: {} }) },
      }),
    };
    expect((await steal(2, strategy, forgetful)).installs).toEqual([shaOf(45)]);
  });
});

describe('offline keys', () => {
  const own = (version: number): Targets => ({
    version,
    expiresMs: nowMs + 300 * dayMs,
    targets: new Map(),
    delegations: delegations({ people: 1 }).map((each) => ({ ...each, ...roleOf([mallory]) })),
  });
  const evil = (...keys: readonly SampleKey[]) =>
    [
      ['targets', 2, forge(own(2), ...keys)],
      ['fw-nova', 2, forge(evilFw(), mallory)],
      ['rollout-nova', 3, forge(evilRollout(), mallory)],
      ['stop-nova', 3, forge(roleFile(3, []), mallory)],
    ] as const;
  const [tia, tom] = people.targets;

  it('targets, one of two, with the server: nothing', async () => {
    const played = await steal(2, { act: (a) => publish(a, evil(tia)) });
    expect([played.ends, played.installs]).toEqual(['too-few-signatures', []]);
  });

  it('targets, enough of them, on the way to the device: nothing, since the server lists no such file', async () => {
    const played = await steal(2, { act: (a) => onTheWay(a, evil(tia, tom)) });
    expect([played.ends, played.installs]).toEqual(['target-not-found', []]);
  });

  it('targets, enough of them, with the server: everything, which is why they are offline', async () => {
    const played = await steal(1, { act: (a) => publish(a, evil(tia)) });
    expect(played.installs).toEqual([evilSha]);
  });

  it('root, one of two: nothing', async () => {
    const changes = { timestamp: roleOf([mallory]), snapshot: roleOf([mallory]), targets: roleOf([mallory]) };
    const played = await steal(2, {
      act: (a) => {
        a.files.set('2.root.json', forge(rootAt(2, { people: 1 }, changes), people.root[0], sampleKey(71)));
        publish(a, evil(mallory), { trust: undefined });
      },
    });
    expect([played.ends, played.installs]).toEqual(['too-few-signatures', []]);
  });
});

it('the evil image is one that a device installs when people approve it', async () => {
  const played = await steal(2, {
    act: (a) =>
      publish(a, [
        ['fw-nova', 2, forge(roleFile(2, [...releases, evilRelease]), ada, ben)],
        ['rollout-nova', 3, forge(roleFile(3, [narrowCeiling, ...rolloutsBut42, evilCeiling]), ...people.rollout)],
      ]),
  });
  expect(played.installs).toEqual([evilSha]);
});
