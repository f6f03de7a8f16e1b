// Where a target's file lies: under its path, with a hash before the file name in a consistent repository (TUF 1.0.34, 5.7.3).
import type { Target } from './metadata.ts';

/** The path below the address of targets. Any listed hash will do; the shorter one is what repositories keep copies under. */
export function deriveTargetFile(path: string, { hashes }: Target, isConsistent: boolean): string {
  const hash = hashes.sha256 ?? hashes.sha512;
  if (!isConsistent || hash === undefined) return path;
  const at = path.lastIndexOf('/') + 1;
  return `${path.slice(0, at)}${hash}.${path.slice(at)}`;
}
