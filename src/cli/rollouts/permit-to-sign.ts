// Makes the permit to go back: from exactly the rollout's image to exactly the image of its fallback.
import type { ReleaseId } from '../../domain/build/names.ts';
import type { PermitStatement } from '../../domain/build/permit-statement.ts';

/** Life of a permit (signing.md, roles): devices that were off for three months still find the way back. */
const lifeMs = 90 * 86_400_000;

export type PermitQuestion = {
  readonly product: string;
  /** A rollout goes back once, so its own number is the permit's. */
  readonly rolloutId: number;
  readonly from: { readonly releaseId: ReleaseId; readonly imageSha256: string };
  readonly to: { readonly releaseId: ReleaseId; readonly imageSha256: string };
  readonly reason: string;
  readonly nowMs: number;
};

export function preparePermit({ product, rolloutId, from, to, reason, nowMs }: PermitQuestion): PermitStatement {
  return {
    kind: 'permit',
    product,
    permitNumber: rolloutId,
    from: [from],
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
