// Turns everything that is not an answer into RFC 9457 problem details, in this one place.
import type { Context, TypedResponse } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { JSONValue } from 'hono/utils/types';
import { AppError, type AppErrorCode } from '../../app/app-error.ts';
import type { Problem } from '../../domain/result.ts';
import type { HttpEnv } from './http-env.ts';

/** `detail` says what was wrong, `fix` what to do; `errors` points into the input. */
export type ProblemDetails<S extends ContentfulStatusCode = ContentfulStatusCode> = {
  readonly status: S;
  /** A closed word of the API, such as `unknown-model`; becomes the last part of `type`. */
  readonly code: string;
  readonly detail: string;
  readonly fix?: string;
  readonly errors?: readonly Problem[];
  /** The present state of a thing, for a 409 that lost a race. */
  readonly current?: unknown;
  readonly retryAfterS?: number;
};

const statusOf: Record<AppErrorCode, ContentfulStatusCode> = {
  'database-unavailable': 503,
  'storage-unavailable': 503,
  'queue-unavailable': 503,
  'map-unavailable': 503,
  conflict: 409,
  internal: 500,
};

const titleOf = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A 503 is spread over a minute, so that a recovering service is not met by everybody at once. */
const retryAfterS = (nowMs: number): number => 30 + (Math.floor(nowMs) % 30);

/** What is on the wire; the OpenAPI schema of the same name is in open-api.ts. */
type ProblemBody = {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  fix?: string;
  errors?: Problem[];
  current?: JSONValue;
};

/** Typed as the answer that routes declare with `problemAnswers`, which is what it is. */
export function problem<S extends ContentfulStatusCode>(
  c: Context<HttpEnv>,
  details: ProblemDetails<S>,
): Response & TypedResponse<ProblemBody, S, 'json'> {
  const { status, code, detail, fix, errors, current } = details;
  const body = {
    type: `/problems/${code}`,
    title: titleOf(code),
    status,
    detail,
    fix,
    errors,
    current,
    requestId: c.get('requestId') ?? c.env.process.entropy.randomHex(8),
  };
  if (details.retryAfterS !== undefined) c.header('retry-after', String(details.retryAfterS));
  c.header('cache-control', 'no-store');
  const response: Response = c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
  return response as Response & TypedResponse<ProblemBody, S, 'json'>;
}

/** For `app.onError`: failures become their status, bugs a bare 500; what is inside goes to the log only. */
export function problemOfError(error: Error, c: Context<HttpEnv>): Response {
  if (error instanceof HTTPException && error.status < 500) return problemOfReading(error, c);
  const failure =
    error instanceof AppError
      ? error
      : new AppError('internal', 'Something went wrong inside the service.', { cause: error });
  const status = statusOf[failure.code];
  c.env.log('error', 'request failed', {
    code: failure.code,
    cause: String(failure.cause ?? failure),
    stack: error.stack,
  });
  return problem(c, {
    status,
    code: failure.code,
    detail: failure.message,
    fix:
      status === 503
        ? 'Try again after the time in Retry-After.'
        : 'Report the requestId to whoever runs this service.',
    ...(status === 503 ? { retryAfterS: retryAfterS(c.get('nowMs')) } : {}),
  });
}

/** What validators throw before a handler is asked: a body of another kind, or one that cannot be read. */
function problemOfReading({ status, message }: HTTPException, c: Context<HttpEnv>): Response {
  if (status === 415) {
    const detail = `This route does not take a body of type "${c.req.header('content-type') ?? 'unknown'}".`;
    return problem(c, {
      status,
      code: 'unsupported-media-type',
      detail,
      fix: 'Send `content-type: application/json`.',
    });
  }
  const errors = c.get('bodyProblems') ?? [];
  const [first] = errors;
  // Engines word it each in their way, and none says what to do.
  if (message.startsWith('Malformed FormData'))
    return problem(c, {
      status,
      code: 'malformed-form',
      detail: 'The body cannot be read as the form that its Content-Type says.',
      fix: 'Send multipart/form-data with its boundary, or application/x-www-form-urlencoded in UTF-8.',
    });
  if (first === undefined)
    return problem(c, { status, code: 'bad-request', detail: message || 'The request cannot be read.' });
  return problem(c, {
    status,
    code: 'malformed-body',
    detail: `${first.where} ${first.what}.`,
    fix: first.fix,
    errors,
  });
}
