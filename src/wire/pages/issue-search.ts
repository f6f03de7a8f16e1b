// The search of the page of issues: its fields as browsers send them, where an empty one asks for nothing.
import * as z from 'zod';
import { type IssueStatus, issueOrders, issueStatuses } from '../../domain/issue/issue.ts';
import { slug } from '../names.ts';
import { issuePageQuery } from '../release/names.ts';

/** `open`: what somebody still has to look at, whatever it is called; `regressed`: back after its fix. */
const standings = ['', 'open', 'regressed', ...issueStatuses] as const;

/** Pasted words may have signs that nobody sees, and PostgreSQL takes no NUL. */
const field = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim())
    .default('');

export const issueSearch = z.object({
  product: slug.optional(),
  words: field(200),
  standing: z.enum(standings).default(''),
  build: field(128),
  fresh: z.enum(['yes', '']).default(''),
  model: field(60),
  owner: field(60),
  sort: z.enum(['', ...issueOrders]).default(''),
  after: issuePageQuery.shape.after,
});

export type IssueSearch = Omit<z.output<typeof issueSearch>, 'product' | 'after'>;

const given = (text: string): string | null => (text === '' ? null : text);

/** What the store is asked for. */
export function readSearch({ words, standing, build, fresh, model, owner, sort }: IssueSearch) {
  const isStatus = standing !== '' && standing !== 'open' && standing !== 'regressed';
  const statuses: readonly IssueStatus[] = isStatus ? [standing] : [];
  return {
    statuses,
    isOpen: standing === 'open',
    isRegressed: standing === 'regressed' ? true : null,
    words: given(words),
    build: given(build),
    isNewInBuild: fresh === 'yes',
    model: given(model),
    assignee: given(owner),
    signature: null,
    order: sort === '' ? ('last' as const) : sort,
  };
}
