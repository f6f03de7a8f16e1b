// Records a signed ceiling: from here on the service may take this build as far as it says, and never further.
import type { CeilingStatement } from '../domain/build/ceiling-statement.ts';
import type { Problem } from '../domain/result.ts';
import type { AppliedPlan } from '../domain/rollout/applied-plan.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import { checkCeilingFit } from '../domain/rollout/ceiling-fit.ts';
import { type Ceiling, deriveCeilingEndMs } from '../domain/rollout/rollout.ts';
import { isSignedByProduct, type ReceivedStatement } from '../domain/trust/received-statement.ts';
import { auditOf, type By } from './by.ts';
import { loadRules } from './load-rules.ts';
import type { Audience } from './ports/audience.ts';
import type { Catalog } from './ports/catalog.ts';
import type { Plans } from './ports/plans.ts';

export type CeilingRefusal =
  | 'build-not-sealed'
  | 'ceiling-does-not-fit'
  | 'ceiling-expired'
  | 'ceiling-outdated'
  | 'signature-not-accepted';

export type RecordCeilingAnswer =
  | { readonly ok: true; readonly ceiling: Ceiling; readonly isAdded: boolean }
  | {
      readonly ok: false;
      readonly refusal: CeilingRefusal;
      readonly problems: readonly Problem[];
      /** The ceiling in force, where another one stands in the way. */
      readonly current: Ceiling | null;
    };

export type CeilingToRecord = {
  readonly build: Candidate;
  readonly plan: AppliedPlan;
  readonly received: ReceivedStatement<CeilingStatement>;
};

export async function recordCeiling(
  ports: { readonly catalog: Catalog; readonly audience: Audience; readonly plans: Plans },
  { build, plan, received }: CeilingToRecord,
  by: By,
): Promise<RecordCeilingAnswer> {
  if (!build.isSealed) return refuse('build-not-sealed');
  const product = await ports.catalog.loadProduct(build.product);
  if (!isSignedByProduct(received, product?.keys ?? [])) return refuse('signature-not-accepted');
  const rules = await loadRules(ports, plan);
  const misfits = checkCeilingFit(received.signed.statement, { build, plan, rules });
  if (misfits.length > 0) return refuse('ceiling-does-not-fit', misfits);
  if (by.nowMs > deriveCeilingEndMs(received.signed)) return refuse('ceiling-expired');
  const ceiling: Ceiling = {
    buildId: build.buildId,
    planId: plan.id,
    envelope: received.envelope,
    signed: received.signed,
  };
  const { seq, salt } = received.signed.statement;
  const audit = auditOf(by, 'ceiling recorded', build.buildId, { plan: plan.id, seq, salt });
  const recorded = await ports.plans.recordCeiling(ceiling, audit);
  if (recorded !== 'outdated') return { ok: true, ceiling, isAdded: recorded === 'added' };
  return { ...refuse('ceiling-outdated'), current: await ports.plans.loadCeiling(build.buildId, plan.id) };
}

function refuse(refusal: CeilingRefusal, problems: readonly Problem[] = []) {
  return { ok: false, refusal, problems, current: null } as const;
}
