// Records a ceiling that people signed and published: from here on the service may take this build as far as it says.
import type { CeilingStatement } from '../domain/build/ceiling-statement.ts';
import { readRolloutKey } from '../domain/build/rollout-key.ts';
import type { Signed } from '../domain/build/signed.ts';
import { auditOf, type By } from './by.ts';
import type { Plans } from './ports/plans.ts';

/** Doing it again changes nothing. A ceiling over a plan that this database never heard of, as after a restore, is left alone. */
export async function recordCeiling(
  { plans }: { readonly plans: Plans },
  signed: Signed<CeilingStatement>,
  by: By,
): Promise<'recorded' | 'same' | 'outdated' | 'unknown-plan'> {
  const { releaseId: buildId, rolloutKey, seq, salt } = signed.statement;
  const planId = readRolloutKey(rolloutKey)?.planId ?? 0;
  if ((await plans.loadPlan(planId)) === null) return 'unknown-plan';
  const audit = auditOf(by, 'ceiling recorded', buildId, { plan: planId, seq, salt });
  const recorded = await plans.recordCeiling({ buildId, planId, signed }, audit);
  return recorded === 'added' ? 'recorded' : recorded;
}
