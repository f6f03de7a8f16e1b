// Runs the Worker in workerd behind a door that reads HTTP first, and calls its scheduled handler as Cloudflare's cron would.
import { rmSync } from 'node:fs';
import { openFront } from './front/front.ts';
import { errorCode, LaunchError } from './launch-error.ts';
import { type LaunchLog, silent } from './launch-log.ts';
import { startWorkerd } from './workerd.ts';

export type WorkerOptions = {
  /** The bundle's text. */
  readonly script: string;
  /** Where users and devices reach the Worker. */
  readonly port: number;
  readonly bindings: Readonly<Record<string, string>>;
  /** How often the scheduled handler is called; 0 for never. Nothing calls it by itself outside Cloudflare. */
  readonly tickMs: number;
  /** The trigger's name, as in wrangler.toml. */
  readonly cron: string;
  readonly pidFile: string;
  /** Emptied at each start: what the Cache API holds, which must not outlive the Worker that put it there. */
  readonly scratchDir: string;
  readonly log?: LaunchLog;
};

export type RunningWorker = {
  readonly url: string;
  pid(): number | undefined;
  /** Calls the scheduled handler once. Resolves with its outcome, `ok` or `exception`. */
  dispatchScheduled(cron?: string): Promise<string>;
  stop(): Promise<void>;
};

// A young generation of 64 MB takes the 99th percentile of a poll from 25 to 3 ms (performance.md, section 1b).
export const v8Flags = '--min-semi-space-size=64 --max-semi-space-size=64';

/**
 * What webhooks are sent through: workerd judges each address that it connects to, so that no name leads into this
 * machine's networks, whatever it said before. The Worker's own network must have PostgreSQL and storage in it.
 */
export const outside = { network: { allow: ['public'], tlsOptions: { trustBrowserCas: true } } };

/** Throws a LaunchError when the port is taken or the script does not load. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const log = options.log ?? silent;
  process.env.MINIFLARE_WORKERD_V8_FLAGS = v8Flags;
  rmSync(options.scratchDir, { recursive: true, force: true });
  const running = await startWorkerd({
    name: 'the Worker',
    pidFile: options.pidFile,
    log,
    miniflare: {
      modules: [{ type: 'ESModule', path: 'worker.mjs', contents: options.script }],
      compatibilityDate: '2026-07-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { ...options.bindings },
      serviceBindings: { OUTSIDE: outside },
      port: 0,
      defaultPersistRoot: options.scratchDir,
      // Past Miniflare's entry proxy, which would cost 3.5 times the Worker itself (performance.md, section 1).
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    },
  }).catch((error) => {
    throw doesNotStart(error);
  });
  const workerPort = async () => Number((await running.current().unsafeGetDirectURL()).port);
  const front = await openFront({ port: options.port, workerPort }).catch(async (error) => {
    await running.stop();
    throw errorCode(error) === 'EADDRINUSE' ? portTaken(options.port) : error;
  });

  async function dispatchScheduled(cron = options.cron): Promise<string> {
    const worker = await running.current().getWorker();
    return (await worker.scheduled({ cron })).outcome;
  }

  let isStopping = false;
  const clock = startTicking(options.tickMs, async () => {
    const outcome = await dispatchScheduled().catch((error: Error) => error.message);
    // A tick that the end cuts off says so of itself; the next start goes on with it.
    if (outcome !== 'ok' && !isStopping) log('warn', `the scheduled handler ended with: ${outcome}`);
  });
  return {
    url: `http://127.0.0.1:${front.port}`,
    pid: running.pid,
    dispatchScheduled,
    async stop() {
      isStopping = true;
      clock.stop();
      await front.stop();
      await running.stop();
    },
  };
}

/** A tick that takes longer than the interval is not overtaken: the next one comes an interval after its end. */
function startTicking(tickMs: number, tick: () => Promise<void>): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = tickMs === 0;
  const next = () => {
    if (!isStopped) timer = setTimeout(() => void tick().then(next), tickMs);
  };
  next();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function doesNotStart(error: unknown): unknown {
  const lines = error instanceof Error ? error.message.split('\n') : [String(error)];
  const line = lines.find((text) => text.includes('Uncaught')) ?? lines[0];
  return new LaunchError(`The Worker does not load: ${line?.trim()}`, 'Mend it and start again.', { cause: error });
}

/** The one sentence for a port that somebody else listens on. */
export function portTaken(port: number): LaunchError {
  const next = port + 1 < 65_536 ? port + 1 : 8787;
  return new LaunchError(`Port ${port} is in use.`, `Choose another one: npm start -- --port ${next}`);
}
