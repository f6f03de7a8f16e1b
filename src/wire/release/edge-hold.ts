// A hold that needs no database, as engineers order it.
import * as z from 'zod';
import { rowId } from './plan.ts';

export const edgeHoldBody = z
  .object({
    rollout: rowId,
    reason: z
      .string()
      .regex(/^[^\p{Cc}]{1,500}$/u, 'must be 1 to 500 characters without control characters')
      .optional(),
  })
  .meta({ id: 'OrderHold' });

export const edgeHold = z
  .object({
    rollout: z.int(),
    isOrdered: z.boolean().meta({ description: 'False when no new device was let in before either.' }),
    mapRevision: z.int().meta({ description: 'The release map that withholds the build.' }),
  })
  .meta({ id: 'OrderedHold' });
