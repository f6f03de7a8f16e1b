// Says whether a delegation is about a target path: by patterns or by prefixes of the path's hash (TUF 1.0.34, 4.5).
import { hexOf, utf8Bytes } from '../../bytes.ts';
import { sha256 } from '../sha256.ts';
import type { DelegatedPaths } from './metadata.ts';

export function isDelegated(paths: DelegatedPaths, path: string): boolean {
  if (paths.kind === 'patterns') return paths.patterns.some((pattern) => isMatch(pattern, path));
  const digest = hexOf(sha256(utf8Bytes(path)));
  return paths.prefixes.some((prefix) => digest.startsWith(prefix));
}

/** `*` is any run and `?` any one character, neither of them `/`; everything else stands for itself, case and all. */
export function isMatch(pattern: string, path: string): boolean {
  const patterns = pattern.split('/');
  const parts = path.split('/');
  return patterns.length === parts.length && patterns.every((each, at) => isPartMatch(each, parts[at] ?? ''));
}

/**
 * Remembers the last star and goes back to it alone, so that no pattern costs more than its length times the path's:
 * as a regular expression `*a*a*a*b` would take for ever.
 */
function isPartMatch(pattern: string, part: string): boolean {
  let [at, on] = [0, 0];
  let star = -1;
  let afterStar = 0;
  while (on < part.length) {
    if (pattern[at] === '*') {
      star = at;
      afterStar = on;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === part[on])) {
      at += 1;
      on += 1;
    } else if (star !== -1) {
      at = star + 1;
      afterStar += 1;
      on = afterStar;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
