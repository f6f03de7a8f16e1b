// RFC 9457 problem details: how the service says no, and how its clients read it.
import * as z from 'zod';

export const problemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    fix: z.string().optional(),
    errors: z.array(z.object({ where: z.string(), what: z.string(), fix: z.string() })).optional(),
    current: z.unknown().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
