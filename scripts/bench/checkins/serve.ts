// The service as `npm run serve` runs it, on an embedded PostgreSQL that waits for the disk at each commit.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openBucket } from '../../../src/adapters/objects/client.ts';
import { objects } from '../../../src/adapters/objects/objects.ts';
import { putOnNode } from '../../../src/adapters/objects/put-on-node.ts';
import { type OpenDatabase, openDatabase } from '../../../src/adapters/postgres/database.ts';
import type { Objects } from '../../../src/app/ports/objects.ts';
import { migrateDatabase } from '../../launch/migrate.ts';
import { startPostgres } from '../../launch/postgres.ts';
import { startBenchStore } from '../object-store.ts';
import { seedFleet } from './seed.ts';

export type BenchService = {
  readonly port: number;
  readonly databaseUrl: string;
  /** The gateway's. */
  readonly token: string;
  /** One connection, for the bench itself. */
  readonly database: OpenDatabase;
  /** The storage that the service uses. */
  readonly objects: Objects;
  stop(): Promise<void>;
};

export async function startService(dir: string): Promise<BenchService> {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const postgres = await startPostgres({ dir: join(dir, 'postgres'), password: 'bench-only', durability: 'safe' });
    stops.push(postgres.stop);
    const store = await startBenchStore(dir);
    stops.push(store.stop);
    const databaseUrl = postgres.url();
    await migrateDatabase(databaseUrl);
    const database = openDatabase(databaseUrl, 1);
    stops.push(database.close);
    const token = await seedFleet(database);
    const door = await openDoor({ ...store.environment, DATABASE_URL: databaseUrl, PORT: '0' });
    stops.push(door.stop);
    const address = { ...store.address, region: 'auto' };
    const storage = objects(openBucket(address, putOnNode(address)));
    return { port: door.port, databaseUrl, token, database, objects: storage, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The words of `npm run serve` behind `node`, flags of V8 among them, without npm between us and the process. */
function readServeWords(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { serve: string } };
  return scripts.serve.split(' ').slice(1);
}

async function openDoor(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, readServeWords(), {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { port: await readPort(child), stop };
}

/** The service's log says where it listens, and is read on, since a full pipe would hold it up. */
function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /"listening","port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
      else if (line.includes('"level":"error"')) console.error(line);
    });
  });
}
