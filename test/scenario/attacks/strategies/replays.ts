// Strategies that forge nothing people sign: old files in place of new ones, files that are missing, numbers that jump.
import type { FileMeta } from '../../../../src/domain/trust/tuf/metadata.ts';
import type { Attack } from '../attack.ts';
import { absent, bytesOf, dripping, endless, failing, stalling } from '../bodies.ts';
import type { Strategy } from '../run-strategy.ts';
import { offered } from './offers.ts';

const past = (a: Attack, name: string): Uint8Array => a.world.past.get(name) ?? new Uint8Array();

/** Offers what only the past allowed: 42 to everyone, and 45 before it was stopped. */
const wide = (a: Attack): void => a.tempt(offered(42));
const unstopped = (a: Attack): void => a.tempt(offered(45));

const listing = (
  name: string,
  ends: string,
  changed: (a: Attack) => readonly (readonly [string, FileMeta | null])[],
  tempt = unstopped,
): Strategy => ({
  name,
  act: (a) => {
    a.relist(changed(a));
    tempt(a);
  },
  ends,
});

const oldFiles: readonly Strategy[] = [
  {
    name: 'puts the whole storage back to what it was two hours ago',
    act: (a) => {
      for (const name of a.files.keys()) a.files.delete(name);
      for (const [name, bytes] of a.world.past) a.files.set(name, bytes);
      wide(a);
    },
    ends: 'version-too-low',
  },
  {
    name: 'puts the timestamp back',
    act: (a) => {
      a.files.set('timestamp.json', past(a, 'timestamp.json'));
      wide(a);
    },
    ends: 'version-too-low',
  },
  listing(
    'lists the wide ceiling again',
    'listed-version-too-low',
    (a) => [['rollout-nova', a.metaOf(1, past(a, '1.rollout-nova.json'))]],
    wide,
  ),
  listing(
    'lists the wide ceiling as the newest',
    'version-not-as-listed',
    (a) => [a.plant('rollout-nova', 3, past(a, '1.rollout-nova.json'))],
    wide,
  ),
  listing('lists the time before the stops again', 'listed-version-too-low', (a) => [
    ['stop-nova', a.metaOf(1, past(a, '1.stop-nova.json'))],
  ]),
  listing('lists the time before the stops as the newest', 'version-not-as-listed', (a) => [
    a.plant('stop-nova', 3, past(a, '1.stop-nova.json')),
  ]),
  listing('lists no length and no hash, so that any file would do', 'version-not-as-listed', (a) => {
    a.plant('stop-nova', 2, past(a, '1.stop-nova.json'));
    return [['stop-nova', { version: 2, lengthBytes: null, hashes: null }]];
  }),
  {
    name: 'serves the wide ceiling under the name of the narrow one',
    act: (a) => {
      a.bend(/\/2\.rollout-nova\.json$/, bytesOf(past(a, '1.rollout-nova.json')));
      wide(a);
    },
    ends: 'length-not-as-listed',
  },
];

const missing = (name: string, pattern: RegExp, answer: Parameters<Attack['bend']>[1], ends: string): Strategy => ({
  name,
  act: (a) => {
    a.bend(pattern, answer);
    unstopped(a);
  },
  ends,
});
const stopFile = /stop-nova\.json$/;

const missingFiles: readonly Strategy[] = [
  listing('lets the stops vanish', 'role-vanished', () => [['stop-nova', null]]),
  {
    ...listing('lets the stops vanish for a device from the factory', 'not-in-snapshot', () => [['stop-nova', null]]),
    isFresh: true,
  },
  listing('lets the releases vanish', 'role-vanished', () => [['fw-nova', null]]),
  missing('has no file of stops', stopFile, absent, 'absent'),
  missing('fails when asked for the stops', stopFile, failing, 'unreachable'),
  missing('sends the stops a byte at a time', stopFile, dripping, 'too-slow'),
  missing('sends the stops and stalls', stopFile, stalling, 'too-slow'),
  missing('sends stops without end', stopFile, endless, 'too-large'),
  missing('sends releases without end', /fw-nova\.json$/, endless, 'too-large'),
  missing('cuts the stops short', stopFile, bytesOf(new TextEncoder().encode('{"signatures":[')), 'malformed'),
];

const inflated = Number.MAX_SAFE_INTEGER;

const numbers: readonly Strategy[] = [
  {
    name: 'counts snapshots down',
    act: (a) => {
      a.relist([], { snapshot: { version: 1 } });
      wide(a);
    },
    ends: 'listed-version-too-low',
  },
  {
    name: 'counts timestamps down',
    act: (a) => {
      a.relist([], { timestamp: { version: 1 } });
      wide(a);
    },
    ends: 'version-too-low',
  },
  {
    name: 'inflates timestamp and snapshot to the highest number there is',
    act: (a) => {
      a.relist([], { snapshot: { version: inflated }, timestamp: { version: inflated } });
      wide(a);
    },
    ends: 'before-stage-opens',
  },
  listing(
    'inflates the version of a role',
    'absent',
    (a) => [['fw-nova', { ...a.metaOf(1, past(a, '1.fw-nova.json')), version: 2 ** 31 }]],
    wide,
  ),
  {
    name: 'lists a snapshot that there is not',
    act: (a) => {
      a.relist([], {
        timestamp: { snapshot: { version: inflated, lengthBytes: 900, hashes: { sha256: 'a'.repeat(64) } } },
      });
      wide(a);
    },
    ends: 'absent',
  },
  {
    name: 'serves the snapshot before the one that is listed',
    act: (a) => {
      const honest = a.files.get(`${a.listed().version}.snapshot.json`) ?? new Uint8Array();
      a.relist([]);
      a.bend(/snapshot\.json$/, bytesOf(honest));
      wide(a);
    },
    ends: 'hash-not-as-listed',
  },
];

export const replays: readonly Strategy[] = [...oldFiles, ...missingFiles, ...numbers];
