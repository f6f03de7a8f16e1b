// Keeps cohorts and their members in PostgreSQL.
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { CohortName, Cohorts, MemberChange, MemberCounts } from '../../app/ports/cohorts.ts';
import { derivePage } from '../../domain/page.ts';
import type { NamedCohort } from '../../domain/rollout/named-cohort.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { rowSet } from './row-set.ts';
import { cohortMembers, cohorts, products } from './schema/catalog.ts';
import { wantMap } from './want-map.ts';

export function cohortStore(db: Database): Cohorts {
  return {
    async loadCohort(product, cohortId) {
      const [row] = await ask(
        db
          .select()
          .from(cohorts)
          .where(isCohort({ product, cohort: cohortId })),
      );
      return row === undefined ? null : toNamed(row);
    },

    async loadCohorts(product, { limit, after }) {
      const isNext = after === null ? undefined : gt(cohorts.id, after);
      const ofProduct = and(eq(cohorts.productId, product), isNext);
      const rows = await ask(
        db
          .select()
          .from(cohorts)
          .where(ofProduct)
          .orderBy(asc(cohorts.id))
          .limit(limit + 1),
      );
      return derivePage(rows.map(toNamed), limit, ({ id }) => id);
    },

    recordCohort: (product, cohort, audit) =>
      inTransaction(db, async (tx) => {
        if (!(await defineCohort(tx, product, cohort))) return false;
        await wantMap(tx);
        await appendAudit(tx, audit);
        return true;
      }),

    async loadMembers(product, cohortId, { limit, after }) {
      const isNext = after === null ? undefined : gt(cohortMembers.deviceId, after);
      const rows = await ask(
        db
          .select({ device: cohortMembers.deviceId, addedMs: cohortMembers.addedMs })
          .from(cohortMembers)
          .where(and(eq(cohortMembers.productId, product), eq(cohortMembers.cohortId, cohortId), isNext))
          .orderBy(asc(cohortMembers.deviceId))
          .limit(limit + 1),
      );
      return derivePage(rows, limit, ({ device }) => device);
    },

    recordMembers: (name, change, audit) =>
      inTransaction(db, async (tx) => {
        // The lock keeps the kind as it is until the members are in.
        const [list] = await tx.select({ kind: cohorts.kind }).from(cohorts).where(isCohort(name)).for('share');
        if (list === undefined) return null;
        const counts = await changeMembers(tx, name, { ...change, addedMs: audit.atMs });
        if (counts.added > 0 || counts.removed > 0) await appendAudit(tx, audit);
        return counts;
      }),
  };
}

const isCohort = ({ product, cohort }: CohortName) => and(eq(cohorts.productId, product), eq(cohorts.id, cohort));

function toNamed({ id, kind, rule, createdMs }: typeof cohorts.$inferSelect): NamedCohort {
  return { id, cohort: kind === 'rule' ? { kind, rule: rule ?? {} } : { kind }, createdMs };
}

/** False when there is no such product. */
async function defineCohort(tx: Transaction, product: string, { id, cohort, createdMs }: NamedCohort) {
  const found = await tx.select({ id: products.id }).from(products).where(eq(products.id, product));
  if (found.length === 0) return false;
  const definition = { kind: cohort.kind, rule: cohort.kind === 'rule' ? cohort.rule : null };
  await tx
    .insert(cohorts)
    .values({ productId: product, id, createdMs, ...definition })
    .onConflictDoUpdate({ target: [cohorts.productId, cohorts.id], set: definition });
  return true;
}

async function changeMembers(
  tx: Transaction,
  { product, cohort }: CohortName,
  { add, remove, addedMs }: MemberChange & { addedMs: number },
): Promise<MemberCounts> {
  const kept = new Set(add);
  const gone = remove.filter((device) => !kept.has(device)).map((d) => ({ d }));
  const removed = await tx.execute(sql`
    delete from ${cohortMembers} using ${rowSet(gone, 'd text')}
    where product_id = ${product} and cohort_id = ${cohort} and device_id = x.d`);
  const added = await tx.execute(sql`
    insert into ${cohortMembers} (product_id, cohort_id, device_id, added_ms)
    select ${product}::text, ${cohort}::text, x.d, ${addedMs}::bigint from ${rowSet(
      add.map((d) => ({ d })),
      'd text',
    )} on conflict do nothing`);
  return { added: added.count, removed: removed.count };
}
