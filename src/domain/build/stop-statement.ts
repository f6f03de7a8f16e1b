// What anybody on call signs so that a build is not installed: a halt of its rollouts, or its recall for good.
import type { ReleaseId } from './names.ts';

export const stopActions = ['halt', 'recall'] as const;

export type StopStatement = {
  readonly kind: 'stop';
  readonly product: string;
  readonly releaseId: ReleaseId;
  readonly action: (typeof stopActions)[number];
  readonly reason: string;
  /** Grows with each stop of the release; only a ceiling whose `clearsStopSeq` reaches it lifts it. */
  readonly seq: number;
};

/** Where the stop stands among TUF targets. */
export function stopPath(product: string, releaseId: ReleaseId): string {
  return `stop/${product}/${releaseId}`;
}
