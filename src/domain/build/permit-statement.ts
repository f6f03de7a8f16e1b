// What a release manager signs so that devices may go back: from exactly these images to exactly that one.
import type { ReleaseId } from './names.ts';

export type PermitSource = { readonly releaseId: ReleaseId; readonly imageSha256: string };

export type PermitStatement = {
  readonly kind: 'permit';
  readonly product: string;
  /** Number of the permit within its product; part of its path. */
  readonly permitNumber: number;
  readonly from: readonly PermitSource[];
  readonly to: PermitSource;
  readonly reason: string;
  readonly notAfterMs: number;
};

/** Where the permit stands among TUF targets. */
export function permitPath(product: string, permitNumber: number): string {
  return `rollout/${product}/back/${permitNumber}`;
}
