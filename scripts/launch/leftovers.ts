// Ends what an earlier launcher left running, where the system could not do it when that launcher was killed.
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { commandOf, isAlive } from './process-identity.ts';

export type Leftover = {
  /** A file whose first line is the pid. */
  readonly pidFile: string;
  /** Must be part of the command line, or the pid belongs to somebody else by now. */
  readonly mark: string;
  readonly signal: NodeJS.Signals;
  /** After this it is killed. */
  readonly patienceMs: number;
};

/** Resolves when no such process runs any more. A process that is already stopping is waited for. */
export async function endLeftover(leftover: Leftover): Promise<void> {
  const pid = readPid(leftover.pidFile);
  const isOurs = () => pid !== undefined && isAlive(pid) && commandOf(pid).includes(leftover.mark);
  if (pid === undefined || !isOurs()) return;
  trySignal(pid, leftover.signal);
  for (let waitedMs = 0; isOurs(); waitedMs += 20) {
    if (waitedMs >= leftover.patienceMs) trySignal(pid, 'SIGKILL');
    await wait(20);
  }
}

/** The pid in the first line of a file; undefined when there is none. */
export function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

export function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between, which is what was wanted.
  }
}
