// What the service says of its own health.
import * as z from 'zod';

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
    storage: z.enum(['ok', 'unavailable']),
    mapRevision: z.int().nullable(),
    mapAgeS: z.int().nullable(),
  })
  .meta({ id: 'Readiness' });
