// The launcher as a whole: a first start from nothing, a second one that finds everything again, bindings, ticks.
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../../../scripts/launch/embedded.ts';
import { eventually, makeGrounds, untilGone, writeTinyEntry } from './grounds.ts';

const grounds = makeGrounds();
const dataDir = grounds.inside('kept');
const lines: string[] = [];
let running: Embedded | undefined;

async function start(): Promise<Embedded> {
  running = await startEmbedded({
    dataDir,
    port: 0,
    entry: writeTinyEntry(grounds),
    durability: 'fast',
    tickMs: 200,
    migrationsDir: grounds.inside('none'),
    bindings: { CLOCK_RATE: '60', EXTRA: 'yes' },
    log: (_level, message) => lines.push(message),
  });
  return running;
}

async function ask(path: string, init?: RequestInit): Promise<unknown> {
  const answer = await fetch(new URL(path, running?.url), init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return path.startsWith('/object/') ? text : JSON.parse(text);
}

beforeAll(async () => void (await start()));
afterAll(async () => {
  await running?.stop();
  grounds.remove();
});

describe('a first start', () => {
  it('answers from PostgreSQL and from the object store', async () => {
    expect(await ask('/one')).toEqual([{ one: 1 }]);
    expect(await ask('/', { method: 'POST', body: 'first' })).toEqual(['first']);
    expect(await ask('/object/a/b', { method: 'PUT', body: 'bytes' })).toBe('bytes');
  });

  it('keeps the folder and the secrets to their owner', () => {
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect(modeOf(dataDir) & 0o077).toBe(0);
    expect(modeOf(`${dataDir}/secrets.json`)).toBe(0o600);
  });

  it('gives the Worker the agreed bindings, and those of the caller on top', async () => {
    const secrets: { serviceSecret: string } = JSON.parse(readFileSync(`${dataDir}/secrets.json`, 'utf8'));
    expect(await ask('/bindings')).toMatchObject({
      DATABASE_URL: running?.databaseUrl,
      S3_ENDPOINT: running?.s3.endpoint,
      S3_BUCKET: 'orange',
      S3_REGION: 'auto',
      SERVICE_SECRET: secrets.serviceSecret,
      CLOCK_RATE: '60',
      CHECKIN_QUEUE: 'database',
      LOG_LEVEL: 'info',
      EXTRA: 'yes',
    });
    expect(secrets.serviceSecret).toMatch(/^[0-9a-f]{64}$/);
  });

  it('calls the scheduled handler again and again, and passes on what the Worker logs', async () => {
    expect(await running?.dispatchScheduled()).toBe('ok');
    await eventually(async () => Number(await ask('/ticks')) >= 3);
    expect(lines).toContain('{"level":"info","message":"tick"}');
  });

  it('refuses S3 requests without the right key', async () => {
    const answer = await fetch(`${running?.s3.endpoint}/orange/a/b`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });
});

describe('a second start', () => {
  it('stops every process, then finds rows and objects again at the same S3 address', async () => {
    const before = running;
    const pids = Object.values(before?.pids() ?? {}).filter((pid) => pid !== undefined);
    expect(pids).toHaveLength(3);
    await before?.stop();
    await untilGone(pids);

    const again = await start();
    expect(again.s3).toEqual(before?.s3);
    expect(await ask('/')).toEqual(['first']);
    expect(await ask('/object/a/b')).toBe('bytes');
  });
});

describe('a start with a database and an object store of one’s own', () => {
  it('starts neither, and uses what it was given', async () => {
    if (running === undefined) throw new Error('the second start failed');
    const guest = await startEmbedded({
      dataDir: grounds.inside('guest'),
      port: 0,
      entry: writeTinyEntry(grounds),
      tickMs: 0,
      migrationsDir: grounds.inside('none'),
      databaseUrl: running.directDatabaseUrl,
      objectStore: running.s3,
    });
    expect(guest.pids()).toMatchObject({ postgres: undefined, objects: undefined });
    expect(guest.databaseUrl).toBe(running.directDatabaseUrl);
    expect(await (await fetch(guest.url)).json()).toEqual(['first']);
    expect(await (await fetch(`${guest.url}/object/a/b`)).text()).toBe('bytes');
    await guest.stop();
    expect(await ask('/')).toEqual(['first']);
  });
});
