// Decides whether a release that people signed may seal a build: the draft and the statement must say the same.
import type { Build } from './build.ts';
import { compareRelease, type FieldDifference } from './differences.ts';
import type { ReleaseStatement } from './release-statement.ts';

export type SealRefusal = 'artifact-not-stored' | 'statement-differs';

export type SealCheck =
  | { readonly ok: true; readonly isSealedAlready: boolean }
  | { readonly ok: false; readonly refusal: SealRefusal; readonly differences: readonly FieldDifference[] };

/** Who signed is judged where the role file is accepted. A sealed build is sealed by the same statement or by none. */
export function checkSeal(build: Build, release: ReleaseStatement): SealCheck {
  if (build.artifact.verifiedMs === null) return refuse('artifact-not-stored');
  const differences = compareRelease(build, release);
  if (differences.length > 0) return refuse('statement-differs', differences);
  return { ok: true, isSealedAlready: build.state === 'sealed' };
}

function refuse(refusal: SealRefusal, differences: readonly FieldDifference[] = []): SealCheck {
  return { ok: false, refusal, differences };
}
