// Headers that keep an answer what it is: not sniffed, not framed, not kept by caches that should not have it.
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './http-env.ts';

/** Where the handler did not say otherwise: it may know better, and a page brings its own policy. */
export const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

export const secureHeaders = createMiddleware<HttpEnv>(async (c, next) => {
  await next();
  // On the answer itself: `c.header` would make a new one for every name.
  const { headers } = c.res;
  for (const [name, value] of Object.entries(always)) {
    if (!headers.has(name)) headers.set(name, value);
  }
});
