// Tells whether a pid read from a file still belongs to the process that wrote it: pids are used again, start times are not.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A text that no later process with this pid can have; undefined when no such process runs (a zombie does not run). */
export function identityOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return 'alive';
  return askPs(pid, 'lstart=');
}

/** The command line of a running process, empty when it cannot be read. */
export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return process.platform === 'win32' ? '' : (askPs(pid, 'command=') ?? '');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** proc(5): field 22 of `stat` is the start time in clock ticks since boot; the name in field 2 may hold spaces and brackets. */
function linuxIdentity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = rest[18];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

function askPs(pid: number, column: string): string | undefined {
  const answer = spawnSync('ps', ['-o', column, '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const text = answer.stdout?.trim();
  return text === undefined || text === '' ? undefined : text;
}
