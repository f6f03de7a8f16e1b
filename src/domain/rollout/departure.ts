// Decides what leaves when a train departs: the newest build that is ready, or nothing, and then why.
import type { AppliedPlan } from './applied-plan.ts';
import type { Candidate } from './candidate.ts';

/** A channel with a timetable; departures up to `departedMs` are decided. */
export type Train = {
  readonly product: string;
  readonly channel: string;
  readonly timetable: string;
  readonly departedMs: number;
};

/** Why nothing left. */
export const skipReasons = [
  'rollout-open',
  'nothing-sealed',
  'no-plan',
  'no-ceiling',
  'ceiling-does-not-fit',
  'ceiling-not-before',
  'ceiling-expired',
  'no-fallback',
  'missed',
  'timetable-unreadable',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export type Departure = {
  readonly departureMs: number;
  readonly rolloutId: number | null;
  readonly skipped: SkipReason | null;
  readonly decidedMs: number;
};

export type DepartureFacts = {
  readonly hasOpenRollout: boolean;
  /** The plan in force on the channel. */
  readonly plan: AppliedPlan | null;
  /** Sealed builds newer than any that was rolled out, newest first. */
  readonly candidates: readonly Candidate[];
  /** Those of them for which a ceiling under this plan is signed. */
  readonly approved: ReadonlySet<string>;
};

export type DepartureDecision =
  | { readonly kind: 'start'; readonly build: Candidate; readonly plan: AppliedPlan }
  | { readonly kind: 'skip'; readonly skipped: SkipReason };

/** A build sealed without a ceiling waits for its signature; the newest one that has it does not wait for that. */
export function decideDeparture({ hasOpenRollout, plan, candidates, approved }: DepartureFacts): DepartureDecision {
  if (hasOpenRollout) return { kind: 'skip', skipped: 'rollout-open' };
  if (candidates.length === 0) return { kind: 'skip', skipped: 'nothing-sealed' };
  if (plan === null) return { kind: 'skip', skipped: 'no-plan' };
  const build = candidates.find(({ buildId }) => approved.has(buildId));
  return build === undefined ? { kind: 'skip', skipped: 'no-ceiling' } : { kind: 'start', build, plan };
}
