// What contract suites say and read of the audit chain.
import { asc } from 'drizzle-orm';
import { audit } from '../../src/adapters/postgres/schema/governance.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import type { FreshDatabase } from '../harness/database.ts';

export const auditEntry = (subject: string): AuditEntry => ({
  atMs: 1,
  actor: 'test',
  action: 'thing changed',
  subject,
  details: '{}',
});

export async function auditedSubjects({ db }: FreshDatabase): Promise<string[]> {
  const rows = await db.select({ subject: audit.subject }).from(audit).orderBy(asc(audit.seq));
  return rows.map(({ subject }) => subject);
}
