// Cohorts in memory, held to the same contract as PostgreSQL.
import type { Cohorts, Member } from '../../src/app/ports/cohorts.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import type { Memberships } from '../../src/domain/device/pass.ts';
import { derivePage } from '../../src/domain/page.ts';
import type { NamedCohort } from '../../src/domain/rollout/named-cohort.ts';

export type FakeCohorts = Cohorts & {
  readonly audited: readonly AuditEntry[];
  wanted(): number;
  membershipsOf(product: string, deviceId: string): Memberships;
};

type Held = { cohort: NamedCohort; members: Map<string, Member> };

export function fakeCohorts(products: readonly string[]): FakeCohorts {
  const held = new Map<string, Held>();
  const audited: AuditEntry[] = [];
  let wanted = 0;
  const keyOf = (product: string, id: string) => `${product}/${id}`;
  const ofProduct = (product: string) =>
    [...held].filter(([key]) => key.startsWith(`${product}/`)).map(([, each]) => each);
  const byId = (a: Held, b: Held) => (a.cohort.id < b.cohort.id ? -1 : 1);

  return {
    audited,
    wanted: () => wanted,
    membershipsOf(product, deviceId) {
      const lists = ofProduct(product).flatMap(({ cohort, members }) => {
        const member = members.get(deviceId);
        return cohort.cohort.kind === 'named' && member !== undefined
          ? [{ id: cohort.id, addedMs: member.addedMs }]
          : [];
      });
      const testers = ofProduct(product).filter(({ cohort }) => cohort.cohort.kind === 'testers');
      return {
        named: lists
          .sort((a, b) => a.addedMs - b.addedMs || (a.id < b.id ? -1 : 1))
          .map(({ id, addedMs }) => ({ cohort: id, sinceMs: addedMs })),
        testers: testers.sort(byId).map(({ cohort }) => cohort.id),
      };
    },
    loadCohort: async (product, id) => held.get(keyOf(product, id))?.cohort ?? null,
    async loadCohorts(product, { limit, after }) {
      const rows = ofProduct(product)
        .sort(byId)
        .map(({ cohort }) => cohort);
      const next = rows.filter(({ id }) => after === null || id > after);
      return derivePage(next.slice(0, limit + 1), limit, ({ id }) => id);
    },
    async recordCohort(product, cohort, audit) {
      if (!products.includes(product)) return false;
      const key = keyOf(product, cohort.id);
      held.set(key, { cohort, members: held.get(key)?.members ?? new Map() });
      wanted += 1;
      audited.push(audit);
      return true;
    },
    async loadMembers(product, cohortId, { limit, after }) {
      const rows = [...(held.get(keyOf(product, cohortId))?.members.values() ?? [])].sort((a, b) =>
        a.device < b.device ? -1 : 1,
      );
      const next = rows.filter(({ device }) => after === null || device > after);
      return derivePage(next.slice(0, limit + 1), limit, ({ device }) => device);
    },
    async recordMembers({ product, cohort }, { add, remove }, audit) {
      const members = held.get(keyOf(product, cohort))?.members;
      if (members === undefined) return null;
      const gone = remove.filter((device) => !add.includes(device) && members.delete(device));
      const come = [...new Set(add)].filter((device) => !members.has(device));
      for (const device of come) members.set(device, { device, addedMs: audit.atMs });
      if (gone.length + come.length > 0) audited.push(audit);
      return { added: come.length, removed: gone.length };
    },
  };
}
