// The audit chain as whoever checks it sees it: every entry with all that its hash covers.
import * as z from 'zod';
import { maxPageLimit } from '../../domain/page.ts';
import { pageOf } from '../release/names.ts';

export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(maxPageLimit).default(50),
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the seq of an entry')
    .optional()
    .meta({ description: 'Only entries behind this `seq`.' }),
  subject: z
    .string()
    .regex(/^[^\p{Cc}]{1,200}$/u, 'must be 1 to 200 characters without control characters')
    .optional()
    .meta({ description: 'Only entries about this; they alone make no chain.' }),
});

export const auditEntry = z
  .object({
    seq: z.int(),
    atMs: z.int(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.string().meta({ description: 'JSON text, hashed exactly as it stands here.' }),
    previous: z.string().meta({ description: 'The hash of the entry before; 128 zeros at the beginning.' }),
    hash: z.string().meta({
      description: 'SHA-512 in hex of the JSON array [seq, previous, atMs, actor, action, subject, details].',
    }),
  })
  .meta({ id: 'AuditEntry' });

export const auditPage = pageOf(auditEntry);
