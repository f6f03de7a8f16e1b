// Everything that one machine needs, started in order and stopped in the reverse: database, pooler, object store, Worker.
import { parseConfig, quietSdk } from '../../src/config.ts';
import { bundleWorker } from './bundle.ts';
import { openDataFolder } from './data-folder.ts';
import { type Started, type Stops, startDatabase, startObjects } from './embedded-stores.ts';
import { openFolderClock } from './folder-clock.ts';
import { describeError, LaunchError } from './launch-error.ts';
import { type LaunchLog, silent } from './launch-log.ts';
import type { ObjectStoreAddress } from './object-store.ts';
import type { OwnServices } from './own-services.ts';
import { whyNotFree } from './ports.ts';
import { portTaken, startWorker } from './worker.ts';

export type EmbeddedOptions = OwnServices & {
  readonly dataDir: string;
  /** Where the Worker answers; 0 for any free port. */
  readonly port: number;
  /** The Worker's source, relative to the checkout. */
  readonly entry?: string;
  /** Added to the Worker's bindings, or put in the place of one of them. */
  readonly bindings?: Readonly<Record<string, string>>;
  readonly log?: LaunchLog;
  /** `fast` never waits for the disk: for tests. Killed processes lose nothing all the same. */
  readonly durability?: 'safe' | 'fast';
  /** How often the scheduled handler is called; 0 for never. */
  readonly tickMs?: number;
  /** How many times as fast as the world's the service's clock runs. */
  readonly clockRate?: number;
  readonly migrationsDir?: string;
};

export type Embedded = {
  readonly url: string;
  /** What the Worker uses: the pooler, or the database of one's own. */
  readonly databaseUrl: string;
  /** Past the pooler: for migrations, for sessions that outlive a request. */
  readonly directDatabaseUrl: string;
  readonly s3: ObjectStoreAddress;
  /** Set at the first start only. */
  readonly operatorToken?: string;
  /** The processes of the moment, by part; for tests that kill them. */
  pids(): { postgres: number | undefined; objects: number | undefined; worker: number | undefined };
  dispatchScheduled(cron?: string): Promise<string>;
  stop(): Promise<void>;
};

/** Resolves when the Worker answers. Throws a LaunchError when a person can mend the cause; nothing keeps running then. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  quietSdk();
  const folder = openDataFolder(options.dataDir);
  const stops: Stops = [async () => folder.lock.release()];
  const stop = stopper(stops);
  try {
    const started = { options, folder, stops, log: options.log ?? silent };
    const parts = await startParts(started);
    folder.lock.publish(parts.url);
    return { ...parts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(started: Started): Promise<Omit<Embedded, 'stop'>> {
  const { options } = started;
  await checkPort(options.port);
  const starting = [startDatabase(started), startObjects(started), bundleWorker(options.entry)] as const;
  // All are waited for even when one fails, so that whatever did start is known and can be stopped.
  await Promise.allSettled(starting);
  const [database, objects, script] = await Promise.all(starting);
  const clock = openFolderClock(started.folder.path, options.clockRate ?? 1);
  started.stops.push(async () => clock.stop());
  const bindings = {
    ...bindingsFor(database.url, objects.address),
    ...clock.bindings,
    SERVICE_SECRET: started.folder.secrets.serviceSecret,
    SNAPSHOT_KEY: started.folder.secrets.snapshotKey,
    TIMESTAMP_KEY: started.folder.secrets.timestampKey,
    ...options.bindings,
  };
  if (options.entry === undefined) checkBindings(bindings);
  const worker = await startWorker({
    script,
    port: options.port,
    tickMs: options.tickMs ?? 60_000,
    cron: '* * * * *',
    pidFile: started.folder.inside('worker.pid'),
    scratchDir: started.folder.inside('scratch'),
    log: started.log,
    bindings,
  });
  started.stops.push(() => worker.stop());
  return {
    url: worker.url,
    databaseUrl: database.url,
    directDatabaseUrl: database.directUrl,
    s3: objects.address,
    ...(database.operatorToken === undefined ? {} : { operatorToken: database.operatorToken }),
    pids: () => ({ postgres: database.pid(), objects: objects.pid(), worker: worker.pid() }),
    dispatchScheduled: worker.dispatchScheduled,
  };
}

/** The names are those that src/config.ts reads. */
function bindingsFor(databaseUrl: string, s3: ObjectStoreAddress): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    S3_REGION: s3.region,
    CLOCK_RATE: '1',
    CHECKIN_QUEUE: 'database',
    LOG_LEVEL: 'info',
  };
}

/** The service itself would find out at its first request; here a person is still looking. */
function checkBindings(bindings: Readonly<Record<string, string>>): void {
  try {
    parseConfig(bindings);
  } catch (error) {
    throw new LaunchError(describeError(error), 'Mend or unset that variable and start again.', { cause: error });
  }
}

async function checkPort(port: number): Promise<void> {
  const reason = port === 0 ? undefined : await whyNotFree(port);
  if (reason === 'EADDRINUSE') throw portTaken(port);
  if (reason !== undefined)
    throw new LaunchError(`Port ${port} cannot be used: ${reason}.`, 'Choose another one: npm start -- --port 8787');
}

function stopper(stops: Stops): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    const failures: unknown[] = [];
    for (const stop of stops.reverse()) await stop().catch((error) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'Not every part stopped cleanly');
  };
  return () => {
    stopping ??= stopAll();
    return stopping;
  };
}
