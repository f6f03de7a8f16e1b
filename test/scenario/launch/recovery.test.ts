// What is killed comes back: the whole launcher, the database server, the Worker, the object store.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../../../scripts/launch/embedded.ts';
import { eventually, makeGrounds, untilGone, writeTinyEntry } from './grounds.ts';

const grounds = makeGrounds();
const entry = writeTinyEntry(grounds);
const children: ChildProcess[] = [];
/** A request may wait for ten seconds by itself. */
const patient = { patienceMs: 60_000 };

type Launched = { readonly child: ChildProcess; readonly url: string; readonly pids: Record<string, number> };

async function launch(dataDir: string): Promise<Launched> {
  const script = fileURLToPath(new URL('run-launcher.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the launcher ended with ${code}`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), failed]);
  failed.catch(() => undefined);
  return { child, ...JSON.parse(line) };
}

async function post(url: string, text: string): Promise<unknown> {
  return (await fetch(url, { method: 'POST', body: text })).json();
}

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  grounds.remove();
});

describe('kill -9 of the launcher', () => {
  const dataDir = grounds.inside('killed');

  it('leaves no process behind, and the next start has every row and object', async () => {
    const first = await launch(dataDir);
    expect(await post(first.url, 'acknowledged')).toEqual(['acknowledged']);
    await fetch(`${first.url}/object/x`, { method: 'PUT', body: 'kept' });
    first.child.kill('SIGKILL');
    await untilGone(Object.values(first.pids));
  });

  it('a start at the same moment waits for what still stops', async () => {
    const second = await launch(dataDir);
    expect(await (await fetch(second.url)).json()).toEqual(['acknowledged']);
    expect(await (await fetch(`${second.url}/object/x`)).text()).toBe('kept');
    second.child.kill('SIGKILL');
    const third = await launch(dataDir);
    expect(await post(third.url, 'more')).toEqual(['acknowledged', 'more']);
    third.child.kill('SIGTERM');
    await untilGone([...Object.values(second.pids), ...Object.values(third.pids)]);
  });
});

describe('while it runs', () => {
  let running: Embedded;
  const log: string[] = [];

  beforeAll(async () => {
    running = await startEmbedded({
      dataDir: grounds.inside('running'),
      port: 0,
      entry,
      durability: 'fast',
      tickMs: 0,
      migrationsDir: grounds.inside('none'),
      log: (_level, message) => log.push(message),
    });
  });
  afterAll(() => running?.stop());

  function kill(part: 'postgres' | 'worker' | 'objects'): number {
    const pid = running.pids()[part];
    if (pid === undefined) throw new Error(`no ${part}`);
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  it('tells what workerd complains of, without the addresses of its code', async () => {
    expect((await fetch(`${running.url}/nowhere`)).status).toBe(500);
    const line = await eventually(() => log.find((text) => text.includes('DNS lookup failed')));
    expect(line).not.toContain('stack:');
  });

  it('kill -9 of PostgreSQL: the server comes back with what it acknowledged', async () => {
    expect(await post(running.url, 'one')).toEqual(['one']);
    const killed = kill('postgres');
    await eventually(
      async () => (await fetch(running.url)).ok && running.pids().postgres !== killed && running.pids().postgres,
    );
    expect(await eventually(() => post(running.url, 'two'))).toContain('two');
    expect(log.some((line) => line.startsWith('PostgreSQL runs again'))).toBe(true);
  });

  it.each(['worker', 'objects'] as const)(
    'kill -9 of workerd (%s): it answers again on the same port',
    async (part) => {
      await fetch(`${running.url}/object/y`, { method: 'PUT', body: part });
      const killed = kill(part);
      await untilGone([killed]);
      const text = await eventually(async () => {
        const answer = await fetch(`${running.url}/object/y`);
        return answer.ok ? answer.text() : undefined;
      }, patient);
      expect(text).toBe(part);
      expect(running.pids()[part]).not.toBe(killed);
      expect(await running.dispatchScheduled()).toBe('ok');
    },
  );

  it('kill -9 of the Worker while reports come in: each is answered, and in time', async () => {
    const told: number[] = [];
    let isOver = false;
    const lane = async () => {
      while (!isOver) told.push((await fetch(`${running.url}/ticks`)).status);
    };
    const lanes = Array.from({ length: 4 }, lane);
    const killed = kill('worker');
    await eventually(async () => running.pids().worker !== killed && (await fetch(running.url)).ok, patient);
    isOver = true;
    await Promise.all(lanes);
    expect(told.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(told.at(-1)).toBe(200);
  });

  it('kill -9 of workerd while somebody takes its port: it comes back when the port is free', async () => {
    const port = Number(new URL(running.s3.endpoint).port);
    const killed = kill('objects');
    const thief = await eventually(() => steal(port), { pauseMs: 0 });
    await eventually(() => log.some((line) => line.startsWith('the object store does not start')));
    await new Promise((resolve) => thief.close(resolve));
    const store = async () => (await fetch(`${running.url}/object/z`, { method: 'PUT', body: 'three' })).text();
    expect(await eventually(async () => (await store()) === 'three', patient)).toBe(true);
    expect(running.pids().objects).not.toBe(killed);
  });

  function steal(port: number): Promise<Server> {
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => socket.destroy());
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
    });
  }
});
