// Keeps in PostgreSQL which published role files took effect.
import { and, desc, eq, gte, lte } from 'drizzle-orm';
import type { TrustPublications } from '../../app/ports/trust-publications.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { trustProposals as proposals, trustPublications as publications } from './schema/trust.ts';

export function trustPublicationStore(db: Database): TrustPublications {
  return {
    loadSettled: () =>
      ask(
        db
          .selectDistinctOn([publications.role])
          .from(publications)
          .orderBy(publications.role, desc(publications.version)),
      ),

    recordSettled: (publication, audit) =>
      inTransaction(db, async (tx) => {
        const { role, version } = publication;
        const isLater = and(eq(publications.role, role), gte(publications.version, version));
        const [later] = await tx.select({ role: publications.role }).from(publications).where(isLater).limit(1);
        if (later !== undefined) return false;
        const added = await tx.insert(publications).values(publication).onConflictDoNothing().returning();
        if (added.length === 0) return false;
        await tx.delete(proposals).where(and(eq(proposals.role, role), lte(proposals.version, version)));
        await appendAudit(tx, audit);
        return true;
      }),
  };
}
