// Answers a repeated request with what the first one was answered: for routes whose effect is not idempotent by content.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { claimRequest } from '../../app/claim-request.ts';
import { type IdempotencyKey, isFinal, type StoredAnswer } from '../../domain/idempotency.ts';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';
import { sha256Hex } from './require-role.ts';
import { markRoute } from './route-marks.ts';

const keyPattern = /^[!-~]{1,100}$/;

/**
 * Behind `requireRole`. A key belongs to its sender and route: the same key and request get the same answer for 30 days,
 * another request under it 422, one that is still being worked on 409. Failures of ours are not kept: the retry works.
 */
export const idempotent = markRoute(
  createMiddleware<HttpEnv>(async (c, next) => {
    const sent = c.req.header('idempotency-key');
    if (sent === undefined) return next();
    if (!keyPattern.test(sent)) return refuseKey(c);
    const key = { actor: c.get('bearer').name, route: `${c.req.method} ${routePath(c, -1)}`, key: sent };
    const requestSha256 = await digestOf(c);
    const { idempotency } = c.env.stores();
    const ports = { idempotency, entropy: c.env.process.entropy };
    const claim = await claimRequest(ports, { key, requestSha256 }, c.get('nowMs'));
    if (claim.kind === 'replay') return replay(claim.answer);
    if (claim.kind !== 'claimed') return refuseReuse(c, claim.kind);
    await next();
    await settle(c, key, claim.attempt);
  }),
  { takesIdempotencyKey: true },
);

/** Everything that makes a request another one: its address and its body. */
async function digestOf(c: Context<HttpEnv>): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const head = new TextEncoder().encode(`${pathname}${search}\n`);
  const body = await readBody(c);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return sha256Hex(whole);
}

async function settle(c: Context<HttpEnv>, key: IdempotencyKey, attempt: string): Promise<void> {
  const { idempotency } = c.env.stores();
  if (!isFinal(c.res.status)) return idempotency.recordRelease(key, attempt);
  const contentType = c.res.headers.get('content-type');
  const answer: StoredAnswer = { status: c.res.status, contentType, body: await c.res.clone().text() };
  return idempotency.recordAnswer(key, attempt, answer);
}

function replay({ status, contentType, body }: StoredAnswer): Response {
  const headers = new Headers({ 'idempotency-replayed': 'true', 'cache-control': 'no-store' });
  if (contentType !== null) headers.set('content-type', contentType);
  return new Response(status === 204 ? null : body, { status, headers });
}

function refuseKey(c: Context<HttpEnv>) {
  const detail = 'The Idempotency-Key is not 1 to 100 printable ASCII characters without spaces.';
  return problem(c, { status: 400, code: 'malformed-idempotency-key', detail, fix: 'Send a UUID, for example.' });
}

function refuseReuse(c: Context<HttpEnv>, kind: 'another-request' | 'in-flight') {
  if (kind === 'another-request') {
    const detail = 'This Idempotency-Key came with another request before.';
    return problem(c, {
      status: 422,
      code: 'idempotency-key-reused',
      detail,
      fix: 'Use a key of its own for each request.',
    });
  }
  const detail = 'The first request with this Idempotency-Key is still being worked on.';
  return problem(c, { status: 409, code: 'request-in-flight', detail, fix: 'Ask again in a moment.', retryAfterS: 1 });
}
