// What the service signs by itself: in time, with the time never running back, without a database; and every expiry told before.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptRoleFile } from '../../../src/app/accept-role-file.ts';
import { renewRepository } from '../../../src/app/renew-repository.ts';
import { showTrust } from '../../../src/app/show-trust.ts';
import { tendRepository } from '../../../src/app/tend-repository.ts';
import { bob, openTrustWorld, type TrustWorld } from '../../harness/trust-world.ts';
import { dayMs, nowMs, sampleKey } from '../../samples/statements.ts';
import { delegationsOf, fileOf, first, people, roleOf, rootOf, signed } from '../../samples/trust.ts';

let world: TrustWorld;
beforeEach(async () => {
  world = openTrustWorld();
  await world.begin();
});
afterEach(() => world.close());

const hourMs = 3_600_000;

function read(name: string) {
  const { signed: said } = JSON.parse(world.textOf(name)) as {
    signed: { version: number; expires: string; meta: { 'snapshot.json'?: { version: number } } };
  };
  return { version: said.version, expiresMs: Date.parse(said.expires), names: said.meta['snapshot.json']?.version };
}
const view = (atMs: number) => showTrust(world.ports, { product: null, nowMs: atMs });
const alarmOf = async (role: string, atMs: number) =>
  (await view(atMs)).alarms.find((alarm) => alarm.role === role)?.alarm ?? 'none';

describe('renewal', () => {
  it('signs the timestamp after an hour, the snapshot after a day, and nothing before', async () => {
    const before = read('timestamp.json');
    expect(await renewRepository(world.ports, nowMs + hourMs / 2)).toBe('not-due');
    expect(await renewRepository(world.ports, nowMs + hourMs)).toBe('timestamp');
    expect(read('timestamp.json')).toMatchObject({
      version: before.version + 1,
      names: before.names,
      expiresMs: nowMs + hourMs + dayMs,
    });
    expect(await renewRepository(world.ports, nowMs + hourMs)).toBe('not-due');
    expect(await renewRepository(world.ports, nowMs + dayMs)).toBe('snapshot');
    expect(read('timestamp.json').names).toBe((before.names ?? 0) + 1);
    await world.read(nowMs + dayMs);
  });

  it('asks nothing of the database', async () => {
    const away = () => Promise.reject(new Error('the database is away'));
    Object.assign(world.ports.proposals, { loadProposals: away, loadProposal: away });
    Object.assign(world.ports.publications, { loadSettled: away, recordSettled: away });
    expect(await tendRepository(world.ports, nowMs + dayMs)).toMatchObject({ renewal: 'snapshot', failures: [] });
  });

  it('never tells an earlier time than was told', async () => {
    await renewRepository(world.ports, nowMs + 5 * hourMs);
    const { expiresMs } = read('timestamp.json');
    await world.publish('stop-nova', signed(fileOf(2), ...people.stop));
    expect(read('timestamp.json').expiresMs).toBe(expiresMs);
    expect(await renewRepository(world.ports, nowMs)).toBe('not-due');
  });

  it('of two at once is done once', async () => {
    const answers = await Promise.all([1, 2].map(() => renewRepository(world.ports, nowMs + hourMs)));
    expect(answers.sort()).toEqual(['not-due', 'timestamp']);
  });

  it('waits for the first publication', async () => {
    const empty = openTrustWorld();
    expect(await renewRepository(empty.ports, nowMs)).toBe('nothing-published');
    await empty.publish('root', signed(rootOf(1), first(people.root)));
    expect(await renewRepository(empty.ports, nowMs)).toBe('nothing-published');
    expect(await tendRepository({ ...empty.ports, signer: null }, nowMs)).toMatchObject({ renewal: null, alarms: [] });
  });

  it('fails aloud while storage is away, and catches up', async () => {
    world.state.isDown = true;
    const report = await tendRepository(world.ports, nowMs + hourMs);
    expect(report).toMatchObject({ renewal: null, alarms: [] });
    expect(report.failures).toContainEqual(expect.objectContaining({ code: 'storage-unavailable' }));
    world.state.isDown = false;
    expect(await tendRepository(world.ports, nowMs + hourMs)).toMatchObject({ renewal: 'timestamp' });
  });
});

describe('renewals that fail', () => {
  const alarmed = async (atMs: number) =>
    (await view(atMs)).alarms
      .filter(({ missedRenewals }) => missedRenewals > 0)
      .map(({ role, missedRenewals, alarm }) => [role, missedRenewals, alarm]);
  const minuteMs = 60_000;

  it('alarm from the third in a row on, long before half of the life is over, until one succeeds', async () => {
    const { signTimestamp } = world.ports.signer;
    world.ports.signer.signTimestamp = () => Promise.reject(new Error('the key is gone'));
    for (let minute = 59; minute <= 62; minute += 1) {
      const report = await tendRepository(world.ports, nowMs + minute * minuteMs);
      expect([minute, report.failures.length]).toEqual([minute, 1]);
    }
    expect(await alarmed(nowMs + 61 * minuteMs)).toEqual([]);
    expect(await alarmed(nowMs + 62 * minuteMs)).toEqual([['timestamp', 3, 'none']]);
    world.ports.signer.signTimestamp = signTimestamp;
    await tendRepository(world.ports, nowMs + 63 * minuteMs);
    expect(await alarmed(nowMs + 63 * minuteMs)).toEqual([]);
  });

  it('are those that nobody made, too: no tick ran', async () => {
    expect(await alarmed(nowMs + 3 * hourMs)).toEqual([['timestamp', 121, 'none']]);
  });
});

describe('rotation of the timestamp key', () => {
  const spare = sampleKey(71);
  function giveSpare() {
    const { snapshotKey } = world.ports.signer.loadPublicKeys();
    world.ports.signer.loadPublicKeys = () => ({ snapshotKey, timestampKey: spare });
    world.ports.signer.signTimestamp = async (payload) => spare.sign(payload);
  }

  it('that was planned: the root lists the next key already, the service is given its secret, clients notice nothing', async () => {
    giveSpare();
    expect(await renewRepository(world.ports, nowMs + hourMs)).toBe('timestamp');
    await world.read(nowMs + hourMs);
    await world.publish('root', signed(rootOf(2, { timestamp: roleOf([spare]) }), first(people.root)));
    expect(await renewRepository(world.ports, nowMs + hourMs)).toBe('not-due');
  });

  it('in an emergency: a root without the key stops us at once, and the next secret starts us again', async () => {
    const root = signed(rootOf(2, { timestamp: roleOf([spare]) }), first(people.root));
    await expect(world.publish('root', root)).rejects.toThrow();
    const before = read('timestamp.json');
    expect(await renewRepository(world.ports, nowMs + hourMs)).toBe('not-listed');
    expect(read('timestamp.json')).toEqual(before);
    expect((await view(nowMs)).online?.isListed).toEqual({ snapshot: true, timestamp: false });
    expect(await world.send('stop-nova', signed(fileOf(2), ...people.stop))).toMatchObject({
      refusal: 'service-cannot-sign',
    });
    giveSpare();
    expect(await renewRepository(world.ports, nowMs)).toBe('timestamp');
    await world.read();
  });

  it('forgets the absurd versions that a thief of the old keys left', async () => {
    await world.plantNewest({ snapshot: null, timestamp: null, version: 2 ** 40 });
    expect(await renewRepository(world.ports, nowMs + hourMs)).toBe('timestamp');
    expect(read('timestamp.json')).toMatchObject({ version: 2 ** 40 + 1, names: 2 ** 40 });
    const next = sampleKey(73);
    giveSpare();
    world.ports.signer.loadPublicKeys = () => ({ snapshotKey: next, timestampKey: spare });
    world.ports.signer.signSnapshot = async (payload) => next.sign(payload);
    const root = rootOf(2, { timestamp: roleOf([spare]), snapshot: roleOf([next]) });
    await world.publish('root', signed(root, first(people.root)));
    const { version, names = 0 } = read('timestamp.json');
    expect([version, names < 100]).toEqual([1, true]);
    await world.publish('stop-nova', signed(fileOf(2), ...people.stop));
  });
});

describe('alarms', () => {
  it('tell every expiry at half and at three quarters of its life', async () => {
    const lives = { root: 365, targets: 365, 'fw-nova': 80, 'rollout-nova': 80, 'stop-nova': 80 };
    for (const [role, days] of Object.entries(lives)) {
      const expiresMs = (await view(nowMs)).roles.find(({ name }) => name === role)?.expiresMs ?? 0;
      expect([role, expiresMs]).toEqual([role, nowMs + days * dayMs]);
      expect(await alarmOf(role, expiresMs)).toBe('expired');
      expect(await alarmOf(role, expiresMs - 1)).toBe('three-quarters');
    }
    expect(await alarmOf('root', nowMs + 182 * dayMs)).toBe('none');
    expect(await alarmOf('root', nowMs + 183 * dayMs)).toBe('half');
    expect(await alarmOf('root', nowMs + 274 * dayMs)).toBe('three-quarters');
    expect(await alarmOf('timestamp', nowMs + 13 * hourMs)).toBe('half');
    expect(await alarmOf('snapshot', nowMs + 11 * dayMs)).toBe('three-quarters');
  });

  it('come before every expiry, over two years of ticks', async () => {
    const warned = new Set<string>();
    const expired = new Set<string>();
    for (let atMs = Math.ceil(nowMs / hourMs) * hourMs; atMs < nowMs + 730 * dayMs; atMs += 5 * dayMs) {
      const { alarms, failures } = await tendRepository(world.ports, atMs);
      expect(failures).toEqual([]);
      for (const { role, alarm } of alarms) {
        if (alarm === 'expired' && !warned.has(`${role} three-quarters`)) expired.add(role);
        warned.add(`${role} ${alarm}`);
      }
    }
    expect([...expired]).toEqual([]);
    for (const role of ['root', 'targets', 'fw-nova', 'rollout-nova', 'stop-nova']) {
      for (const alarm of ['half', 'three-quarters', 'expired']) expect(warned).toContain(`${role} ${alarm}`);
    }
    expect([...warned].filter((each) => /^(?:timestamp|snapshot) /.test(each))).toEqual([]);
  });

  it('tell a file that nobody may sign so any more', async () => {
    const { delegations, ...rest } = delegationsOf(2);
    const moved = delegations.map((each) =>
      each.name === 'stop-nova' ? { ...each, ...roleOf([sampleKey(62)]) } : each,
    );
    const file = signed({ ...rest, delegations: moved }, first(people.targets));
    await expect(world.send('targets', file)).rejects.toThrow();
    const again = { role: { kind: 'targets', name: 'targets', product: null }, ...file } as const;
    expect(await acceptRoleFile(world.ports, again, bob)).toMatchObject({
      state: 'published',
      unsigned: ['stop-nova'],
    });
    const unsigned = (await view(nowMs)).alarms.filter(({ isSigned }) => !isSigned);
    expect(unsigned).toMatchObject([{ role: 'stop-nova', alarm: 'none' }]);
  });
});
