// Applies a plan to its channel: the next rollout goes up these stages; what runs already is not touched.
import type { AppliedPlan } from '../domain/rollout/applied-plan.ts';
import type { PlanProblem } from '../domain/rollout/plan.ts';
import { auditOf, type By } from './by.ts';
import { type CheckPlanPorts, checkPlan } from './check-plan.ts';
import type { Plans } from './ports/plans.ts';

export type PlanToApply = Pick<AppliedPlan, 'plan' | 'source' | 'digest' | 'gatesDigests'>;

export type ApplyPlanAnswer =
  | { readonly ok: true; readonly plan: AppliedPlan; readonly isAdded: boolean }
  | { readonly ok: false; readonly refusal: 'plan-unusable'; readonly problems: readonly PlanProblem[] };

/** The same source again changes nothing and answers the plan that is in force. */
export async function applyPlan(
  ports: CheckPlanPorts & { plans: Plans },
  given: PlanToApply,
  by: By,
): Promise<ApplyPlanAnswer> {
  const { problems } = await checkPlan(ports, given.plan);
  if (problems.length > 0) return { ok: false, refusal: 'plan-unusable', problems };
  const { product, channel, plan: name } = given.plan;
  const details = { name, digest: given.digest };
  const audit = auditOf(by, 'plan applied', `${product}/${channel}`, details);
  const recorded = await ports.plans.recordPlan({ ...given, appliedBy: by.actor, appliedMs: by.nowMs }, audit);
  if (recorded !== null) return { ok: true, ...recorded };
  const problem = { path: ['channel'], where: 'channel', what: 'the channel is gone', fix: 'Check the plan again.' };
  return { ok: false, refusal: 'plan-unusable', problems: [problem] };
}
