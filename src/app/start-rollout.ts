// Starts a rollout: one sealed build, one applied plan, one signed ceiling, and a build to go back to.
import { ceilingPath } from '../domain/build/ceiling-statement.ts';
import type { Problem } from '../domain/result.ts';
import type { AppliedPlan } from '../domain/rollout/applied-plan.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import { isOpen, type Rollout } from '../domain/rollout/rollout.ts';
import { decideStart, type StartRefusal } from '../domain/rollout/start.ts';
import { auditOf, type By } from './by.ts';
import { loadMembers } from './load-members.ts';
import { loadRules } from './load-rules.ts';
import type { Audience } from './ports/audience.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Plans } from './ports/plans.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type StartRolloutPorts = {
  readonly audience: Audience;
  readonly candidates: Candidates;
  readonly plans: Plans;
  readonly rollouts: Rollouts;
};

export type RolloutToStart = {
  readonly product: string;
  readonly channel: string;
  /** The build's id, version or vendor string. */
  readonly build: string;
  /** Null for the plan in force. */
  readonly planId: number | null;
  /** The departure that this start decides; null when a person starts it. */
  readonly departureMs: number | null;
  /** A sentence for the first decision. */
  readonly reason: string;
};

export type StartRolloutRefusal =
  | StartRefusal
  | 'unknown-build'
  | 'unknown-plan'
  | 'rollout-open'
  | 'departure-decided';

export type StartRolloutAnswer =
  | { readonly ok: true; readonly rollout: Rollout }
  | {
      readonly ok: false;
      readonly refusal: StartRolloutRefusal;
      readonly problems: readonly Problem[];
      /** The rollout that is open on the channel. */
      readonly current: Rollout | null;
    };

export async function startRollout(
  ports: StartRolloutPorts,
  wanted: RolloutToStart,
  by: By,
): Promise<StartRolloutAnswer> {
  const { product, channel } = wanted;
  const build = await ports.candidates.loadCandidate(product, wanted.build);
  if (build === null) return refuse('unknown-build');
  const newest = await loadNewest(ports.rollouts, wanted);
  if (newest !== null && isOpen(newest)) return { ...refuse('rollout-open'), current: newest };
  const plan = await loadPlan(ports, wanted);
  if (plan === null && wanted.planId !== null) return refuse('unknown-plan');
  const ceiling = plan === null ? null : await ports.plans.loadCeiling(build.buildId, plan.id);
  const fallback = plan === null ? null : await loadFallback(ports, build, plan);
  const rules = plan === null ? new Map() : await loadRules(ports, plan);
  const members = plan === null ? new Map() : await loadMembers(ports, plan);
  const decided = decideStart({ channel, build, plan, rules, members, ceiling, fallback }, by.nowMs);
  if (!decided.ok) return refuse(decided.refusal, decided.problems);
  return record(ports, { wanted, begun: decided }, by);
}

function refuse(refusal: StartRolloutRefusal, problems: readonly Problem[] = []) {
  return { ok: false, refusal, problems, current: null } as const;
}

async function loadPlan(
  { plans }: StartRolloutPorts,
  { product, channel, planId }: RolloutToStart,
): Promise<AppliedPlan | null> {
  if (planId === null) return plans.loadNewestPlan(product, channel);
  const plan = await plans.loadPlan(planId);
  return plan?.plan.product === product ? plan : null;
}

/** The build that the plan's `fallback` names today. */
async function loadFallback(
  { rollouts, candidates }: StartRolloutPorts,
  build: Candidate,
  { plan }: AppliedPlan,
): Promise<Candidate | null> {
  if (plan.fallback === 'none') return null;
  if (plan.fallback !== 'previous') return candidates.loadCandidate(build.product, plan.fallback);
  const last = await rollouts.loadLastCompleted(build.product, build.channel, build.buildId);
  return last === null ? null : candidates.loadCandidate(build.product, last.buildId);
}

type Begun = { wanted: RolloutToStart; begun: Extract<ReturnType<typeof decideStart>, { ok: true }> };

async function record({ rollouts }: StartRolloutPorts, { wanted, begun }: Begun, by: By): Promise<StartRolloutAnswer> {
  const { rollout, ceiling } = begun;
  const { departureMs, reason } = wanted;
  const { buildId, planId, product, channel } = rollout;
  const { rolloutKey } = ceiling.signed.statement;
  const decision = {
    kind: 'start',
    actor: by.actor,
    reason,
    decidedMs: by.nowMs,
    verdict: null,
    evidence: null,
    asked: null,
    overrideUntilMs: null,
    models: [],
  } as const;
  const audit = auditOf(by, 'rollout started', buildId, { product, channel, plan: planId, departureMs });
  const answer = await rollouts.recordRollout(
    { rollout: { ...rollout, ceiling: ceilingPath(product, rolloutKey) }, decision, departureMs },
    audit,
  );
  if (answer.ok) return answer;
  return { ...refuse(answer.refusal), current: await loadNewest(rollouts, wanted) };
}

/** An open rollout is always the newest of its channel: none starts before it is over. */
async function loadNewest(rollouts: Rollouts, { product, channel }: RolloutToStart): Promise<Rollout | null> {
  const page = await rollouts.loadRollouts({ product, channel, state: null }, { limit: 1, after: null });
  return page.items[0] ?? null;
}
