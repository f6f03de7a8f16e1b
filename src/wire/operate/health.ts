// What the service says of its own health.
import * as z from 'zod';
import { alarms } from '../../domain/trust/repository/life.ts';

export const health = z
  .object({
    status: z.literal('ok'),
    nowMs: z.int().meta({ description: 'The service clock, epoch milliseconds.' }),
  })
  .meta({ id: 'Health' });

export const readiness = z
  .object({
    isReady: z.boolean(),
    database: z.enum(['ok', 'unavailable']),
    isDurable: z.boolean().nullable().meta({
      description:
        'Whether what is acknowledged outlives a power cut: `fsync`, `full_page_writes` and `synchronous_commit` of the database.',
    }),
    storage: z.enum(['ok', 'unavailable']),
    mapRevision: z.int().nullable(),
    mapAgeS: z.int().nullable(),
    trust: z.object({
      state: z.enum(['off', 'nothing-published', 'published', 'unknown']),
      alarms: z
        .array(
          z.object({
            role: z.string(),
            expiresMs: z.number(),
            alarm: z.enum(alarms),
            isSigned: z.boolean(),
            missedRenewals: z.int(),
          }),
        )
        .readonly()
        .meta({
          description:
            'Role files past half of their life, not signed as their delegator asks today, or not renewed 3 times in a row.',
        }),
    }),
  })
  .meta({ id: 'Readiness' });
