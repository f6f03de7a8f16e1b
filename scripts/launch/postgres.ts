// The embedded PostgreSQL: a real server on loopback that lives as long as this process and comes back when it is killed.
import { renameSync, statSync } from 'node:fs';
import postgres from 'postgres';
import { describeError, LaunchError } from './launch-error.ts';
import { type LaunchLog, silent } from './launch-log.ts';
import { freePort, type PortMemory, pickPort } from './ports.ts';
import { type ClusterOptions, openCluster } from './postgres-cluster.ts';
import { PostgresStartError, runPostgres } from './postgres-process.ts';
import { supervise } from './supervise.ts';

export type PostgresOptions = Omit<ClusterOptions, 'durability'> & {
  readonly durability?: 'safe' | 'fast';
  readonly ports?: PortMemory;
  readonly log?: LaunchLog;
};

export type RunningPostgres = {
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Changes only when another process took the port while the server was down. */
  port(): number;
  /** A direct connection to `database`, past the pooler. */
  url(): string;
  pid(): number | undefined;
  stop(): Promise<void>;
};

const database = 'orange';
const user = 'orange';
// A port can be lost between asking for it and listening on it; losing this many in a row means something else is wrong.
const portTries = 5;
const logLimitBytes = 16 * 1024 * 1024;

/** Makes the cluster at the first start, runs the server, creates the database `orange`. Throws a LaunchError. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const durability = options.durability ?? 'safe';
  const log = options.log ?? silent;
  const cluster = await openCluster({ ...options, durability });
  const logFile = `${options.dir}.log`;
  keepLogSmall(logFile);
  let port = await pickPort(options.ports?.recall('postgres'));

  const start = async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await runPostgres(cluster, { port, durability, logFile });
      } catch (error) {
        if (!(error instanceof PostgresStartError && error.isPortTaken) || tries === portTries) throw error;
        port = await freePort();
      }
    }
  };
  const server = await supervise({ name: 'PostgreSQL', start, log }).catch((error) => {
    throw doesNotStart(error, logFile);
  });
  options.ports?.remember('postgres', port);

  const url = () => `postgres://${user}:${options.password}@127.0.0.1:${port}/${database}`;
  const running = {
    user,
    password: options.password,
    database,
    port: () => port,
    url,
    pid: server.pid,
    stop: server.stop,
  };
  await createDatabase(running).catch(async (error) => {
    await server.stop();
    throw doesNotStart(error, logFile);
  });
  return running;
}

async function createDatabase(server: RunningPostgres): Promise<void> {
  const sql = postgres(server.url(), { database: 'postgres', max: 1, fetch_types: false });
  try {
    const found = await sql`select 1 from pg_database where datname = ${database}`;
    if (found.length === 0) await sql.unsafe(`create database ${database}`);
  } finally {
    await sql.end();
  }
}

/** The log of the start before stays beside it when this one begins a fresh file. */
function keepLogSmall(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimitBytes) renameSync(path, `${path}.1`);
}

function doesNotStart(error: unknown, logFile: string): unknown {
  if (error instanceof LaunchError) return error;
  return new LaunchError(
    `The embedded PostgreSQL does not start: ${describeError(error)}.`,
    `Its log is ${logFile}. A PostgreSQL of your own is used instead when DATABASE_URL is set.`,
    { cause: error },
  );
}
