// The embedded PostgreSQL by itself: who it runs as, where it listens, what it does after a crash.
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort, openPortMemory } from '../../../scripts/launch/ports.ts';
import { type RunningPostgres, startPostgres } from '../../../scripts/launch/postgres.ts';
import { openCluster } from '../../../scripts/launch/postgres-cluster.ts';
import { runPostgres } from '../../../scripts/launch/postgres-process.ts';
import { eventually, makeGrounds } from './grounds.ts';

const grounds = makeGrounds();
afterAll(() => grounds.remove());

const password = 'a quiet secret';

async function ask(server: RunningPostgres, statement: string): Promise<unknown> {
  const sql = postgres(server.url(), { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    return (await sql.unsafe(statement))[0];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

function makeFolder(name: string): string {
  mkdirSync(grounds.inside(name), { recursive: true });
  return grounds.inside(name);
}

describe('the embedded PostgreSQL', () => {
  it('listens on loopback with a password, and keeps its port from start to start', async () => {
    const folder = makeFolder('plain');
    const start = () =>
      startPostgres({ dir: `${folder}/postgres`, password, durability: 'fast', ports: openPortMemory(folder) });
    const first = await start();
    expect(
      await ask(
        first,
        `select current_user as who, current_setting('listen_addresses') as at, pg_encoding_to_char(encoding) as text
      from pg_database where datname = current_database()`,
      ),
    ).toEqual({ who: 'orange', at: '127.0.0.1', text: 'UTF8' });
    const wrong = postgres(first.url(), { password: 'guessed', max: 1 });
    await expect(wrong`select 1`).rejects.toThrow('password authentication failed');
    await wrong.end();
    await first.stop();

    const second = await start();
    expect(second.port()).toBe(first.port());
    await second.stop();

    const occupier = await occupy(first.port());
    const third = await start();
    occupier.close();
    expect(third.port()).not.toBe(first.port());
    expect(openPortMemory(folder).recall('postgres')).toBe(third.port());
    await third.stop();
  });

  it('moves to another port when its own is taken while it is down', async () => {
    const server = await startPostgres({ dir: `${makeFolder('moved')}/postgres`, password, durability: 'fast' });
    await ask(server, 'create table kept as select 1 as x');
    const [port, pid] = [server.port(), server.pid() ?? 0];
    process.kill(pid, 'SIGKILL');
    const occupier = await eventually(() => occupy(port), { pauseMs: 0 });
    await eventually(() => server.pid() !== undefined && server.pid() !== pid);
    expect(await ask(server, 'select x from kept')).toEqual({ x: 1 });
    expect(server.port()).not.toBe(port);
    occupier.close();
    await server.stop();
  });

  it('ends a server that an earlier launcher left running on the same files', async () => {
    const dir = `${makeFolder('left')}/postgres`;
    const cluster = await openCluster({ dir, password, durability: 'fast' });
    const left = await runPostgres(cluster, { port: await freePort(), durability: 'fast', logFile: `${dir}.log` });
    const second = await startPostgres({ dir, password, durability: 'fast' });
    await left.exited;
    expect(second.pid()).not.toBe(left.pid);
    await eventually(() => ask(second, 'select 1 as one'));
    await second.stop();
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'runs as another account where root may not have a user namespace',
    async () => {
      chmodSync(grounds.dir, 0o711);
      const dir = `${makeFolder('account')}/postgres`;
      const server = await startPostgres({ dir, password, durability: 'fast', way: 'account' });
      expect(await ask(server, 'select 1 as one')).toEqual({ one: 1 });
      expect(statSync(dir).uid).not.toBe(0);
      expect(statSync(`/proc/${server.pid()}`).uid).toBe(statSync(dir).uid);
      await server.stop();
    },
  );
});
