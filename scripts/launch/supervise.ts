// Starts a part again when it ends by itself: at once the first time, then ever more slowly, and never gives up.
import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from './launch-error.ts';
import type { LaunchLog } from './launch-log.ts';

export type Run = { readonly pid: number; readonly exited: Promise<void>; stop(): Promise<void> };

export type Supervised = {
  pid(): number | undefined;
  stop(): Promise<void>;
};

export type SuperviseOptions = {
  readonly name: string;
  readonly start: () => Promise<Run>;
  readonly log: LaunchLog;
};

const firstPauseMs = 100;
const longestPauseMs = 5_000;
// A part that lived this long had come up properly: its end is news, not the next round of the same failure.
const settledMs = 10_000;

/** Resolves when the part runs for the first time; a failure of that first start is thrown, later ones are retried. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const stopping = new AbortController();
  let current: Run | undefined = await options.start();
  const watching = watch();

  async function watch(): Promise<void> {
    let pauseMs = 0;
    while (current !== undefined) {
      const startedMs = performance.now();
      await current.exited;
      current = undefined;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedMs > settledMs) pauseMs = 0;
      options.log('warn', `${options.name} ended by itself; starting it again`);
      [current, pauseMs] = await startAgain(options, pauseMs, stopping.signal);
    }
  }

  return {
    pid: () => current?.pid,
    async stop() {
      stopping.abort();
      await current?.stop();
      await watching;
    },
  };
}

/** Answers the run and the pause to begin with when this run fails too. */
async function startAgain(
  options: SuperviseOptions,
  pauseMs: number,
  stopping: AbortSignal,
): Promise<[Run | undefined, number]> {
  for (;;) {
    await wait(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    if (stopping.aborted) return [undefined, pauseMs];
    pauseMs = Math.min(Math.max(firstPauseMs, pauseMs * 2), longestPauseMs);
    try {
      const run = await options.start();
      if (stopping.aborted) await run.stop();
      else options.log('info', `${options.name} runs again (process ${run.pid})`);
      return [stopping.aborted ? undefined : run, pauseMs];
    } catch (error) {
      options.log('warn', `${options.name} does not start: ${describeError(error)}`);
    }
  }
}
