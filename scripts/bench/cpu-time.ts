// CPU time of a process, in user and kernel mode, with all their threads and children.
import { readdirSync, readFileSync } from 'node:fs';

const nsPerMs = 1e6;

/**
 * Milliseconds on a core of all threads that the process and its children have now, or null where there is no /proc.
 * The first number of `schedstat` is in nanoseconds (kernel, sched-stats.rst); a process's own `stat` counts in steps of
 * 10 ms, which is a tenth of what is measured here. Threads that ended are not counted: servers keep theirs.
 */
export function readCpuMs(pid: number): number | null {
  try {
    return readTreeNs(pid) / nsPerMs;
  } catch {
    return null;
  }
}

function readTreeNs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ownNs = threads.reduce((sum, thread) => sum + readNumber(`/proc/${pid}/task/${thread}/schedstat`), 0);
  const children = threads.flatMap((thread) => readWords(`/proc/${pid}/task/${thread}/children`));
  return children.reduce((sum, child) => sum + readTreeNs(Number(child)), ownNs);
}

const readNumber = (path: string): number => Number(readWords(path)[0]);
const readWords = (path: string): string[] => readFileSync(path, 'utf8').split(/\s+/).filter(Boolean);
