// Takes a checkpoint of the audit chain, to be signed and handed out.

import { auditOrigin } from '../domain/audit/chain.ts';
import type { AuditCheckpoint } from '../domain/audit/checkpoint.ts';
import type { Audit } from './ports/audit.ts';

export async function takeCheckpoint({ audit }: { readonly audit: Audit }, nowMs: number): Promise<AuditCheckpoint> {
  const newest = await audit.loadNewest();
  return { seq: newest?.seq ?? 0, hash: newest?.hash ?? auditOrigin, atMs: nowMs };
}
