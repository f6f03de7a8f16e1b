// The tales of timestamp and snapshot for the TUF vectors.
import type { FileMeta } from '../../src/domain/trust/tuf/metadata.ts';
import { snapshotKey, timestampKey } from '../samples/repository-roles.ts';
import { dayMs, nowMs, sampleKey } from '../samples/statements.ts';
import { malleate, ofRole, payloadOf, respell, type Scene, type Tale, underSignatures } from './tuf-stories.ts';

const stranger = sampleKey(103);
type Tell = (scene: Scene) => void;

/** Publishes a third time and then bends the timestamp. */
const stamped =
  (bend: (bytes: Uint8Array) => Uint8Array): Tell =>
  (scene) => {
    scene.repository.publish();
    scene.put('timestamp.json', bend(scene.at('timestamp.json')));
  };

const timestamps: readonly Tale[] = [
  { name: 'a newer one', verdict: 'accept', act: ({ repository }) => repository.publish() },
  { name: 'a client that has the root alone', verdict: 'accept', isFresh: true },
  {
    name: 'an older one',
    verdict: 'version-too-low',
    act: ({ put, oldTimestamp }) => put('timestamp.json', oldTimestamp),
  },
  {
    name: 'a newer one over an older snapshot',
    verdict: 'listed-version-too-low',
    act: ({ repository }) => repository.publishTimestamp({ snapshot: { version: 1, lengthBytes: null, hashes: null } }),
  },
  { name: 'the last millisecond of its life', verdict: 'accept', nowMs: nowMs + dayMs - 1 },
  { name: 'the moment at which it expires', verdict: 'expired', nowMs: nowMs + dayMs },
  {
    name: 'a newer one that expired, for a clock of 1970',
    verdict: 'expired',
    nowMs: 0,
    act: ({ repository }) => repository.publishTimestamp({ expiresMs: nowMs - dayMs }),
  },
  {
    name: 'S + L in place of S',
    verdict: 'too-few-signatures',
    act: stamped((bytes) => underSignatures(bytes, [malleate(timestampKey.sign(payloadOf(bytes)))])),
  },
  {
    name: 'signed by the snapshot key',
    verdict: 'too-few-signatures',
    act: stamped((bytes) => underSignatures(bytes, [snapshotKey.sign(payloadOf(bytes))])),
  },
  { name: 'no signature', verdict: 'too-few-signatures', act: stamped((bytes) => underSignatures(bytes, [])) },
  {
    name: 'one letter changed after signing',
    verdict: 'too-few-signatures',
    act: stamped((bytes) => respell(bytes, (text) => text.replace('"version":3}}', '"version":4}}'))),
  },
  { name: 'cut short', verdict: 'malformed', act: stamped((bytes) => bytes.slice(0, -1)) },
  {
    name: 'a snapshot in its place',
    verdict: 'malformed',
    act: ({ at, put }) => put('timestamp.json', at('2.snapshot.json')),
  },
  {
    name: 'one byte above the largest',
    verdict: 'too-large',
    act: ({ at, put }) => put('timestamp.json', at('timestamp.json'), 16_385 - at('timestamp.json').length),
  },
];

const meta = (version: number): FileMeta => ({ version, lengthBytes: null, hashes: null });
const listing =
  (changes: Readonly<Record<string, FileMeta | null>>): Tell =>
  ({ repository }) => {
    const listed = new Map(repository.listed);
    for (const [name, each] of Object.entries(changes)) each === null ? listed.delete(name) : listed.set(name, each);
    repository.publishSnapshot({ meta: listed });
    repository.publishTimestamp();
  };

const snapshots: readonly Tale[] = [
  {
    name: 'listed with other hashes',
    verdict: 'hash-not-as-listed',
    act: (scene) => {
      scene.repository.publish();
      scene.put(
        '3.snapshot.json',
        respell(scene.at('3.snapshot.json'), (text) => text.replace('"version":3}}', '"version":4}}')),
      );
    },
  },
  {
    name: 'longer than listed',
    verdict: 'too-large',
    act: (scene) => {
      scene.repository.publish();
      scene.put('3.snapshot.json', scene.at('3.snapshot.json'), 1);
    },
  },
  {
    name: 'shorter than listed',
    verdict: 'length-not-as-listed',
    act: (scene) => {
      scene.repository.publish();
      scene.put('3.snapshot.json', underSignatures(scene.at('3.snapshot.json'), []));
    },
  },
  {
    name: 'another version than listed',
    verdict: 'version-not-as-listed',
    act: (scene) => {
      scene.repository.publishSnapshot();
      scene.repository.publishTimestamp({ snapshot: meta(4) });
      scene.put('4.snapshot.json', scene.at('3.snapshot.json'));
    },
  },
  { name: 'a role that was listed is gone', verdict: 'role-vanished', act: listing({ 'fw-nova': null }) },
  { name: 'a role in an older version', verdict: 'listed-version-too-low', act: listing({ 'fw-nova': meta(1) }) },
  {
    name: 'signed by a stranger',
    verdict: 'too-few-signatures',
    act: ({ repository }) => {
      repository.signers.set('snapshot', [stranger]);
      repository.publish();
    },
  },
  {
    name: 'expired',
    verdict: 'expired',
    act: ({ repository }) => {
      repository.publishSnapshot({ expiresMs: nowMs });
      repository.publishTimestamp();
    },
  },
  {
    name: 'expired since the client took it',
    verdict: 'expired',
    nowMs: nowMs + 14 * dayMs,
    act: ({ repository }) => repository.publishTimestamp({ expiresMs: nowMs + 15 * dayMs }),
  },
  {
    name: 'not there',
    verdict: 'absent',
    act: ({ repository }) => repository.publishTimestamp({ snapshot: meta(9) }),
  },
];

export const fileTales: readonly Tale[] = [...ofRole('timestamp', timestamps), ...ofRole('snapshot', snapshots)];
