// Reads a body to its end; one that breaks off is the sender's affair and no failure of the service.
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { HttpEnv } from './http-env.ts';

/** Throws a 400 when the connection ends first: mostly nobody is left to read it, but the log stays clean of it. */
export async function readBody(c: Context<HttpEnv>): Promise<Uint8Array> {
  try {
    return new Uint8Array(await c.req.arrayBuffer());
  } catch (cause) {
    throw new HTTPException(400, { message: 'The body ended before it was whole.', cause });
  }
}
