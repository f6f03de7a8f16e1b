// What a device measures itself by, on Node: files below /proc and /sys, and the file system.
import { mkdir, readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Boot, type Gauges, type Meter, startMeter } from './measure.ts';

/** Whatever cannot be read is not there to be measured. */
const orNull = <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null);

export const nodeGauges: Gauges = {
  readText: (path) => orNull(readFile(path, 'utf8')),
  list: (path) => orNull(readdir(path)),
  freeBytes: (path) => orNull(statfs(path).then(({ bavail, bsize }) => bavail * bsize)),
};

/** A meter that knows its boot again when the client starts once more: `bootPath` is a file of its own. */
export async function startNodeMeter(parts: {
  readonly bootPath: string;
  readonly storagePath: string;
  readonly gauges?: Gauges;
}): Promise<Meter> {
  const { bootPath, storagePath, gauges = nodeGauges } = parts;
  const known = readBoot(await orNull(readFile(bootPath, 'utf8')));
  const meter = await startMeter({ gauges, known, storagePath, monotonicMs: () => performance.now() });
  if (meter.boot !== null && meter.boot.bootId !== known?.bootId) {
    await mkdir(dirname(bootPath), { recursive: true });
    await writeFile(bootPath, JSON.stringify(meter.boot));
  }
  return meter;
}

/** Null for a file that is not there, or that a power cut cut off. */
function readBoot(text: string | null): Boot | null {
  try {
    const { bootId, bootS } = JSON.parse(text ?? '{}') as Partial<Boot>;
    return typeof bootId === 'string' && typeof bootS === 'number' ? { bootId, bootS } : null;
  } catch {
    return null;
  }
}
