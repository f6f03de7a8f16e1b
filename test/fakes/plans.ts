// Applied plans and ceilings in memory, held to the same contract as PostgreSQL.
import type { Plans } from '../../src/app/ports/plans.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import { derivePage } from '../../src/domain/page.ts';
import type { AppliedPlan } from '../../src/domain/rollout/applied-plan.ts';
import type { Ceiling } from '../../src/domain/rollout/rollout.ts';

export type FakePlans = Plans & { readonly audited: readonly AuditEntry[] };

/** `channels` as `<product>/<channel>`. */
export function fakePlans(channels: readonly string[] = ['nova/stable']): FakePlans {
  const plans: AppliedPlan[] = [];
  const ceilings: Ceiling[] = [];
  const audited: AuditEntry[] = [];
  const newest = (product: string, channel: string) =>
    plans.findLast(({ plan }) => plan.product === product && plan.channel === channel) ?? null;
  const highest = (buildId: string, planId: number) =>
    ceilings.findLast((ceiling) => ceiling.buildId === buildId && ceiling.planId === planId) ?? null;

  return {
    audited,
    async loadPlans({ product, channel }, { limit, after }) {
      const rows = plans
        .filter(({ plan }) => plan.product === product && (channel === null || plan.channel === channel))
        .filter(({ id }) => after === null || id < Number(after))
        .sort((a, b) => b.id - a.id);
      return derivePage(rows.slice(0, limit + 1), limit, ({ id }) => String(id));
    },
    loadPlan: async (id) => plans[id - 1] ?? null,
    loadNewestPlan: async (product, channel) => newest(product, channel),
    async recordPlan(given, audit) {
      const { product, channel } = given.plan;
      if (!channels.includes(`${product}/${channel}`)) return null;
      const present = newest(product, channel);
      if (present?.source === given.source) return { plan: present, isAdded: false };
      const plan = { ...given, id: plans.length + 1 };
      plans.push(plan);
      audited.push(audit);
      return { plan, isAdded: true };
    },
    loadCeiling: async (buildId, planId) => highest(buildId, planId),
    async recordCeiling(ceiling, audit) {
      const present = highest(ceiling.buildId, ceiling.planId);
      const [newest, { seq }] = [present?.signed.statement.seq ?? 0, ceiling.signed.statement];
      if (newest >= seq) return newest === seq ? 'same' : 'outdated';
      ceilings.push(ceiling);
      audited.push(audit);
      return 'added';
    },
  };
}
