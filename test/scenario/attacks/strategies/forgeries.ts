// Strategies that rewrite the repository with the keys of the service: new files under every signature but the right ones.

import { dayMs, nowMs } from '../../../samples/statements.ts';
import { rootOf } from '../../../samples/trust.ts';
import { type Attack, evilCeiling, evilRelease, forge, forgeWith, mallory, stolen } from '../attack.ts';
import { narrowCeiling, releases, roleFile, rolloutsBut42 } from '../releases.ts';
import type { Strategy } from '../run-strategy.ts';
import { delegations, rootAt, signersOf } from '../world.ts';
import { offered } from './offers.ts';

export const evilFw = (version = 2) => roleFile(version, [...releases, evilRelease]);
export const evilRollout = (version = 3) => roleFile(version, [narrowCeiling, ...rolloutsBut42, evilCeiling]);

/** Lists these files in place of the published ones and offers what they say. */
function publish(a: Attack, fw: Uint8Array, rollout: Uint8Array): void {
  a.relist([a.plant('fw-nova', 2, fw), a.plant('rollout-nova', 3, rollout)]);
  a.tempt({});
}

type Spelled = { keyid: string; sig: string };
/** Signatures under the true key ids of a role. */
const spelled = (role: string, sig: string, count = 1): Spelled[] =>
  signersOf(role).flatMap(({ keyId }) => Array.from({ length: count }, () => ({ keyid: keyId, sig })));

const signaturesIn = (a: Attack, name: string): Spelled[] =>
  JSON.parse(new TextDecoder().decode(a.files.get(name))).signatures;

const forged = (name: string, signatures: (role: string, a: Attack) => readonly Spelled[]): Strategy => ({
  name: `signs a release ${name}`,
  act: (a) =>
    publish(a, forgeWith(evilFw(), signatures('fw-nova', a)), forgeWith(evilRollout(), signatures('rollout-nova', a))),
  ends: 'too-few-signatures',
});

/** R is the identity and S zero: right for every message, under a key of small order. */
const identitySignature = `01${'00'.repeat(63)}`;

/** L, little-endian (RFC 8032, 5.1). */
const groupOrder = `edd3f55c1a631258d69cf7a2def9de14${'00'.repeat(15)}10`;

const signatures: readonly Strategy[] = [
  {
    name: 'signs a release with a key of its own',
    act: (a) => publish(a, forge(evilFw(), mallory), forge(evilRollout(), mallory)),
    ends: 'too-few-signatures',
  },
  {
    name: 'signs a release with the keys of the service',
    act: (a) => {
      const keys = [stolen.snapshot, stolen.timestamp];
      publish(a, forge(evilFw(), ...keys), forge(evilRollout(), ...keys));
    },
    ends: 'too-few-signatures',
  },
  forged('with no signature', () => []),
  forged('with the signatures of the file before', (role, a) => signaturesIn(a, `1.${role}.json`)),
  forged('with the signatures of another role', (_, a) => signaturesIn(a, '1.stop-nova.json')),
  forged('with the signature that fits keys of small order', (role) => spelled(role, identitySignature)),
  forged('with zeros', (role) => spelled(role, '00'.repeat(64))),
  forged('with the group order for S', (role) => spelled(role, `01${'00'.repeat(31)}${groupOrder}`)),
  forged('with a signature that is too short', (role) => spelled(role, '01'.repeat(63))),
  {
    ...forged('ten thousand times', (role) => spelled(role, '11'.repeat(64), 5_000)),
    ends: 'malformed',
  },
];

const planted = (
  name: string,
  plant: (a: Attack) => [string, Parameters<Attack['relist']>[0][number][1]],
  ends: string,
): Strategy => ({
  name,
  act: (a) => {
    a.relist([plant(a)]);
    a.tempt({});
  },
  ends,
});

const targetsFile = (version: number) => ({
  version,
  expiresMs: nowMs + 300 * dayMs,
  targets: new Map(),
  delegations: delegations({ people: 1 }).map((each) => ({ ...each, keys: [mallory], threshold: 1 })),
});

const delegators: readonly Strategy[] = [
  planted(
    'delegates everything to itself',
    (a) => a.plant('targets', 2, forge(targetsFile(2), mallory)),
    'too-few-signatures',
  ),
  planted(
    'delegates everything to itself with the keys of the service',
    (a) => a.plant('targets', 2, forge(targetsFile(2), stolen.snapshot, stolen.timestamp)),
    'too-few-signatures',
  ),
  planted(
    'writes targets over those that were published',
    (a) => {
      const bytes = forge(targetsFile(1), mallory);
      return a.plant('targets', 1, bytes);
    },
    'too-few-signatures',
  ),
];

const roots: readonly Strategy[] = [
  {
    name: 'publishes a root of its own',
    act: (a) => void a.files.set('2.root.json', forge(ownRoot(2), mallory)),
    ends: 'too-few-signatures',
  },
  {
    name: 'publishes a root under the keys of the service',
    act: (a) => void a.files.set('2.root.json', forge(ownRoot(2), stolen.snapshot, stolen.timestamp, mallory)),
    ends: 'too-few-signatures',
  },
  {
    name: 'publishes the first root again as the second',
    act: (a) => void a.files.set('2.root.json', a.files.get('1.root.json') ?? new Uint8Array()),
    ends: 'version-not-next',
  },
  {
    name: 'publishes the root of another repository that the same people began',
    act: (a) => void a.files.set('2.root.json', forge(rootAt(7, a.world.thresholds), ...signersOf('root'))),
    ends: 'version-not-next',
  },
];

const ownRoot = (version: number) =>
  rootOf(version, {
    root: { keys: [mallory], threshold: 1 },
    targets: { keys: [mallory], threshold: 1 },
    snapshot: { keys: [mallory], threshold: 1 },
    timestamp: { keys: [mallory], threshold: 1 },
  });

/** Whatever polls say, a device that walks the roots meets these. */
const walking = (strategy: Strategy): Strategy => ({
  ...strategy,
  act: async (a, device) => {
    await strategy.act(a, device);
    a.tempt({ trust: { root: 2, timestamp: JSON.parse(new TextDecoder().decode(a.files.get('timestamp.json'))) } });
  },
});

const confusions: readonly Strategy[] = [
  planted(
    'passes the file of release managers off as that of engineers',
    (a) => a.plant('fw-nova', 2, bytesAt(a, '2.rollout-nova.json')),
    'too-few-signatures',
  ),
  planted(
    'passes another product’s releases off as this one’s',
    (a) => a.plant('fw-nova', 1, bytesAt(a, '1.fw-vega.json')),
    'too-few-signatures',
  ),
  planted(
    'passes another product’s stops off as this one’s',
    (a) => a.plant('stop-nova', 2, bytesAt(a, '1.stop-vega.json')),
    'too-few-signatures',
  ),
  planted(
    'passes the archive off as the releases',
    (a) => a.plant('fw-nova', 1, bytesAt(a, '1.fw-nova-archive.json')),
    'target-not-found',
  ),
  planted(
    'passes a snapshot off as targets',
    (a) => a.plant('targets', 1, bytesAt(a, `${a.listed().version}.snapshot.json`)),
    'malformed',
  ),
  planted('passes the root off as targets', (a) => a.plant('targets', 1, bytesAt(a, '1.root.json')), 'malformed'),
  planted('lists nonsense as releases', (a) => a.plant('fw-nova', 2, new Uint8Array(500).fill(0x5b)), 'malformed'),
].map((strategy) => ({
  ...strategy,
  act: async (a, device) => {
    await strategy.act(a, device);
    // A stop that is hidden must not do either, so a stopped build is what is offered.
    a.tempt(offered(45));
  },
}));

const bytesAt = (a: Attack, name: string): Uint8Array => a.files.get(name) ?? new Uint8Array();

/** The service's own programs, over a database and a storage that the intruder wrote to. */
const pipeline: readonly Strategy[] = [
  {
    name: 'lets the service publish a file that nobody signed, planted in storage',
    act: async (a) => {
      a.files.set('2.fw-nova.json', forge(evilFw(), mallory));
      await a.tick();
      a.tempt({});
    },
    ends: 'target-not-found',
  },
  {
    name: 'lets the service publish a proposal whose signatures the database made up',
    act: async (a) => {
      const signature = new Uint8Array(64).fill(0x22);
      const claims = signersOf('fw-nova').map(({ keyId }) => ({ keyId, signature }));
      await a.submit('fw-nova', evilFw(), claims);
      a.tempt({});
    },
    ends: 'target-not-found',
  },
  {
    name: 'lets the service sign a timestamp over a snapshot of its own',
    act: async (a) => {
      publish(a, forge(evilFw(), mallory), forge(evilRollout(), mallory));
      await a.tick();
      a.tempt({});
    },
    ends: 'too-few-signatures',
  },
];

export const forgeries: readonly Strategy[] = [
  ...signatures,
  ...delegators,
  ...roots.map(walking),
  ...confusions,
  ...pipeline,
];
