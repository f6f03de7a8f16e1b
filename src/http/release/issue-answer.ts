// Shows issues as the API does: each with what people call the builds that it names.
import type { Context } from 'hono';
import { type Issue, namedBuilds } from '../../domain/issue/issue.ts';
import { encodeIssue } from '../../wire/release/issue.ts';
import type { HttpEnv } from '../shared/http-env.ts';

/** One question for all of them. */
export async function answerIssues(c: Context<HttpEnv>, issues: readonly Issue[]) {
  const versions = await c.env.stores().buildNames.loadVersions(issues.flatMap(namedBuilds));
  return issues.map((issue) => encodeIssue(issue, versions));
}

export async function answerIssue(c: Context<HttpEnv>, issue: Issue) {
  const versions = await c.env.stores().buildNames.loadVersions(namedBuilds(issue));
  return encodeIssue(issue, versions);
}
