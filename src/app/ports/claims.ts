// The port to the work of telling: one process at a time works for a subscription, under a claim that runs out.
import type { Delivery, SealedSecret, Subscription } from '../../domain/event/subscription.ts';

/** `fence` grows with each claim; what is recorded under an older one has no effect. */
export type Claim = {
  readonly subscription: Subscription;
  readonly secrets: readonly SealedSecret[];
  readonly fence: number;
};

export type TryRecord = Pick<Delivery, 'state' | 'nextMs' | 'status' | 'fault'>;

export type Claims = {
  /** A subscription that has something due, the one that was served least recently first; null when there is none. */
  takeDue(wanted: {
    readonly nowMs: number;
    readonly lastsMs: number;
    /** Those that took what they were told last, or the others: failing ones, and those that were never told anything. */
    readonly isProven: boolean;
  }): Promise<Claim | null>;
  /** The first of each lane that is due, those never tried before the others. */
  loadHeads(subscriptionId: string, nowMs: number, limit: number): Promise<Delivery[]>;
  recordTry(claim: Claim, eventSeq: number, tried: TryRecord, nowMs: number): Promise<void>;
  /** Gives the claim back. With `stopReason` the subscription stops, and what waits for it is given up. */
  releaseClaim(
    claim: Claim,
    after: {
      readonly nowMs: number;
      readonly failures: number;
      readonly restUntilMs: number;
      readonly isTold: boolean;
      readonly stopReason: string | null;
    },
  ): Promise<void>;
};
