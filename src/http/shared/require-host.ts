// Refuses a request whose Host names no host: workerd hands such an address on, and every route that reads it would fail.
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';

export const requireHost = createMiddleware<HttpEnv>(async (c, next) => {
  if (URL.canParse(c.req.url)) return next();
  const detail = 'The Host of this request names no host.';
  return problem(c, { status: 400, code: 'malformed-host', detail, fix: 'Send the host of this service.' });
});
