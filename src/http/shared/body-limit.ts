// Refuses a body over the limit before it is read, whatever its Content-Length says or leaves out.
import { bodyLimit } from 'hono/body-limit';
import { problem } from './problem.ts';

/** Enough for a plan file, a batch of 100 check-ins or a page of part tags; crash payloads have a limit of their own. */
export const defaultBodyBytes = 256 * 1024;

export const limitBody = (maxBytes: number) =>
  bodyLimit({
    maxSize: maxBytes,
    onError: (c) =>
      problem(c as Parameters<typeof problem>[0], {
        status: 413,
        code: 'body-too-large',
        detail: `The body is larger than ${maxBytes} bytes.`,
        fix: 'Send less at once: split the batch or shorten the text.',
      }),
  });
