// The two parts that keep things, each embedded or somebody's own: the database behind its pooler, and the object store.
import { checkBucket } from '../../src/adapters/objects/check-bucket.ts';
import { openBucket } from '../../src/adapters/objects/client.ts';
import type { DataFolder } from './data-folder.ts';
import type { EmbeddedOptions } from './embedded.ts';
import { describeError, LaunchError } from './launch-error.ts';
import type { LaunchLog } from './launch-log.ts';
import { migrateDatabase } from './migrate.ts';
import { type ObjectStoreAddress, startObjectStore } from './object-store.ts';
import { ensureOperatorToken } from './operator-token.ts';
import { startPooler } from './pooler.ts';
import { startPostgres } from './postgres.ts';

/** Parts add how they are stopped as they start; the last one started is stopped first. */
export type Stops = (() => Promise<unknown>)[];

export type Started = {
  readonly options: EmbeddedOptions;
  readonly folder: DataFolder;
  readonly stops: Stops;
  readonly log: LaunchLog;
};

/** A database that has the schema and an operator, and the two ways to it. */
export async function startDatabase(started: Started) {
  const { options } = started;
  const given = options.databaseUrl;
  const reached =
    given === undefined ? await startOwnDatabase(started) : { url: given, directUrl: given, pid: () => undefined };
  const { total } = await migrateDatabase(reached.directUrl, options.migrationsDir).catch(refuseDatabase);
  // Without migrations (a test with a Worker of its own) there is no table for a token.
  const operatorToken = total === 0 ? undefined : await ensureOperatorToken(reached.directUrl);
  return { ...reached, operatorToken };
}

/** The embedded one has answered by then: this is about a database of one's own. */
function refuseDatabase(error: unknown): never {
  if (error instanceof LaunchError) throw error;
  throw new LaunchError(
    `The database cannot be used: ${describeError(error)}.`,
    'Mend DATABASE_URL, or unset it to use the embedded PostgreSQL.',
    { cause: error },
  );
}

async function startOwnDatabase({ options, folder, stops, log }: Started) {
  const server = await startPostgres({
    dir: folder.inside('postgres'),
    password: folder.secrets.databasePassword,
    durability: options.durability ?? 'safe',
    ports: folder.ports,
    log,
  });
  stops.push(() => server.stop());
  const target = {
    host: '127.0.0.1',
    port: server.port,
    user: server.user,
    password: server.password,
    database: server.database,
  };
  const pooler = await startPooler({ target, ports: folder.ports });
  stops.push(() => pooler.stop());
  return { url: pooler.url, directUrl: server.url(), pid: server.pid };
}

/** Where objects are kept, and the process that keeps them when it is ours. */
export async function startObjects({ options, folder, stops, log }: Started) {
  if (options.objectStore !== undefined) {
    await refuseUnusable(options.objectStore);
    return { address: options.objectStore, pid: () => undefined };
  }
  const store = await startObjectStore({
    dir: folder.inside('objects'),
    pidFile: folder.inside('objects.pid'),
    accessKeyId: folder.secrets.s3AccessKeyId,
    secretAccessKey: folder.secrets.s3SecretAccessKey,
    ports: folder.ports,
    avoidPort: options.port,
    log,
  });
  stops.push(() => store.stop());
  return store;
}

/** A service without its storage starts and does nothing; here a person is still looking. */
async function refuseUnusable(address: ObjectStoreAddress): Promise<void> {
  const refusal = await checkBucket(openBucket(address));
  if (refusal === null) return;
  const message = `The object storage at ${address.endpoint} cannot be used: ${refusal.cause}.`;
  throw new LaunchError(message, `${refusal.hint} Unset S3_ENDPOINT to use the embedded store.`);
}
