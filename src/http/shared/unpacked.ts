// Unpacks a compressed body before a route reads it, within the bound of that route.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Unpacked } from '../../app/ports/unpack.ts';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** Behind whatever says who asks: nobody unknown makes the service unpack anything. */
export const unpacked = (maxBytes: number) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    const encoding = c.req.header('content-encoding');
    if (encoding === undefined) return next();
    const answer = await c.env.process.unpack(await readBody(c), encoding, maxBytes);
    if (!answer.ok) return refusePacked(c, answer, maxBytes);
    const bytes = new Uint8Array(answer.bytes);
    c.req.arrayBuffer = async () => bytes.buffer;
    return next();
  });

/** Said in the same words wherever a packed body is taken. */
function refusePacked(c: Context<HttpEnv>, refused: Extract<Unpacked, { ok: false }>, maxBytes: number) {
  if (refused.refusal === 'too-large') {
    const detail = `The body unpacks to more than ${maxBytes} bytes.`;
    return problem(c, { status: 413, code: 'body-too-large', detail, fix: 'Send less at once.' });
  }
  if (refused.refusal === 'damaged') {
    const detail = 'The body is not what its Content-Encoding says.';
    return problem(c, { status: 400, code: 'damaged-body', detail, fix: 'Send it again, or without compression.' });
  }
  const detail = 'This Content-Encoding is not known here.';
  // RFC 9110, 12.5.3: what would be taken.
  c.header('accept-encoding', refused.known.join(', '));
  return problem(c, { status: 415, code: 'unknown-encoding', detail, fix: `Use ${refused.known.join(', ')} or none.` });
}
