// The tales of the root chain for the TUF vectors.
import { deriveTrustedKey } from '../../src/domain/trust/key.ts';
import type { Root } from '../../src/domain/trust/tuf/metadata.ts';
import { root as firstRoot, rootKey, timestampKey } from '../samples/repository-roles.ts';
import { nowMs, sampleKey } from '../samples/statements.ts';
import {
  constantSignature,
  type Key,
  keysOf,
  malleate,
  payloadOf,
  resign,
  respell,
  type Scene,
  type Tale,
  tufKeyOf,
  underSignatures,
} from './tuf-stories.ts';

const [nextKey, otherKey] = [sampleKey(101), sampleKey(102)];
const identity = deriveTrustedKey(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)));
/** y = p + 1, and y = p + 3: the second is no point of small order. */
const [nonCanonical, aboveField] = [0xee, 0xf0].map((low) =>
  deriveTrustedKey(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? low : at === 31 ? 0x7f : 0xff))),
) as [Key, Key];

const roles = (changes: Partial<Root['roles']>): Partial<Root> => ({ roles: { ...firstRoot.roles, ...changes } });

/** Publishes root 2 and then bends it. */
const bent = (bend: (bytes: Uint8Array, scene: Scene) => Uint8Array) => (scene: Scene) => {
  scene.repository.publishRoot();
  scene.put('2.root.json', bend(scene.at('2.root.json'), scene));
};

/** Root 2 in these words, signed by these keys. */
const written =
  (change: (signed: Record<string, never>) => unknown, ...keys: readonly ReturnType<typeof sampleKey>[]) =>
  (scene: Scene) => {
    scene.repository.publishRoot();
    const sign = (payload: Uint8Array) => (keys.length === 0 ? [rootKey] : keys).map((key) => key.sign(payload));
    scene.put('2.root.json', resign(scene.at('2.root.json'), change, sign));
  };

const withRoleKeys = (signed: Record<string, never>, role: string, changes: object) => {
  const { roles: all } = signed as unknown as { roles: Record<string, object> };
  return { ...signed, roles: { ...all, [role]: { ...all[role], ...changes } } };
};

/** The role with these keys, whatever they are: an honest writer would refuse some of them. */
const withKeys = (signed: Record<string, never>, role: string, added: readonly Key[]) => {
  const { keys } = signed as unknown as { keys: Record<string, unknown> };
  const all = { ...keys, ...Object.fromEntries(added.map((key) => [key.keyId, tufKeyOf(key)])) };
  return withRoleKeys({ ...signed, keys: all } as never, role, { keyids: added.map(({ keyId }) => keyId) });
};

/** One public key under its own id and under another one. */
const underTwoIds = (signed: Record<string, never>) => {
  const { keys } = signed as unknown as { keys: Record<string, unknown> };
  const twin = 'f'.repeat(64);
  const named = { ...signed, keys: { ...keys, [twin]: keys[rootKey.keyId] } };
  return withRoleKeys(named as never, 'root', { keyids: [rootKey.keyId, twin], threshold: 2 });
};

const walks: readonly Tale[] = [
  { name: 'nothing happened', verdict: 'accept' },
  { name: 'another root of the same key', verdict: 'accept', act: ({ repository }) => repository.publishRoot() },
  {
    name: 'two roots, the second by a new key',
    verdict: 'accept',
    act: ({ repository }) => {
      repository.publishRoot();
      repository.rotate('root', nextKey);
    },
  },
  {
    name: 'a root that expired long ago, and a living one behind it',
    verdict: 'accept',
    act: ({ repository }) => {
      repository.publishRoot({ expiresMs: nowMs - 86_400_000 });
      repository.publishRoot({ expiresMs: nowMs + 86_400_000 });
    },
  },
  {
    name: 'the newest root has expired',
    verdict: 'expired',
    role: 'root',
    act: ({ repository }) => repository.publishRoot({ expiresMs: nowMs }),
  },
  {
    name: 'the root of the factory has expired, and there is no other',
    verdict: 'expired',
    role: 'root',
    isFresh: true,
    nowMs: firstRoot.expiresMs,
  },
  {
    name: 'root 3 in place of root 2',
    verdict: 'version-not-next',
    role: 'root',
    act: ({ repository, at, put }) => {
      repository.publishRoot();
      repository.publishRoot();
      put('2.root.json', at('3.root.json'));
    },
  },
  {
    name: 'root 1 in place of root 2',
    verdict: 'version-not-next',
    role: 'root',
    act: ({ at, put }) => put('2.root.json', at('1.root.json')),
  },
];

const signings: readonly Pick<Tale, 'name' | 'act'>[] = [
  {
    name: 'a new root key, signed by the new one alone',
    act: ({ repository }) => {
      repository.signers.set('root', [nextKey]);
      repository.publishRoot(roles({ root: keysOf(1, nextKey) }));
    },
  },
  {
    name: 'a new root key, signed by the old one alone',
    act: ({ repository }) => repository.publishRoot(roles({ root: keysOf(1, nextKey) })),
  },
  {
    name: 'a threshold of two, signed by one',
    act: ({ repository }) => repository.publishRoot(roles({ root: keysOf(2, rootKey, nextKey) })),
  },
  {
    name: 'S + L in place of S',
    act: bent((bytes) => underSignatures(bytes, [malleate(rootKey.sign(payloadOf(bytes)))])),
  },
  { name: 'no signature', act: bent((bytes) => underSignatures(bytes, [])) },
  {
    name: 'a signature of a stranger under the id of the root key',
    act: bent((bytes) => underSignatures(bytes, [{ keyid: rootKey.keyId, sig: otherKey.sign(payloadOf(bytes)).sig }])),
  },
  {
    name: 'one letter changed after signing',
    act: bent((bytes) => respell(bytes, (text) => text.replace('2027-', '2028-'))),
  },
];

const keys: readonly Tale[] = [
  {
    name: 'a threshold of two, met by one public key under two ids',
    verdict: 'malformed',
    role: 'root',
    act: written(underTwoIds),
  },
  {
    name: 'one key signs twice',
    verdict: 'malformed',
    role: 'root',
    act: bent((bytes) => underSignatures(bytes, [rootKey.sign(payloadOf(bytes)), rootKey.sign(payloadOf(bytes))])),
  },
  ...[0, -1, 2, '1'].map((threshold) => ({
    name: `a timestamp role of one key with the threshold ${JSON.stringify(threshold)}`,
    verdict: 'malformed',
    role: 'root',
    act: written((signed) => withRoleKeys(signed, 'timestamp', { threshold })),
  })),
  ...[
    ['of small order', identity] as const,
    ['of small order in another spelling', nonCanonical] as const,
    ['that is no canonical point', aboveField] as const,
  ].flatMap(([what, key]): Tale[] => [
    {
      name: `a timestamp key ${what}, and a signature that passes under it`,
      verdict: 'malformed',
      role: 'root',
      act: (scene) => {
        written((signed) => withKeys(signed, 'timestamp', [key]))(scene);
        const forged = [{ keyid: key.keyId, sig: constantSignature }];
        scene.put('timestamp.json', underSignatures(scene.at('timestamp.json'), forged));
      },
    },
    {
      name: `a timestamp key ${what} beside a good one`,
      verdict: 'malformed',
      role: 'root',
      act: written((signed) => withKeys(signed, 'timestamp', [timestampKey, key])),
    },
  ]),
];

const spellings: readonly Tale[] = [
  { name: 'cut short', verdict: 'malformed', act: bent((bytes) => bytes.slice(0, -40)) },
  { name: 'a space behind it', verdict: 'malformed', act: bent((bytes) => respell(bytes, (text) => `${text} `)) },
  {
    name: 'a space in it',
    verdict: 'malformed',
    act: bent((bytes) => respell(bytes, (text) => text.replace(':', ': '))),
  },
  {
    name: 'a field twice',
    verdict: 'malformed',
    act: bent((bytes) => respell(bytes, (text) => text.replace('"version":2', '"version":2,"version":2'))),
  },
  {
    name: 'a version that is no integer',
    verdict: 'malformed',
    act: bent((bytes) => respell(bytes, (text) => text.replace('"version":2', '"version":2.0'))),
  },
  {
    name: 'a timestamp in place of a root',
    verdict: 'malformed',
    act: ({ at, put }: Scene) => put('2.root.json', at('timestamp.json')),
  },
  { name: 'an empty file', verdict: 'malformed', act: ({ put }: Scene) => put('2.root.json', new Uint8Array()) },
  {
    name: 'one byte above the largest root',
    verdict: 'too-large',
    act: (scene: Scene) => {
      scene.repository.publishRoot();
      const bytes = scene.at('2.root.json');
      scene.put('2.root.json', bytes, 512_001 - bytes.length);
    },
  },
].map((tale) => ({ ...tale, role: 'root' }));

export const rootTales: readonly Tale[] = [
  ...walks,
  ...signings.map((tale) => ({ ...tale, verdict: 'too-few-signatures', role: 'root' })),
  ...keys,
  ...spellings,
].map((tale) => ({
  ...tale,
  name: `root: ${tale.name}`,
}));
