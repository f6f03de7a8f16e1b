// Makes `c.req.json()` strict: checked when a route asks for its body, which is after it knows who asks.
import type { Context, HonoRequest } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type Refused, refuse } from '../../domain/result.ts';
import { parseStrictJson } from '../../wire/strict-json.ts';
import type { HttpEnv } from './http-env.ts';

/** Hono lets a caller name any type for the body; the route's validator is what checks it. */
const asBodyReader = (read: () => Promise<unknown>) => read as HonoRequest['json'];

export const strictJson = createMiddleware<HttpEnv>(async (c, next) => {
  c.req.json = asBodyReader(async () => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const parsed = checkLength(c, bytes) ?? parseStrictJson(bytes);
    if (parsed.ok) return parsed.value;
    // The validator turns whatever is thrown here into a bare 400; problemOfError finds the reason in the context.
    c.set('bodyProblems', parsed.problems);
    throw new SyntaxError(parsed.problems[0]?.what ?? 'the body is not JSON');
  });
  await next();
});

/** The limit on bodies believes Content-Length where there is one; servers enforce it, and what slips past one ends here. */
function checkLength(c: Context<HttpEnv>, bytes: Uint8Array): Refused | null {
  const said = c.req.header('content-length');
  // What is said is the length of what is packed.
  if (c.req.header('content-encoding') !== undefined) return null;
  if (said === undefined || Number(said) === bytes.length) return null;
  const what = `is ${bytes.length} bytes long, not ${said.slice(0, 20)} as Content-Length says`;
  return refuse({ where: 'body', what, fix: 'Send the length that the body has, or none.' });
}
