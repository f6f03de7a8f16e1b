// Shows a rollout whole: builds, plan, stages, devices, the gate's word and the next departure.

import type { AppliedPlan } from '../domain/rollout/applied-plan.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import { type Cohort, testersCohort } from '../domain/rollout/cohort.ts';
import { deriveAudienceFacts, deriveBands, deriveReach } from '../domain/rollout/reach.ts';
import type { Decision, Rollout } from '../domain/rollout/rollout.ts';
import type { AssessPorts } from './assess-rollout.ts';
import { explainGate, type GateExplanation } from './explain-gate.ts';
import { listTrains } from './list-trains.ts';
import type { Audience } from './ports/audience.ts';
import type { Tally } from './ports/evidence.ts';
import type { Plans } from './ports/plans.ts';
import type { Rollouts } from './ports/rollouts.ts';
import type { Trains } from './ports/trains.ts';

export type ShowRolloutPorts = AssessPorts & {
  readonly audience: Audience;
  readonly plans: Plans;
  readonly rollouts: Rollouts;
  readonly trains: Trains;
};

export type RolloutView = {
  readonly rollout: Rollout;
  readonly gate: GateExplanation;
  readonly fallback: Candidate | null;
  readonly plan: AppliedPlan | null;
  readonly latest: Decision | null;
  readonly tally: Tally;
  /** Devices inside once each stage is reached, of the models that the build is for. */
  readonly reach: readonly number[];
  readonly nextDepartureMs: number | null;
};

export async function showRollout(ports: ShowRolloutPorts, rollout: Rollout, nowMs: number): Promise<RolloutView> {
  const { product, channel, fallbackBuildId } = rollout;
  const gate = await explainGate(ports, rollout, nowMs);
  const [fallback, plan, decisions, tally, reach, trains] = await Promise.all([
    fallbackBuildId === null ? null : ports.candidates.loadCandidate(product, fallbackBuildId),
    ports.plans.loadPlan(rollout.planId),
    ports.rollouts.loadDecisions(rollout.id, { limit: 1, after: null }),
    ports.evidence.loadTally(rollout.id, nowMs),
    loadReach(ports.audience, rollout, gate.build),
    listTrains(ports, product, nowMs),
  ]);
  const nextDepartureMs = trains.find((train) => train.channel === channel)?.nextDepartureMs ?? null;
  return { rollout, gate, fallback, plan, latest: decisions.items[0] ?? null, tally, reach, nextDepartureMs };
}

/** Exact: the salt is public, so every bucket's place is known. */
async function loadReach(audience: Audience, rollout: Rollout, build: Candidate): Promise<readonly number[]> {
  const { product, channel, stages, salt } = rollout;
  const known = (await audience.loadCohorts(product)) ?? {};
  const cohorts: Record<string, Cohort> = { [testersCohort]: { kind: 'testers' }, ...known };
  const bands = deriveBands(salt, stages);
  const facts = { ...deriveAudienceFacts(stages, cohorts), models: true };
  const groups = await audience.loadAudience({ product, channel, facts, bandOfBucket: bands.ofBucket });
  const isMeant = new Set(build.models);
  return deriveReach({ stages, cohorts, groups: groups.filter(({ model }) => isMeant.has(model)), bands });
}
