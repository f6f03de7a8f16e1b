// One workerd process under Miniflare: no orphans, no stolen signals, and back again when it is killed.
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Miniflare, MiniflareOptions } from 'miniflare';
import { describeError } from './launch-error.ts';
import { type LaunchLog, type LogLevel, silent } from './launch-log.ts';
import { endLeftover, readPid } from './leftovers.ts';

export type WorkerdOptions = {
  /** For the log. */
  readonly name: string;
  /** Where the process leaves its pid. */
  readonly pidFile: string;
  readonly miniflare: MiniflareOptions;
  readonly log?: LaunchLog;
};

export type RunningWorkerd = {
  /** The instance of the moment: after a restart that Miniflare could not do by itself there is another one. */
  current(): Miniflare;
  pid(): number | undefined;
  stop(): Promise<void>;
};

const longestPauseMs = 5_000;

/** Resolves when the process listens. Throws what Miniflare throws, an address in use included (`ERR_ADDRESS_IN_USE`). */
export async function startWorkerd(options: WorkerdOptions): Promise<RunningWorkerd> {
  const log = options.log ?? silent;
  const stopping = new AbortController();
  await endLeftover({ pidFile: options.pidFile, mark: 'workerd', signal: 'SIGKILL', patienceMs: 1_000 });
  useOwnScript();
  let instance = await create(options, log, () => void replace());

  async function replace(): Promise<void> {
    await instance.dispose().catch(() => undefined);
    for (let pauseMs = 100; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        instance = await create(options, log, () => void replace());
        if (stopping.signal.aborted) await instance.dispose();
        return;
      } catch (error) {
        log('warn', `${options.name} does not start: ${describeError(error)}`);
        await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    current: () => instance,
    pid: () => readPid(options.pidFile),
    async stop() {
      stopping.abort();
      await instance.dispose();
    },
  };
}

async function create(options: WorkerdOptions, log: LaunchLog, onFailedRestart: () => void): Promise<Miniflare> {
  const { Log, LogLevel: level, Miniflare: Instance } = loadMiniflare();
  // Miniflare starts a dead workerd again once, and only tells its log when that failed.
  class RestartLog extends Log {
    override logWithLevel(): void {}
    override error(error: Error): void {
      if ('code' in error && error.code === 'ERR_RUNTIME_FAILURE') onFailedRestart();
      log('warn', `${options.name}: ${error.message}`);
    }
  }
  const make = () =>
    new Instance({
      host: '127.0.0.1',
      cf: false,
      logRequests: false,
      ...options.miniflare,
      log: new RestartLog(level.ERROR),
      // Must answer undefined: Miniflare throws out of its stream reader, and so ends this process, at anything else.
      handleStructuredLogs: (line: { level: string; message: string }) => {
        if (!line.message.startsWith(ownNote)) log(levelOf(line.level), withoutStack(line.message));
      },
      unsafeHandleRuntimeRestart: () => log('info', `${options.name} ended by itself and runs again`),
      unsafeRuntimeEnv: { ORANGE_PID_FILE: options.pidFile, ORANGE_WORKERD: findWorkerd() },
    });
  const instance = keepingSignals(make);
  try {
    await instance.ready;
    return instance;
  } catch (error) {
    await instance.dispose().catch(() => undefined);
    throw error;
  }
}

/** By `require`: to `import` a CommonJS file of 4 MB, Node first reads it through for names, which takes longer than running it. */
function loadMiniflare(): typeof import('miniflare') {
  return createRequire(import.meta.url)('miniflare');
}

/** Miniflare answers Ctrl-C by ending the process on the spot, before the database is stopped: its listeners are taken off again. */
function keepingSignals<T>(make: () => T): T {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = signals.map((signal) => new Set(process.listeners(signal)));
  const made = make();
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) if (!before[index]?.has(listener)) process.off(signal, listener);
  }
  return made;
}

/** Miniflare reads the program to run from the environment. A checkout that lost the file's mode runs workerd without it. */
function useOwnScript(): void {
  const script = fileURLToPath(new URL('workerd.sh', import.meta.url));
  const isRunnable = process.platform !== 'win32' && (statSync(script).mode & 0o111) !== 0;
  if (isRunnable) process.env.MINIFLARE_WORKERD_PATH = script;
}

/** The binary that this Miniflare was made for, as its own `require('workerd')` finds it. */
function findWorkerd(): string {
  const found: unknown = createRequire(createRequire(import.meta.url).resolve('miniflare'))('workerd');
  const path: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'default') : undefined;
  return typeof path === 'string' ? path : 'workerd';
}

/** With this begin notes that workerd's makers count calls by, at every upload in parts. */
const ownNote = 'NOSENTRY ';

/** What workerd itself has to say ends with the addresses of its code, which help nobody here. */
const withoutStack = (message: string): string => message.split('\nstack: ', 1)[0] ?? message;

/** workerd names the console's method; `log` is what a Worker writes its records with. */
function levelOf(method: string): LogLevel {
  if (method === 'debug' || method === 'warn' || method === 'error') return method;
  return 'info';
}
