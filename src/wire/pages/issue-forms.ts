// What the forms of an issue's page send.
import * as z from 'zod';
import { issueStatuses } from '../../domain/issue/issue.ts';
import { issueKey } from '../release/issue.ts';

const field = (maxChars: number) => z.string().max(maxChars).default('');
const parent = z.coerce
  .number()
  .int()
  .min(0)
  .max(2_147_483_647)
  .describe('The version of the issue that was looked at.');

/** What people set; an issue becomes a duplicate by being merged. */
const settableStatuses = issueStatuses.filter((status) => status !== 'duplicate');

export const changeForm = z.object({
  parent,
  status: z
    .enum(['', ...settableStatuses])
    .default('')
    .describe('Empty to leave it as it is.'),
  fixedIn: field(200).describe(
    'For `fixed`: version, vendor string or id of the build; a version may be still to come.',
  ),
  assignee: field(200).describe('Empty for nobody.'),
  hidden: z.literal('yes').optional().describe('Testers are never shown its title.'),
  seenAssignee: z
    .string()
    .max(200)
    .optional()
    .describe('The owner when the form was shown: as it is, it is left alone.'),
  seenHidden: z.enum(['yes', 'no']).optional().describe('The same of `hidden`.'),
});

export type ChangeFields = z.output<typeof changeForm>;

export const assigneeName = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,59}$/;

export const remarkForm = z.object({
  text: field(20_000),
  audience: z.enum(['tester', 'internal']),
});

export const mergeForm = z.object({ parent, into: z.coerce.number().int().min(1).max(2_147_483_647) });
export const splitForm = z.object({ parent, key: issueKey });
