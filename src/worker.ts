// The edge: the same app in workerd, with a database connection that lives no longer than its request.
import { openDatabase } from './adapters/postgres/database.ts';
import type { QueueBinding, QueueMessage } from './adapters/system/checkin-queue-binding.ts';
import { type Fetch, fetchCourier } from './adapters/system/fetch-courier.ts';
import { foldCheckins } from './app/fold-checkins.ts';
import { type Composed, callPatienceMs, composeProcess, composeStores } from './compose.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { openDoor } from './http/door.ts';
import { runTick } from './http/operate/run-tick.ts';
import type { Surroundings } from './http/shared/http-env.ts';
import type { Stores } from './http/shared/parts.ts';

type Bindings = Readonly<Record<string, unknown>> & {
  readonly HYPERDRIVE?: { readonly connectionString: string };
  readonly CHECKINS?: QueueBinding;
  /** A network without private addresses, where the platform's own has some: workerd on one machine. */
  readonly OUTSIDE?: { readonly fetch: Fetch };
};
type Delivered = { readonly messages: readonly QueueMessage[] };
type Context = { waitUntil(work: Promise<unknown>): void };

/**
 * One: a request that holds a connection and waits for a second, in front of a pool that others hold the same way, waits
 * for ever. Queries of one request are pipelined on it.
 */
const connectionsPerRequest = 1;

const answer = openDoor();
let composed: (Composed & { databaseUrl: string }) | null = null;

/** An isolate keeps its parts between requests; bindings do not change during its life. */
function composeOnce(env: Bindings) {
  if (composed === null) {
    const config = parseConfig({ ...env, DATABASE_URL: env.HYPERDRIVE?.connectionString ?? env.DATABASE_URL });
    // SMTP needs a process that stays: see DEPLOY.md.
    const door = { courier: chooseCourier(config, env), postman: null, checkins: chooseQueue(config, env) };
    composed = { ...composeProcess(config, door), databaseUrl: config.databaseUrl };
  }
  return composed;
}

/** Check-ins go to the database's own queue unless the configuration says otherwise. */
function chooseQueue({ checkinQueue }: Config, { CHECKINS }: Bindings): QueueBinding | null {
  if (checkinQueue === 'database') return null;
  if (CHECKINS === undefined)
    throw new ConfigError('CHECKIN_QUEUE is "binding", but there is no queue bound as CHECKINS.');
  return CHECKINS;
}

function chooseCourier({ mayCallLocalhost }: Config, { OUTSIDE }: Bindings) {
  const outside: Fetch = OUTSIDE === undefined ? fetch : (url, init) => OUTSIDE.fetch(url, init);
  return fetchCourier(outside, fetch, { mayCallLocalhost, patienceMs: callPatienceMs });
}

function surround(env: Bindings, context: Context): Surroundings & { close(): void } {
  const { process, log, databaseUrl } = composeOnce(env);
  let opened: { stores: Stores; close(): Promise<void> } | null = null;
  const running: Promise<unknown>[] = [];
  return {
    process,
    log,
    background(work) {
      running.push(work);
      context.waitUntil(work);
    },
    stores() {
      if (opened === null) {
        const database = openDatabase(databaseUrl, connectionsPerRequest);
        opened = { stores: composeStores(database.db), close: database.close };
      }
      return opened.stores;
    },
    close() {
      if (opened !== null) context.waitUntil(Promise.allSettled(running).then(opened.close));
    },
  };
}

export default {
  /** A poll is answered without waiting, and costs no promise. */
  fetch(request: Request, env: Bindings, context: Context): Response | Promise<Response> {
    const surroundings = surround(env, context);
    const answered = answer(request, surroundings);
    if (answered instanceof Promise) return answered.finally(surroundings.close);
    surroundings.close();
    return answered;
  },

  async scheduled(_event: unknown, env: Bindings, context: Context): Promise<void> {
    const surroundings = surround(env, context);
    try {
      await runTick(surroundings);
    } finally {
      surroundings.close();
    }
  },

  /** Moves what the queue held into the database and folds it. Whatever fails is delivered again, and counts once. */
  async queue(delivered: Delivered, env: Bindings, context: Context): Promise<void> {
    const surroundings = surround(env, context);
    try {
      const { checkinQueue, folds } = surroundings.stores();
      await checkinQueue.putBatches(delivered.messages.map(({ body }) => body));
      await foldCheckins({ folds }, surroundings.process.clock.nowMs(), { maxBatches: delivered.messages.length });
    } finally {
      surroundings.close();
    }
  },
};
