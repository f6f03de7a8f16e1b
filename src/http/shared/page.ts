// Sends a page: the doctype, and a policy under which nothing runs and nothing loads but what we serve.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import type { HttpEnv } from './http-env.ts';

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** For the one page that has a script: ours, from its own address, which asks nobody but us. */
const scriptPolicy = `${policy}; script-src 'self'; connect-src 'self'`;

/** Text from outside is escaped by the page itself; the policy is for the day that one is not. */
export function page<S extends ContentfulStatusCode>(
  c: Context<HttpEnv>,
  body: JSX.Element,
  status: S,
  { hasScript = false } = {},
) {
  c.header('content-security-policy', hasScript ? scriptPolicy : policy);
  // Without a referrer policy of its own a form of ours would send `Origin: null`, as one of a stranger does.
  c.header('referrer-policy', 'same-origin');
  return c.html(html`<!doctype html>${body}`, status);
}

/** How a route's answers say that a page comes back. */
export const htmlAnswer = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } });
