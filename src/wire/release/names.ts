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

/** Behind what is no cursor of the list nothing stands, and an empty page would look like an answer. */
export const cursorOf = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern, 'must be the `next` of the page before')
    .optional()
    .meta({ description: 'The `next` of the page before.' });

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(maxPageLimit).default(50),
  after: cursorOf(/^[ -~]{1,200}$/),
});

/** A number: of a row, or of rows before. */
export const rowPageQuery = pageQuery.extend({ after: cursorOf(/^[1-9]\d{0,8}$/) });

/** What the list is ordered by, and which of those that are equal in that. A slash by its number is spelled alike by all readers of patterns. */
export const placePageQuery = pageQuery.extend({ after: cursorOf(/^\d{1,15}\x2f[ -~]{1,180}$/) });

/** The same of issues, which have numbers. */
export const issuePageQuery = pageQuery.extend({ after: cursorOf(/^\d{1,15}\x2f[1-9]\d{0,9}$/) });

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).readonly(), next: z.string().nullable() });
