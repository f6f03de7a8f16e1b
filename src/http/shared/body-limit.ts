// Refuses a body over the limit before it is read, whatever its Content-Length says or leaves out.
import type { Context, MiddlewareHandler, Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';

/** Enough for a plan file, a batch of 100 check-ins or a page of part tags; crash payloads have a limit of their own. */
export const defaultBodyBytes = 256 * 1024;

export function limitBody(maxBytesOf: (method: string, path: string, contentType: string) => number) {
  const refuse = (c: Context<HttpEnv>, maxBytes: number) =>
    problem(c, {
      status: 413,
      code: 'body-too-large',
      detail: `The body is larger than ${maxBytes} bytes.`,
      fix: 'Send less at once: split the batch or shorten the text.',
    });
  return createMiddleware<HttpEnv>(async (c, next) => {
    const maxBytes = maxBytesOf(c.req.method, c.req.path, c.req.header('content-type') ?? '');
    const said = c.req.header('content-length');
    if (said === undefined || c.req.header('transfer-encoding') !== undefined) {
      return readWithin(c, bodyLimit({ maxSize: maxBytes, onError: () => refuse(c, maxBytes) }), next);
    }
    // A stated length is enough to judge by, and looking at the body as a stream costs Node 0.1 ms a request.
    return Number(said) > maxBytes ? refuse(c, maxBytes) : next();
  });
}

/** A body whose chunks are none, or end early, is the sender's affair; workerd tells of it as of a failure of its own. */
async function readWithin(c: Context<HttpEnv>, limit: MiddlewareHandler, next: Next) {
  let isRead = false;
  try {
    return await limit(c, () => {
      isRead = true;
      return next();
    });
  } catch (cause) {
    if (isRead) throw cause;
    throw new HTTPException(400, { message: 'The body ended before it was whole.', cause });
  }
}
