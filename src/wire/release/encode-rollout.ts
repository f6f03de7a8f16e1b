// Writes rollouts and decisions as the API shows them.
import type * as z from 'zod';
import type { Verdict } from '../../domain/gate/verdict.ts';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import type { Candidate } from '../../domain/rollout/candidate.ts';
import type { GateAction } from '../../domain/rollout/gate-action.ts';
import type { Decision, Rollout } from '../../domain/rollout/rollout.ts';
import { encodeGateWord } from './gate.ts';
import type { decision, rollout, rolloutDetails } from './rollout.ts';

type Details = z.output<typeof rolloutDetails>;

export function encodeRollout(given: Rollout): z.output<typeof rollout> {
  const { id, product, channel, state, stageIndex, stageEnteredMs, startedMs, head } = given;
  return {
    id,
    product,
    channel,
    build: given.buildId,
    plan: given.planId,
    fallback: given.fallbackBuildId,
    state,
    stageIndex,
    stage: given.stages[stageIndex]?.name ?? '',
    stageCount: given.stages.length,
    stageEnteredMs,
    startedMs,
    head,
  };
}

export function encodeDecision(given: Decision): z.output<typeof decision> {
  return given;
}

/** Everything that is shown of one rollout. */
export type RolloutParts = {
  readonly rollout: Rollout;
  readonly gate: {
    readonly rollout: Rollout;
    readonly build: Candidate;
    readonly verdict: Verdict;
    readonly action: GateAction;
  };
  readonly fallback: Candidate | null;
  readonly plan: AppliedPlan | null;
  readonly latest: Decision | null;
  readonly tally: Omit<Details['devices'], 'offered'>;
  readonly reach: readonly number[];
  readonly nextDepartureMs: number | null;
};

export function encodeRolloutDetails(parts: RolloutParts): Details {
  const { rollout: given, gate, fallback, plan, tally, reach, nextDepartureMs } = parts;
  const { id, product, channel, state, head, startedMs, salt, ceilingEndsMs, stageIndex, stageEnteredMs } = given;
  const { quarantined, watchUntilMs } = given;
  return {
    id,
    product,
    channel,
    state,
    head,
    startedMs,
    salt,
    ceilingEndsMs,
    stageIndex,
    stageEnteredMs,
    build: encodeCandidate(gate.build),
    plan: { id: given.planId, name: plan?.plan.plan ?? '' },
    fallback: fallback === null ? null : encodeCandidate(fallback),
    stages: encodeStages(given, reach),
    quarantined,
    devices: { offered: reach[stageIndex] ?? 0, ...tally },
    latest: parts.latest === null ? null : encodeLine(parts.latest),
    watchUntilMs,
    gate: encodeGateWord(gate),
    nextDepartureMs,
    nextDeparture: nextDepartureMs === null ? null : new Date(nextDepartureMs).toISOString(),
  };
}

function encodeCandidate({
  buildId,
  version,
  vendorVersion,
  counter,
  models,
  isWithdrawn,
}: Candidate): Details['build'] {
  return { id: buildId, version, vendorVersion, counter, models, isWithdrawn };
}

/** Where a rollout ended, its stage stays the current one; only completing passes it. */
function encodeStages({ stages, stageIndex, state }: Rollout, reach: readonly number[]): Details['stages'] {
  const stateOf = (index: number) =>
    index < stageIndex || state === 'completed' ? 'done' : index === stageIndex ? 'current' : 'ahead';
  return stages.map(({ gates: _, ...stage }, index) => ({
    index,
    ...stage,
    state: stateOf(index),
    devices: reach[index] ?? 0,
  }));
}

function encodeLine({ verdict: _, evidence: __, asked: ___, ...line }: Decision): Details['latest'] {
  return line;
}
