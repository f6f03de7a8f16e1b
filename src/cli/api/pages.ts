// Lists of the API are pages: one page as asked for, or all of them in turn.
import type { Page } from '../../domain/page.ts';
import { maxPageLimit } from '../../domain/page.ts';
import { wholeNumber } from '../command.ts';
import { faint, type Line } from '../terminal/words.ts';
import type { ApiClient, Query } from './api-client.ts';
import type { Parser } from './service-answer.ts';

/** `--limit` and `--after` of every list command. */
export type PageFlags = { readonly limit: number; readonly after?: string };

export const limitOption = [
  '--limit <n>',
  `how many at most, up to ${maxPageLimit}`,
  wholeNumber(1, maxPageLimit),
  50,
] as const;
export const afterOption = ['--after <cursor>', 'go on behind the page that ended with this `next`'] as const;

export const pageQuery = ({ limit, after }: PageFlags): Query => ({ limit, after });

/** What stands under a list that has more. */
export const moreLine = ({ next }: Page<unknown>): Line[] => (next === null ? [] : [faint(`more: --after ${next}`)]);

/** Every item of a list, page by page. */
export async function* listAll<T>(
  api: ApiClient,
  path: string,
  parse: Parser<Page<T>>,
  query: Query = {},
): AsyncGenerator<T> {
  let after: string | undefined;
  for (;;) {
    const page: Page<T> = await api.get(path, parse, { ...query, limit: maxPageLimit, after });
    yield* page.items;
    if (page.next === null) return;
    after = page.next;
  }
}
