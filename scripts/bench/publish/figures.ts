// The figure of publishing: `orange build publish` beside one PutObject of the same file by the same client.
import { join } from 'node:path';
import { startEmbedded } from '../../launch/embedded.ts';
import { readCpuMs } from '../cpu-time.ts';
import { beside, type Figure } from '../figure.ts';
import { startOwnProcess } from '../own-process.ts';
import { measure, type Side } from '../rounds.ts';
import type { EngineerAnswer, EngineerOrder, Way } from './messages.ts';

/** The least part of the bare rate. */
const atLeast = 0.6;

export type PublishOptions = { readonly dir: string; readonly rounds: number; readonly sizeMib: number };

export async function measurePublishing({ dir, rounds, sizeMib }: PublishOptions): Promise<Figure[]> {
  const service = await startEmbedded({ dataDir: join(dir, 'data'), port: 0, tickMs: 0 });
  const engineer = startOwnProcess<EngineerOrder, EngineerAnswer>(new URL('engineer.ts', import.meta.url));
  const side = (way: Way): Side => ({
    name: way,
    async run() {
      const beforeMs = readCpuMs(process.pid);
      const told = await engineer.ask({ kind: 'run', way });
      const afterMs = readCpuMs(process.pid);
      if (told.kind !== 'ran') throw new Error(`the engineer answered ${told.kind}`);
      const cpuMs = beforeMs === null || afterMs === null ? null : afterMs - beforeMs;
      return { count: sizeMib, wallMs: told.wallMs, cpuMs };
    },
  });
  try {
    const { url, s3, operatorToken: token = '' } = service;
    await engineer.ask({ kind: 'open', url, token, s3, dir: join(dir, 'engineer'), sizeMib });
    const measured = await measure([side('put'), side('publish')], { rounds, warmUps: 0 });
    const [baseline, ours] = [measured.get('put'), measured.get('publish')];
    if (baseline === undefined || ours === undefined) throw new Error('a side was not measured');
    return beside({
      name: `publish ${sizeMib} MiB`,
      units: { cpu: 'us of CPU a MiB', rate: 'MiB/s' },
      ours,
      baseline,
      wanted: { rate: { atLeast } },
    });
  } finally {
    engineer.stop();
    await service.stop();
  }
}
