// Makes `c.req.json()` strict: checked when a route asks for its body, which is after it knows who asks.
import type { HonoRequest } from 'hono';
import { createMiddleware } from 'hono/factory';
import { parseStrictJson } from '../../wire/strict-json.ts';
import type { HttpEnv } from './http-env.ts';

/** Hono lets a caller name any type for the body; the route's validator is what checks it. */
const asBodyReader = (read: () => Promise<unknown>) => read as HonoRequest['json'];

export const strictJson = createMiddleware<HttpEnv>(async (c, next) => {
  c.req.json = asBodyReader(async () => {
    const parsed = parseStrictJson(new Uint8Array(await c.req.arrayBuffer()));
    if (parsed.ok) return parsed.value;
    // The validator turns whatever is thrown here into a bare 400; problemOfError finds the reason in the context.
    c.set('bodyProblems', parsed.problems);
    throw new SyntaxError(parsed.problems[0]?.what ?? 'the body is not JSON');
  });
  await next();
});
