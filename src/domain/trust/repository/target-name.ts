// The names of targets as the repository lists and serves them.
import { fileNamePattern } from '../../build/names.ts';

export type ReleaseTarget = { readonly product: string; readonly releaseId: string; readonly fileName: string };

/** Where a release stands among targets: unique by release, whatever its file is called. */
export const deriveReleaseTargetPath = ({ product, releaseId, fileName }: ReleaseTarget): string =>
  `fw/${product}/${releaseId}.${fileName}`;

/** Null for a path that no release has. Release ids hold no dot, so the first one ends them. */
export function readReleaseTarget(path: string): ReleaseTarget | null {
  const [, product = '', releaseId = '', fileName = ''] =
    /^fw\/([a-z0-9][a-z0-9-]{0,39})\/([a-z0-9-]{1,57})\.([^/]{1,128})$/.exec(path) ?? [];
  return fileNamePattern.test(fileName) ? { product, releaseId, fileName } : null;
}

/** A name as clients ask for it: the hash stands before the last part (TUF 1.0.34, 5.7.3: consistent snapshots). */
export function readHashedName(name: string): { readonly hash: string; readonly name: string } | null {
  const [, hash = '', rest = ''] = /^([0-9a-f]{64}|[0-9a-f]{128})\.(.{1,200})$/.exec(name) ?? [];
  return rest === '' ? null : { hash, name: rest };
}
