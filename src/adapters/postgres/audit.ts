// Reads the audit chain from PostgreSQL.
import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { Audit } from '../../app/ports/audit.ts';
import { ask, type Database } from './database.ts';
import { audit } from './schema/governance.ts';

export const auditLog = (db: Database): Audit => ({
  async loadNewest() {
    const [newest] = await ask(db.select().from(audit).orderBy(desc(audit.seq)).limit(1));
    return newest ?? null;
  },

  loadEntries({ afterSeq, limit, subject }) {
    const isAbout = subject === null ? undefined : eq(audit.subject, subject);
    const query = db
      .select()
      .from(audit)
      .where(and(gt(audit.seq, afterSeq), isAbout));
    return ask(query.orderBy(asc(audit.seq)).limit(limit));
  },
});
