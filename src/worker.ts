// The edge: the same app in workerd, with a database connection that lives no longer than its request.
import { openDatabase } from './adapters/postgres/database.ts';
import { type Composed, composeProcess, composeStores } from './compose.ts';
import { parseConfig } from './config.ts';
import { openDoor } from './http/door.ts';
import { runTick } from './http/operate/run-tick.ts';
import type { Surroundings } from './http/shared/http-env.ts';
import type { Stores } from './http/shared/parts.ts';

type Bindings = Readonly<Record<string, unknown>> & { readonly HYPERDRIVE?: { readonly connectionString: string } };
type Context = { waitUntil(work: Promise<unknown>): void };

/** In a Worker at most six connections are open a request, and each costs one; parallel reads share few. */
const connectionsPerRequest = 3;

const answer = openDoor();
let composed: (Composed & { databaseUrl: string }) | null = null;

/** An isolate keeps its parts between requests; bindings do not change during its life. */
function composeOnce(env: Bindings) {
  if (composed === null) {
    const config = parseConfig({ ...env, DATABASE_URL: env.HYPERDRIVE?.connectionString ?? env.DATABASE_URL });
    composed = { ...composeProcess(config), databaseUrl: config.databaseUrl };
  }
  return composed;
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
  async fetch(request: Request, env: Bindings, context: Context): Promise<Response> {
    const surroundings = surround(env, context);
    try {
      return await answer(request, surroundings);
    } finally {
      surroundings.close();
    }
  },

  async scheduled(_event: unknown, env: Bindings, context: Context): Promise<void> {
    const surroundings = surround(env, context);
    try {
      await runTick(surroundings);
    } finally {
      surroundings.close();
    }
  },
};
