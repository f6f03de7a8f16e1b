// The restore drill: the database of yesterday under the repository of today, and what becomes of everything in between.
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { openStockClient, type StockClient } from '../harness/stock-client.ts';
import { openDevice, origin, type TestDevice } from './attacks/device.ts';

let service: ServedApp;
let story: Story;
let device: TestDevice;
let stock: StockClient;
const logged: { level: string; message: string; fields: unknown }[] = [];

beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  await story.done('model', 'add', 'nova-a1');
  const root = service.trust.files.get('1.root.json') ?? new Uint8Array();
  device = openDevice({
    web: ((url, init) => fetch(String(url).replace(origin, service.url), init)) as typeof fetch,
    trusted: new Map([['root', root]]),
  });
  device.state.memory = {
    ...device.state.memory,
    version: '0.9.0',
    counter: 0,
    securityFloor: 0,
    wantedFloor: 0,
    otherCounter: 0,
  };
  stock = openStockClient(root, async (path) => service.trust.files.get(path) ?? null);
  await passHour();
});
afterAll(async () => {
  stock.close();
  await service.close();
});

/** Puts a copy of one database in the place of another, on the same server. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const url = Object.assign(new URL(service.database.url), { pathname: '/postgres' }).href;
  const server = postgres(url, { max: 1, onnotice: () => {} });
  await server.unsafe(`drop database if exists ${to} with (force)`);
  await server`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${from}`;
  await server.unsafe(`create database ${to} template ${from}`);
  await server.end();
}
const live = () => new URL(service.database.url).pathname.slice(1);
const backup = () => `${live()}_backup`;

async function passHour(): Promise<void> {
  service.clock.ms += 3_600_000;
  device.state.clockMs = service.clock.ms;
  const log = (level: string, message: string, fields?: unknown) => void logged.push({ level, message, fields });
  await runTick({ ...service.surroundings, log });
}

/** Publishes a build under a plan of its own and lets it go to everybody. */
async function ship(version: string): Promise<void> {
  await story.publish(version, '--no-ceiling');
  await story.done('plan', 'apply', story.writePlan('none', `to-${version.replaceAll('.', '-')}`), '--yes');
  await story.done('rollout', 'start', version, '--yes');
  await passHour();
  for (const _ of ['half', 'all']) await story.done('rollout', 'promote');
  await story.done('rollout', 'complete', '--reason', 'all well');
  await passHour();
}

/** What the device does when it asks now. */
async function ask(): Promise<string> {
  const round = await device.round();
  if (round.kind === 'quiet') return round.reason;
  if (round.kind !== 'offered') return JSON.stringify(round);
  return round.outcome.kind === 'installed' ? `installed ${round.outcome.version}` : JSON.stringify(round.outcome);
}

function publishedVersions(): Record<string, number> {
  const read = (name: string) =>
    (JSON.parse(new TextDecoder().decode(service.trust.files.get(name))) as { signed: SignedHead }).signed;
  const timestamp = read('timestamp.json');
  const snapshot = timestamp.meta['snapshot.json']?.version ?? 0;
  const { meta } = read(`${snapshot}.snapshot.json`);
  const roles = Object.entries(meta).map(([name, { version }]) => [name, version] as const);
  return { timestamp: timestamp.version, snapshot, ...Object.fromEntries(roles) };
}
type SignedHead = { readonly version: number; readonly meta: Readonly<Record<string, { readonly version: number }>> };

type BuildShown = { version: string; state: string; counter: number; withdrawal: unknown };
const builds = async (): Promise<BuildShown[]> =>
  (jsonOf(await story.done('build', 'list', '--json')) as unknown as { items: BuildShown[] }).items;

describe('the database of yesterday', () => {
  let filesThen: ReadonlyMap<string, Uint8Array>;
  let versionsThen: Record<string, number>;

  it('is backed up, and the week goes on: two builds, one of them recalled', async () => {
    await ship('1.0.0');
    expect(await ask()).toBe('installed 1.0.0');
    await copyDatabase(live(), backup());
    await ship('1.1.0');
    await ship('1.2.0');
    expect(await ask()).toBe('installed 1.2.0');
    await story.done('trust', 'recall', '1.1.0', '--reason', 'no boot', '--yes');
    await stock.refresh(service.clock.ms);
    filesThen = new Map(service.trust.files);
    versionsThen = publishedVersions();
    await story.done('audit', 'verify');
  });

  it('is restored, and the next tick finds the builds again, withdraws what was recalled, and tells what it cannot know', async () => {
    await copyDatabase(backup(), live());
    expect((await builds()).map(({ version }) => version)).toEqual(['1.0.0']);
    logged.length = 0;
    await passHour();
    expect((await builds()).map(({ version, state, counter }) => [version, state, counter]).sort()).toEqual([
      ['1.0.0', 'sealed', 1],
      ['1.1.0', 'sealed', 2],
      ['1.2.0', 'sealed', 3],
    ]);
    expect((await builds()).filter(({ withdrawal }) => withdrawal !== null).map(({ version }) => version)).toEqual([
      '1.1.0',
    ]);
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
    expect(logged).toContainEqual({
      level: 'warn',
      message: 'published, and unknown to this database',
      fields: { role: 'rollout-nova', withoutEffect: [expect.anything(), expect.anything()] },
    });
  });

  it('reuses no version and no counter when people publish again, and overwrites no file', async () => {
    await ship('1.3.0');
    const [newest] = (await builds()).filter(({ version }) => version === '1.3.0');
    expect(newest?.counter).toBe(4);
    const versions = publishedVersions();
    for (const role of ['timestamp', 'snapshot', 'fw-nova.json', 'rollout-nova.json'])
      expect(versions[role], role).toBeGreaterThan(versionsThen[role] ?? Number.POSITIVE_INFINITY);
    for (const [name, bytes] of filesThen)
      if (name !== 'timestamp.json') expect(service.trust.files.get(name), name).toEqual(bytes);
  });

  it('is no rollback to whoever saw the later repository: the device takes the next build, a stock client goes on', async () => {
    expect(await ask()).toBe('installed 1.3.0');
    await stock.refresh(service.clock.ms);
    expect(await ask()).toBe('up-to-date');
  });

  it('shows in the audit, to a machine that saw the later chain, until people say that they know why', async () => {
    const verified = await story.run(['audit', 'verify', '--json']);
    expect(verified.code).toBe(1);
    expect(jsonOf(verified)).toMatchObject({ isWhole: false, fault: { fault: 'cut-short' } });
  });

  it('under a bucket of yesterday: nothing is published over it, and whoever saw more says so', async () => {
    const files = new Map(service.trust.files);
    service.trust.files.clear();
    for (const [name, bytes] of filesThen) service.trust.files.set(name, bytes);
    logged.length = 0;
    await passHour();
    expect(logged.filter(({ level }) => level === 'error')).toContainEqual({
      level: 'error',
      message: 'storage holds less of a role than was published before',
      fields: { role: 'fw-nova', published: versionsThen['fw-nova.json'], settled: expect.any(Number) },
    });
    const refused = await story.run(['trust', 'renew', 'stop-nova', '--yes']);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('older than what this machine has seen'),
    });
    const installs = [...device.installs];
    expect(await ask()).not.toContain('installed');
    expect(device.installs).toEqual(installs);
    service.trust.files.clear();
    for (const [name, bytes] of files) service.trust.files.set(name, bytes);
    await passHour();
    await ship('1.4.0');
    expect(await ask()).toBe('installed 1.4.0');
  });
});
