// The names that the whole API shares, and the page parameters of every list.
import * as z from 'zod';
import { maxPageLimit } from '../../domain/page.ts';
import { slug } from '../names.ts';

export const productId = slug.meta({ id: 'ProductId', example: 'nova' });
export const channelId = slug.meta({ id: 'ChannelId', example: 'stable' });

/** A human title: no control characters, so that it prints safely anywhere. */
export const title = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'must not contain control characters');

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(maxPageLimit).default(50),
  after: z
    .string()
    .regex(/^[ -~]{1,200}$/, 'must be the `next` of the page before')
    .optional()
    .meta({ description: 'The `next` of the page before.' }),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).readonly(), next: z.string().nullable() });
