// The tales of targets, delegations and the search through them for the TUF vectors.
import { deriveTrustedKey } from '../../src/domain/trust/key.ts';
import type { FileMeta } from '../../src/domain/trust/tuf/metadata.ts';
import { delegation, engineerKey, released, targetsKey } from '../samples/repository-roles.ts';
import { nowMs, sampleKey } from '../samples/statements.ts';
import {
  constantSignature,
  keysOf,
  ofRole,
  resign,
  respell,
  type Scene,
  type Tale,
  tufKeyOf,
  underSignatures,
} from './tuf-stories.ts';

const stranger = sampleKey(103);
const identity = deriveTrustedKey(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)));
type Tell = (scene: Scene) => void;
const meta = (version: number): FileMeta => ({ version, lengthBytes: null, hashes: null });

/** Publishes this role's file anew, with everything above it. */
const published =
  (
    name: string,
    change: Parameters<Scene['repository']['publishTargets']>[1] = {},
    ...keys: readonly ReturnType<typeof sampleKey>[]
  ): Tell =>
  ({ repository }) => {
    if (keys.length > 0) repository.signers.set(name, keys);
    repository.publishTargets(name, change);
    repository.publishSnapshot();
    repository.publishTimestamp();
  };

type Written = { readonly keys: object; readonly roles: readonly object[] };

/** The delegation in these words, whatever they are: an honest writer would refuse some of them. */
const redelegated =
  (words: object, added: object = {}): Tell =>
  (scene) => {
    scene.repository.publishTargets('targets');
    const change = (signed: Record<string, never>) => {
      const { keys, roles } = signed.delegations as unknown as Written;
      return { ...signed, delegations: { keys: { ...keys, ...added }, roles: [{ ...roles[0], ...words }] } };
    };
    const file = '3.targets.json';
    scene.put(
      file,
      resign(scene.at(file), change, (payload) => [targetsKey.sign(payload)]),
    );
    scene.repository.listed.set('targets', meta(3));
    scene.repository.publishSnapshot();
    scene.repository.publishTimestamp();
  };

const tops: readonly Tale[] = [
  { name: 'signed by an engineer', verdict: 'too-few-signatures', act: published('targets', {}, engineerKey) },
  { name: 'expired', verdict: 'expired', act: published('targets', { expiresMs: nowMs }) },
  {
    name: 'a delegation to a key of small order, and the constant signature under it',
    verdict: 'malformed',
    act: (scene) => {
      redelegated({ keyids: [identity.keyId] }, { [identity.keyId]: tufKeyOf(identity) })(scene);
      const forged = [{ keyid: identity.keyId, sig: constantSignature }];
      scene.put('2.fw-nova.json', underSignatures(scene.at('2.fw-nova.json'), forged));
    },
  },
  { name: 'a delegation with a threshold of 0', verdict: 'malformed', act: redelegated({ threshold: 0 }) },
  { name: 'a delegation whose threshold is text', verdict: 'malformed', act: redelegated({ threshold: '1' }) },
  {
    name: 'a delegation whose key stands under another id',
    verdict: 'malformed',
    act: redelegated({ keyids: ['f'.repeat(64)] }, { ['f'.repeat(64)]: tufKeyOf(engineerKey) }),
  },
];

const delegated: readonly Tale[] = [
  { name: 'a newer one', verdict: 'accept', act: published('fw-nova') },
  { name: 'signed by a stranger', verdict: 'too-few-signatures', act: published('fw-nova', {}, stranger) },
  { name: 'signed by the targets key', verdict: 'too-few-signatures', act: published('fw-nova', {}, targetsKey) },
  {
    name: 'a threshold of two, signed by one',
    verdict: 'too-few-signatures',
    act: (scene) =>
      published('targets', { delegations: [{ ...delegation, ...keysOf(2, engineerKey, stranger) }] })(scene),
  },
  {
    name: 'a threshold of two, signed by both',
    verdict: 'accept',
    act: (scene) => {
      scene.repository.publishTargets('targets', {
        delegations: [{ ...delegation, ...keysOf(2, engineerKey, stranger) }],
      });
      published('fw-nova', {}, engineerKey, stranger)(scene);
    },
  },
  { name: 'expired', verdict: 'expired', act: published('fw-nova', { expiresMs: nowMs }) },
  {
    name: 'listed with other hashes',
    verdict: 'hash-not-as-listed',
    act: (scene) => {
      published('fw-nova')(scene);
      scene.put(
        '3.fw-nova.json',
        respell(scene.at('3.fw-nova.json'), (text) => text.replace('"length":5', '"length":6')),
      );
    },
  },
  { name: 'without the target', verdict: 'target-not-found', act: published('fw-nova', { targets: new Map() }) },
];

const searches: readonly Tale[] = [
  {
    name: 'a target that is outside every delegation',
    verdict: 'target-not-found',
    role: 'targets',
    target: 'fw/luna/luna-1.img',
  },
  {
    name: 'a target that a role speaks of without being asked',
    verdict: 'target-not-found',
    role: 'targets',
    target: 'fw/luna/luna-1.img',
    act: published('fw-nova', {
      targets: new Map([
        ...released.targets,
        ['fw/luna/luna-1.img', { lengthBytes: 1, hashes: { sha256: 'cd'.repeat(32) } }],
      ]),
    }),
  },
  {
    name: 'a delegated role that no snapshot lists',
    verdict: 'not-in-snapshot',
    role: 'fw-nova-2',
    act: (scene) => published('targets', { delegations: [{ ...delegation, name: 'fw-nova-2' }] })(scene),
  },
  {
    name: 'a role name that would leave the folder',
    verdict: 'not-in-snapshot',
    role: '../../etc',
    act: (scene) => published('targets', { delegations: [{ ...delegation, name: '../../etc' }] })(scene),
  },
];

export const targetTales: readonly Tale[] = [
  ...ofRole('targets', tops),
  ...ofRole('fw-nova', delegated),
  ...ofRole('search', searches),
];
