// What a release manager signs so that devices may go back: from exactly these images to exactly that one.
import type { ReleaseId } from './names.ts';

/** What runs, by its image: the device knows no more of it. */
export type PermitSource = { readonly releaseId: ReleaseId; readonly imageSha256: string };

/** `releaseSha256` is of all that the release says (`NamedRelease`): nobody can put other words under this permit. */
export type PermitGoal = PermitSource & { readonly releaseSha256: string };

export type PermitStatement = {
  readonly kind: 'permit';
  readonly product: string;
  /** Number of the permit within its product; part of its path. */
  readonly permitNumber: number;
  readonly from: readonly PermitSource[];
  readonly to: PermitGoal;
  readonly reason: string;
  readonly notAfterMs: number;
};

/** Where the permit stands among TUF targets. */
export function permitPath(product: string, permitNumber: number): string {
  return `rollout/${product}/back/${permitNumber}`;
}
