// What is sent to one runtime, side by side: the same polls to the service and to the bare route.
import { readCpuMs } from '../cpu-time.ts';
import type { Load } from '../load/load.ts';
import type { Side } from '../rounds.ts';
import type { Runtime } from './runtimes.ts';

/** As many as keep one core busy without queueing for long. */
const connections = 32;
/** About a tenth of a second: a machine that is shared changes its speed several times a second, and both sides should meet the same. */
const countOf: Record<Runtime['name'], number> = { Node: 2_000, workerd: 1_500 };

export function pollSides({ name: runtime, pid, ports }: Runtime, load: Load): Side[] {
  const count = countOf[runtime];
  const bytes = new Map<string, number>();
  const side = (list: string, port: number, status = 200): Side => ({
    name: list,
    async run(round) {
      const beforeMs = readCpuMs(pid);
      const ran = await load.run({ list, port, connections, count, from: round * count, status });
      const afterMs = readCpuMs(pid);
      bytes.set(list, ran.bytes);
      checkSameBytes(bytes, list);
      return { count, wallMs: ran.wallMs, cpuMs: beforeMs === null || afterMs === null ? null : afterMs - beforeMs };
    },
  });
  return [
    side('bare, offer', ports.bare.offer),
    side('ours, offer', ports.ours),
    side('million, offer', ports.ours),
    side('bare, none', ports.bare.none),
    side('ours, none', ports.ours),
    side('million, none', ports.ours),
    side('quiet', ports.ours, 304),
  ];
}

/** Answers differ by some digits; more than that and the comparison is void. */
function checkSameBytes(bytes: ReadonlyMap<string, number>, list: string): void {
  const [side, kind] = list.split(', ');
  const bare = bytes.get(`bare, ${kind}`);
  const ours = bytes.get(list);
  if (side !== 'ours' || bare === undefined || ours === undefined) return;
  if (Math.abs(ours / bare - 1) > 0.02) throw new Error(`${list}: ${ours} bytes beside ${bare} of the bare route`);
}
