// The demonstration's builds: real files of real size, made from the Node binary that runs this.
import { appendFileSync, copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type DemoBuild = { readonly path: string; readonly sizeBytes: number };

/** A copy with the version at its end, so that no two builds are the same bytes. */
export function makeBuild(folder: string, version: string): DemoBuild {
  const path = join(folder, `nova-${version}.img`);
  copyFileSync(process.execPath, path);
  appendFileSync(path, `\nnova ${version}\n`);
  return { path, sizeBytes: statSync(path).size };
}
