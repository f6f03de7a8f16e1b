// Refuses changes that a page of somebody else sends in a visitor's name, whatever the type of their body.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * For routes that believe a cookie. Content types are no protection (properties 86), so the sender is: what the browser says
 * of it (Sec-Fetch-Site) and where it comes from (Origin) must both be us, and one of them must be said. A request that
 * brings its token in a header is nobody's but its sender's; it is not asked, and its cookie is not read.
 */
export const requireSameOrigin = createMiddleware<HttpEnv>(async (c, next) => {
  if (changesNothing.has(c.req.method) || c.req.header('authorization') !== undefined) return next();
  if (isSameOrigin(c)) return next();
  const detail = 'This request does not come from a page of this service.';
  return problem(c, {
    status: 403,
    code: 'cross-origin',
    detail,
    fix: 'Open the page here and send it from there; programs send their token as `Authorization: Bearer <token>`.',
  });
});

/** Says nothing of requests that bring their token in a header. */
export function isSameOrigin(c: Context<HttpEnv>): boolean {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  if (site === undefined && origin === undefined) return false;
  return (site ?? 'same-origin') === 'same-origin' && (origin === undefined || isOwnHost(origin, c.req.url));
}

/** Hosts are compared, not schemes: behind a proxy that ends TLS we see http where the browser sees https. */
function isOwnHost(origin: string, url: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host;
}
