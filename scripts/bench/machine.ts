// Says where the figures come from: they mean little without the machine.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly workerd: string;
  /** Processes that wanted a core in the last minute, at the start. */
  readonly load: number;
};

export function readMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.version,
    workerd: versionOf('workerd'),
    load: Number(loadavg()[0]?.toFixed(1)),
  };
}

function versionOf(name: string): string {
  const found: unknown = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve(`${name}/package.json`), 'utf8'),
  );
  return typeof found === 'object' && found !== null ? String(Reflect.get(found, 'version')) : 'unknown';
}

export const machineText = (machine: Machine): string =>
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, ` +
  `Node ${machine.node}, workerd ${machine.workerd}; load at the start ${machine.load}`;
