// Decides whether a build may begin to go up a plan, and what the rollout then is.
import type { Problem } from '../result.ts';
import type { AppliedPlan } from './applied-plan.ts';
import type { Candidate } from './candidate.ts';
import { checkCeilingFit } from './ceiling-fit.ts';
import { type CohortRule, deriveJoinedByMs } from './cohort.ts';
import { usualWatchS } from './plan.ts';
import { type Ceiling, deriveCeilingEndMs, type Rollout } from './rollout.ts';
import { deriveStagePolicy } from './stage-policy.ts';

export type StartRefusal =
  | 'build-not-sealed'
  | 'build-withdrawn'
  | 'build-of-another-channel'
  | 'no-plan'
  | 'plan-of-another-channel'
  | 'no-ceiling'
  | 'ceiling-does-not-fit'
  | 'ceiling-not-before'
  | 'ceiling-expired'
  | 'no-fallback'
  | 'fallback-unusable';

export type StartFacts = {
  readonly channel: string;
  readonly build: Candidate;
  /** The plan asked for, or the one in force; null when the channel has none. */
  readonly plan: AppliedPlan | null;
  /** Of the plan's cohorts that a rule makes, by name. */
  readonly rules: ReadonlyMap<string, CohortRule>;
  /** Devices in each of the plan's cohorts that is a list, by name. */
  readonly members: ReadonlyMap<string, number>;
  readonly ceiling: Ceiling | null;
  /** What the plan's `fallback` leads to: null when there is no such build, or the plan says `none`. */
  readonly fallback: Candidate | null;
};

/** A rollout at the foot of its ladder. */
export type Beginning = Omit<Rollout, 'id' | 'head'>;

export type StartDecision =
  | { readonly ok: true; readonly rollout: Beginning; readonly ceiling: Ceiling }
  | { readonly ok: false; readonly refusal: StartRefusal; readonly problems: readonly Problem[] };

/** The stages are copied out of the plan and the ceiling: what is applied or signed later changes nothing that runs. */
export function decideStart(facts: StartFacts, nowMs: number): StartDecision {
  const { build, plan, rules, ceiling, channel } = facts;
  if (!build.isSealed) return refuse('build-not-sealed');
  if (build.isWithdrawn) return refuse('build-withdrawn');
  if (build.channel !== channel) return refuse('build-of-another-channel');
  if (plan === null) return refuse('no-plan');
  if (plan.plan.product !== build.product || plan.plan.channel !== channel) return refuse('plan-of-another-channel');
  if (ceiling === null) return refuse('no-ceiling');
  const { statement } = ceiling.signed;
  const misfits = checkCeilingFit(statement, { build, plan, rules });
  if (misfits.length > 0) return refuse('ceiling-does-not-fit', misfits);
  const times = checkTimes(ceiling, nowMs);
  if (times !== null) return refuse(times);
  const fallbackRefusal = checkFallback(facts, plan);
  if (fallbackRefusal !== null) return refuse(fallbackRefusal);
  return { ok: true, ceiling, rollout: deriveBeginning({ ...facts, plan, ceiling, nowMs }) };
}

function refuse(refusal: StartRefusal, problems: readonly Problem[] = []): StartDecision {
  return { ok: false, refusal, problems };
}

function checkTimes({ signed }: Ceiling, nowMs: number): StartRefusal | null {
  if (nowMs > deriveCeilingEndMs(signed)) return 'ceiling-expired';
  return nowMs < (signed.statement.stages[0]?.notBeforeMs ?? 0) ? 'ceiling-not-before' : null;
}

/** Below a hundred percent there is always a build to go back to, unless the plan says in so many words that there is none. */
function checkFallback({ build, fallback, ceiling }: StartFacts, { plan }: AppliedPlan): StartRefusal | null {
  if (fallback === null) return plan.fallback === 'none' ? null : 'no-fallback';
  const isUsable = fallback.isSealed && !fallback.isWithdrawn && fallback.channel === build.channel;
  const signed = ceiling?.signed.statement.fallbackReleaseId ?? null;
  const isSigned = signed === null || signed === fallback.buildId;
  return isUsable && isSigned && fallback.buildId !== build.buildId ? null : 'fallback-unusable';
}

type Parts = Pick<StartFacts, 'build' | 'members' | 'fallback'> & {
  plan: AppliedPlan;
  ceiling: Ceiling;
  nowMs: number;
};

function deriveBeginning({ build, plan, members, ceiling, fallback, nowMs }: Parts): Beginning {
  const { statement } = ceiling.signed;
  return {
    product: build.product,
    channel: build.channel,
    buildId: build.buildId,
    planId: plan.id,
    fallbackBuildId: fallback?.buildId ?? null,
    salt: statement.salt,
    ceilingEndsMs: deriveCeilingEndMs(ceiling.signed),
    startedMs: nowMs,
    state: 'running',
    stageIndex: 0,
    stageEnteredMs: nowMs,
    evidenceFromMs: nowMs,
    tranches: 0,
    quarantined: [],
    liftedMs: {},
    override: null,
    watchUntilMs: null,
    watchS: plan.plan.watchS ?? usualWatchS,
    stages: plan.plan.stages.map((stage, index) => {
      const gates = deriveStagePolicy(stage, index);
      const inCohort = members.get(stage.cohort);
      return {
        name: stage.name,
        cohort: stage.cohort,
        permille: stage.permille,
        bakeS: stage.bakeS,
        promote: stage.promote,
        gates,
        notBeforeMs: statement.stages[index]?.notBeforeMs ?? Number.MAX_SAFE_INTEGER,
        enteredMs: index === 0 ? nowMs : null,
        joinedByMs: inCohort === undefined ? null : deriveJoinedByMs(inCohort, gates.minDevices, nowMs),
      };
    }),
  };
}
