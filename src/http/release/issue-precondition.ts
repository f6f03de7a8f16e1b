// Holds a change of an issue against what its sender has seen of it: If-Match (RFC 9110), beside `parent` of the body.
import type { Context } from 'hono';
import * as z from 'zod';
import type { Issue } from '../../domain/issue/issue.ts';
import { readIfMatch } from '../../wire/if-match.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';
import { answerIssue } from './issue-answer.ts';

export const preconditionHeaders = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .describe(
      'The `ETag` that was looked at, or `*`: what was changed meanwhile is answered with 412, and nothing happens.',
    ),
});

export const issueTag = z.object({
  etag: z.string().meta({ description: 'Names what people made of the issue, its `version`; counts go on under it.' }),
});

/** `parent` is what the verb is told; it looks once more, when it writes. */
export type Precondition =
  | { readonly ok: true; readonly parent: number | undefined; readonly isByHeader: boolean }
  | { readonly ok: false; readonly response: ReturnType<typeof refuseTag> | Awaited<ReturnType<typeof refuseStale>> };

type Asked = {
  readonly product: string;
  readonly number: number;
  readonly parent: number | undefined;
};

export async function checkPrecondition(
  c: Context<HttpEnv>,
  { product, number, parent }: Asked,
): Promise<Precondition> {
  const header = c.req.header('if-match');
  if (header === undefined) return { ok: true, parent, isByHeader: false };
  const asked = readIfMatch(header);
  if (asked === null) return { ok: false, response: refuseTag(c) };
  if (asked.kind === 'any') return { ok: true, parent, isByHeader: true };
  const issue = (await c.env.stores().issues.loadIssue(product, number))?.issue ?? null;
  // What is not there is answered as that, whatever was seen of it.
  if (issue === null) return { ok: true, parent, isByHeader: true };
  if (!asked.versions.includes(issue.version)) return { ok: false, response: await refuseStale(c, issue) };
  return { ok: true, parent: parent ?? issue.version, isByHeader: true };
}

const refuseTag = (c: Context<HttpEnv>) =>
  problem(c, {
    status: 400,
    code: 'malformed-request',
    detail: 'If-Match is no list of entity tags.',
    fix: 'Send the ETag of the issue as it came, with its quotes, or *.',
  });

export const refuseStale = async (c: Context<HttpEnv>, issue: Issue) =>
  problem(c, {
    status: 412,
    code: 'issue-changed',
    detail: 'Somebody changed the issue meanwhile.',
    fix: 'Look at it again.',
    current: await answerIssue(c, issue),
  });
