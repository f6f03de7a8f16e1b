// Cookies that only this service reads: out of reach of scripts, other sites and, over https, neighbouring hosts.
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { HttpEnv } from '../shared/http-env.ts';

/** A proxy that ends TLS says so in a header; who forges it only keeps their own browser from sending the cookie. */
const isSecure = (c: Context<HttpEnv>): boolean =>
  new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';

/** Over https the name has the prefix `__Host-`, so that no neighbouring host can plant one (RFC 6265bis 4.1.3.2). */
const placeOf = (c: Context<HttpEnv>) =>
  isSecure(c) ? ({ path: '/', secure: true, prefix: 'host' } as const) : ({ path: '/', secure: false } as const);

export function giveCookie(c: Context<HttpEnv>, name: string, given: { value: string; lifeMs: number }): void {
  const { value, lifeMs } = given;
  setCookie(c, name, value, { ...placeOf(c), httpOnly: true, sameSite: 'Strict', maxAge: lifeMs / 1000 });
}

export const takeCookie = (c: Context<HttpEnv>, name: string): void => void deleteCookie(c, name, placeOf(c));

export const readCookie = (c: Context<HttpEnv>, name: string): string | undefined =>
  isSecure(c) ? getCookie(c, name, 'host') : getCookie(c, name);
