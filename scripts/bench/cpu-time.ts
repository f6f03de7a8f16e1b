// CPU time of another process, in user and kernel mode, with all its threads.
import { readFileSync } from 'node:fs';

/** The kernel counts in units of 10 ms on every Linux that Node runs on (USER_HZ, proc(5)). */
const msPerTick = 10;

/** Milliseconds since the process began, or null where there is no /proc. */
export function readCpuMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything, spaces included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return null;
  }
}
