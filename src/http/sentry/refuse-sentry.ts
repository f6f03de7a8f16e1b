// Refuses a request of a Sentry SDK: SDKs obey the status and the headers, people read the problem.
import type { Context } from 'hono';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

const codes = {
  400: 'malformed-envelope',
  403: 'unknown-key',
  413: 'body-too-large',
  415: 'unknown-encoding',
  429: 'too-many-reports',
} as const;
const fixes = {
  400: 'Send what a Sentry SDK sends.',
  403: 'Use the DSN that `orange token create --role reporter` printed.',
  413: 'Send less at once.',
  415: 'Pack it in a way that Accept-Encoding names, or not at all.',
  429: 'Come back after the time in Retry-After.',
} as const;

export function refuseSentry(
  c: Context<HttpEnv>,
  status: keyof typeof codes,
  detail: string,
  retryAfterS?: number,
): Response {
  c.header('x-sentry-error', detail);
  const rest = retryAfterS === undefined ? {} : { retryAfterS };
  return problem(c, { status, code: codes[status], detail, fix: fixes[status], ...rest });
}
