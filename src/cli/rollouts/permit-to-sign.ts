// Makes the permit to go back: from exactly the rollout's image to exactly the image of its fallback.
import type { PermitGoal, PermitSource, PermitStatement } from '../../domain/build/permit-statement.ts';

/** Life of a permit (signing.md, roles): devices that were off for three months still find the way back. */
const lifeMs = 90 * 86_400_000;

export type PermitQuestion = {
  readonly product: string;
  /** A rollout goes back once, so its own number is the permit's. */
  readonly rolloutId: number;
  readonly from: PermitSource;
  readonly to: PermitGoal;
  readonly reason: string;
  readonly nowMs: number;
};

export function preparePermit({ product, rolloutId, from, to, reason, nowMs }: PermitQuestion): PermitStatement {
  return {
    kind: 'permit',
    product,
    permitNumber: rolloutId,
    from: [{ releaseId: from.releaseId, imageSha256: from.imageSha256 }],
    to,
    reason: plain(reason),
    notAfterMs: nowMs + lifeMs,
  };
}

/** Signed words are printable ASCII without quotation mark and backslash; what a person wrote otherwise stays in the decision. */
const plain = (reason: string): string =>
  reason
    .replaceAll('"', "'")
    .replaceAll(/[^ -[\]-~]/gu, '?')
    .slice(0, 300);
