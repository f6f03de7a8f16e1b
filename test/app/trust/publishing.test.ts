// Publishing under bad luck: a crash at every step, publishers that meet, storage that was tampered with, effects that fail.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptRoleFile } from '../../../src/app/accept-role-file.ts';
import { settlePublications } from '../../../src/app/settle-publications.ts';
import { tendRepository } from '../../../src/app/tend-repository.ts';
import { readRoleName } from '../../../src/domain/trust/repository/role-name.ts';
import { encodeRepositoryFile } from '../../../src/wire/trust/repository-file.ts';
import { bob, openTrustWorld, type TrustWorld } from '../../harness/trust-world.ts';
import { nowMs, sampleKey } from '../../samples/statements.ts';
import {
  ceilingTarget,
  delegationsOf,
  fileOf,
  first,
  people,
  releaseTarget,
  roleOf,
  rootOf,
  type Signed,
  signed,
  stopTarget,
} from '../../samples/trust.ts';

let world: TrustWorld;
beforeEach(async () => {
  world = openTrustWorld();
  await world.begin();
});
afterEach(() => world.close());

const [ada, ben] = people.fw;
const release = signed(fileOf(2, [releaseTarget(42)]), ada);
const path = releaseTarget(42)[0];
const tick = { actor: 'tick', nowMs };
/** On the hour, when the tick looks for what crashes left. */
const hourMs = Math.ceil(nowMs / 3_600_000) * 3_600_000;
const find = (target: string) => world.client()?.findTarget(target, nowMs);

function attempt(name: string, file: Signed) {
  const role = readRoleName(name);
  return role === null ? expect.fail() : acceptRoleFile(world.ports, { role, ...file }, bob);
}

describe.each(['putsLeft', 'answersLeft'] as const)('a crash (%s)', (failing) => {
  it.each([0, 1, 2])('at put %i of a role file is healed by sending the same again', async (step) => {
    world.state[failing] = step;
    await expect(attempt('fw-nova', release)).rejects.toMatchObject({ code: 'storage-unavailable' });
    world.state[failing] = Number.POSITIVE_INFINITY;
    await world.read();
    await world.publish('fw-nova', release);
    expect(await find(path)).toBeDefined();
    expect(world.effects.filter(({ version }) => version === 2)).toHaveLength(1);
    expect(world.audited().filter((entry) => entry === 'role file published fw-nova')).toHaveLength(2);
  });

  it.each([0, 1, 2])('at put %i of a root that rotates the online keys is healed the same way', async (step) => {
    const spare = sampleKey(71);
    world.ports.signer.loadPublicKeys = () => ({ snapshotKey: sampleKey(73), timestampKey: spare });
    world.ports.signer.signSnapshot = async (payload) => sampleKey(73).sign(payload);
    world.ports.signer.signTimestamp = async (payload) => spare.sign(payload);
    const root = signed(
      rootOf(2, { timestamp: roleOf([spare]), snapshot: roleOf([sampleKey(73)]) }),
      first(people.root),
    );
    world.state[failing] = step;
    await expect(attempt('root', root)).rejects.toMatchObject({ code: 'storage-unavailable' });
    world.state[failing] = Number.POSITIVE_INFINITY;
    await world.publish('root', root);
    await world.publish('fw-nova', release);
    expect(await find(path)).toBeDefined();
  });
});

describe('a crash after the file was put', () => {
  beforeEach(async () => {
    world.state.putsLeft = 1;
    await expect(attempt('fw-nova', release)).rejects.toThrow();
    world.state.putsLeft = Number.POSITIVE_INFINITY;
  });

  it('is finished for whoever comes next, who is told to sign the version after it', async () => {
    const other = signed(fileOf(2, [releaseTarget(43)]), ben);
    expect(await world.send('fw-nova', other)).toMatchObject({ refusal: 'version-taken', publishedVersion: 2 });
    await world.read();
    expect(await find(path)).toBeDefined();
  });

  it('is finished by the tick, with the database down', async () => {
    const report = await tendRepository(world.ports, hourMs);
    expect(report).toMatchObject({ finished: ['fw-nova'], failures: [] });
    await world.read(hourMs);
    expect(await find(path)).toBeDefined();
    expect(world.effects.some(({ version }) => version === 2)).toBe(false);
    await settlePublications(world.ports, tick);
    expect(world.effects.at(-1)).toMatchObject({ role: { name: 'fw-nova' }, version: 2 });
  });
});

describe('publishers at the same time', () => {
  it('of different roles are both published', async () => {
    const ceilings = signed(fileOf(2, [ceilingTarget()]), ...people.rollout);
    const stops = signed(fileOf(2, [stopTarget()]), ...people.stop);
    const answers = await Promise.all([
      attempt('fw-nova', release),
      attempt('rollout-nova', ceilings),
      attempt('stop-nova', stops),
    ]);
    expect(answers.map((answer) => answer.ok && answer.state)).toEqual(['published', 'published', 'published']);
    await world.read();
    for (const each of [path, ceilingTarget()[0], stopTarget()[0]])
      expect([each, await find(each)]).not.toContain(undefined);
  });

  it('of the same role: one wins, and the other is told so', async () => {
    const other = signed(fileOf(2, [releaseTarget(43)]), ben);
    const answers = await Promise.all([attempt('fw-nova', release), attempt('fw-nova', other)]);
    expect(answers.map((answer) => (answer.ok ? answer.state : answer.refusal)).sort()).toEqual([
      'published',
      'version-taken',
    ]);
    await world.read();
    expect([await find(path), await find(releaseTarget(43)[0])].filter((found) => found !== undefined)).toHaveLength(1);
  });

  it('of the same root: one wins', async () => {
    const roots = [rootOf(2), rootOf(2, { targets: roleOf([first(people.targets)]) })];
    const answers = await Promise.all(roots.map((root) => attempt('root', signed(root, first(people.root)))));
    expect(answers.map((answer) => answer.ok).sort()).toEqual([false, true]);
    await world.read();
  });

  it('one that is quicker by a hair takes nothing from the other', async () => {
    const stops = signed(fileOf(2, [stopTarget()]), ...people.stop);
    world.state.beforeTimestamp = () => attempt('stop-nova', stops);
    await world.publish('fw-nova', release);
    expect(await find(path)).toBeDefined();
    expect(await find(stopTarget()[0])).toBeDefined();
  });

  it('one that takes the people away meanwhile leaves their file unpublished', async () => {
    const { delegations, ...rest } = delegationsOf(2);
    const without = delegations.map((each) => (each.name.startsWith('fw-') ? { ...each, ...roleOf([ben]) } : each));
    const targets = signed({ ...rest, delegations: without }, first(people.targets));
    world.state.beforeTimestamp = () => attempt('targets', targets);
    expect(await attempt('fw-nova', release)).toMatchObject({ ok: false, refusal: 'not-a-key-of-this-role' });
    // The file is in storage, signed by somebody who may not any more: its version is passed over.
    expect(await world.send('fw-nova', signed(fileOf(2), ben))).toMatchObject({ refusal: 'version-taken' });
    const kept = signed(fileOf(3, [releaseTarget(43)]), ben);
    expect(await world.send('fw-nova', kept)).toMatchObject({ ok: true, state: 'published', version: 3 });
  });

  it('many of them end with a repository that lists everything that was published', async () => {
    const names = ['fw-nova', 'rollout-nova', 'stop-nova'] as const;
    const files = {
      'fw-nova': (version: number) => signed(fileOf(version, [releaseTarget(version)]), ada),
      'rollout-nova': (version: number) =>
        signed(fileOf(version, [ceilingTarget({ seq: version })]), ...people.rollout),
      'stop-nova': (version: number) => signed(fileOf(version, [stopTarget({ seq: version })]), ...people.stop),
    };
    const publishAll = async (name: (typeof names)[number]) => {
      for (let version = 2; version < 6; version += 1) {
        expect(await attempt(name, files[name](version))).toMatchObject({ ok: true, state: 'published' });
      }
    };
    await Promise.all(names.map(publishAll));
    await world.read();
    expect(await find(releaseTarget(5)[0])).toBeDefined();
  });
});

describe('storage that somebody wrote to', () => {
  const plant = (name: string, file: Signed) =>
    world.files.set(name, encodeRepositoryFile(file.payloadBytes, file.signatures));

  it('gives no version to a file that nobody could publish', async () => {
    plant('2.fw-nova.json', signed(fileOf(2, [releaseTarget(66)]), sampleKey(99)));
    world.files.set('3.fw-nova.json', new TextEncoder().encode('{'));
    expect(await tendRepository(world.ports, hourMs)).toMatchObject({ finished: [] });
    await world.publish('fw-nova', signed(fileOf(4, [releaseTarget(42)]), ada));
    expect(await find(releaseTarget(66)[0])).toBeUndefined();
  });

  it('does not make us list a file with fewer signatures than it was approved with', async () => {
    plant('2.fw-nova.json', { ...release, signatures: [] });
    expect(await world.send('fw-nova', release)).toMatchObject({ refusal: 'version-taken' });
    await world.publish('fw-nova', signed(fileOf(3, [releaseTarget(42)]), ada));
  });

  it.each([
    ['what is no timestamp', 'timestamp.json'],
    ['what is not the listed snapshot', '5.snapshot.json'],
    ['another targets file', '1.targets.json'],
    ['a root of a stranger', '2.root.json'],
  ])('%s is neither read nor signed again', async (_, name) => {
    const isRoot = name.includes('root');
    const stranger = signed(isRoot ? rootOf(2) : fileOf(1), sampleKey(99));
    const bytes = encodeRepositoryFile(stranger.payloadBytes, stranger.signatures);
    world.files.set(name, bytes);
    await expect(attempt('fw-nova', release)).rejects.toMatchObject({ code: 'storage-unavailable' });
    const { renewal, failures } = await tendRepository(world.ports, hourMs + 7_200_000);
    // The time needs no targets file, so it is told all the same.
    expect([renewal, failures.length > 0]).toEqual([name === '1.targets.json' ? 'timestamp' : null, true]);
    expect(world.files.get(name)).toBe(bytes);
  });

  it.each([
    ['timestamp', { snapshot: null, timestamp: sampleKey(99), version: 9 }],
    ['snapshot, with our timestamp on it', { snapshot: sampleKey(99), timestamp: null, version: 9 }],
  ])('a %s of a stranger is neither read nor signed again', async (_, by) => {
    await world.plantNewest(by);
    const planted = world.files.get('timestamp.json');
    await expect(attempt('fw-nova', release)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(await tendRepository(world.ports, hourMs + 7_200_000)).toMatchObject({ renewal: null });
    expect(world.files.get('timestamp.json')).toBe(planted);
  });
});

describe('effects', () => {
  it('that fail are made up for by the tick, and the audit is written once they took place', async () => {
    const { recordChanges } = world.ports.effects;
    world.ports.effects.recordChanges = async () => {
      throw new Error('the database is away');
    };
    await expect(attempt('fw-nova', release)).rejects.toThrow('away');
    await world.read();
    expect(await find(path)).toBeDefined();
    expect((await settlePublications(world.ports, tick)).failures).toHaveLength(1);
    world.ports.effects.recordChanges = recordChanges;
    const settled = await settlePublications(world.ports, tick);
    expect(settled.results.map(({ role }) => role)).toEqual(['fw-nova']);
    expect(world.records.audited.at(-1)).toMatchObject({ actor: 'tick', subject: 'fw-nova' });
    expect((await settlePublications(world.ports, tick)).results).toEqual([]);
  });

  it('of versions that were missed are told as one change, stops first', async () => {
    const settled = world.ports.publications.loadSettled;
    Object.assign(world.ports.publications, { recordSettled: async () => false });
    await world.publish('fw-nova', release);
    await world.publish('fw-nova', signed(fileOf(3, [releaseTarget(42), releaseTarget(43)]), ada));
    await world.publish('stop-nova', signed(fileOf(2, [stopTarget()]), ...people.stop));
    world.effects.length = 0;
    expect((await settled()).find(({ role }) => role === 'fw-nova')?.version).toBe(1);
    await settlePublications(world.ports, tick);
    expect(world.effects.map(({ role }) => role.name)).toEqual(['stop-nova', 'fw-nova']);
    expect(world.effects.at(-1)?.changes.releases.added).toHaveLength(2);
  });
});
