// What a poll is compared with: the least that Hono does for the same path and the same bytes.
import { Hono } from 'hono';

export type FixedAnswer = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

export function bareRoute({ body, headers }: FixedAnswer): Hono {
  const init = { headers: { ...headers } };
  return new Hono().get('/v1/bare/:product/:channel/:model/:build/:bucket', () => new Response(body, init));
}
