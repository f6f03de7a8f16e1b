// Names each request, and says with its answer what time the service has.
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './http-env.ts';

/** workerd sends no `Date`, and a time-lapse has another clock than its machine: tools tell times by it (RFC 9110 6.6.1). */
export const nameRequest = createMiddleware<HttpEnv>(async (c, next) => {
  c.set('requestId', c.env.process.entropy.randomHex(8));
  await next();
  const { headers } = c.res;
  headers.set('x-request-id', c.get('requestId') ?? '');
  headers.set('date', new Date(c.get('nowMs')).toUTCString());
});
