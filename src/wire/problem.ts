// RFC 9457 problem details: how the service says no, and how its clients read it.
import * as z from 'zod';

const fault = z.object({
  where: z.string(),
  what: z.string(),
  fix: z.string(),
  line: z.int().optional().meta({ description: 'Of the file that was sent, where one was.' }),
  column: z.int().optional(),
});

export const problemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    fix: z.string().optional(),
    errors: z.array(fault).optional(),
    current: z.unknown().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
