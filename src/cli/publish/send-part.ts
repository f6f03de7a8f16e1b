// Sends one part straight to object storage, again and more slowly when the line breaks.
import { setTimeout as wait } from 'node:timers/promises';
import { NoAnswer, type StreamedBody, sendRequest } from '../api/http-request.ts';
import { CliError, interrupted } from '../cli-error.ts';

export type PartToSend = {
  /** A URL that takes this part; made for each try, since a slow line outlasts its hour. */
  readonly sign: () => Promise<string>;
  /** The body from its beginning, for each try. */
  readonly read: () => StreamedBody;
  readonly interrupt: AbortSignal;
};

/** About a minute in all: long enough for a restart or a change of network, short enough to notice. */
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/** A line that moves nothing for so long is dead. */
const idleMs = 60_000;
/** S3 answers a refusal with a page of XML. */
const maxAnswerBytes = 64 * 1024;

/** The ETag that storage gives the part. Throws a CliError when storage refuses or cannot be reached for a minute. */
export async function sendPart(part: PartToSend): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await tryOnce(part);
    if (outcome.etag !== null) return outcome.etag;
    if (part.interrupt.aborted) throw interrupted('Run the same command again.');
    const pauseMs = pausesMs[tries];
    if (pauseMs === undefined || !outcome.mayPass) {
      throw new CliError(`a part of the build cannot be sent: storage ${outcome.why}`, {
        code: 'upload-failed',
        fix: 'Run the same command again: parts that arrived are not sent again.',
      });
    }
    await wait(pauseMs, undefined, { signal: part.interrupt }).catch(() => undefined);
  }
}

type Outcome = { readonly etag: string } | { readonly etag: null; readonly mayPass: boolean; readonly why: string };

async function tryOnce({ sign, read, interrupt }: PartToSend): Promise<Outcome> {
  const url = await sign();
  try {
    const request = { method: 'PUT', url, body: read(), idleMs, maxAnswerBytes, signal: interrupt };
    const { status, headers, body } = await sendRequest(request);
    if (status === 200 && headers.etag !== undefined) return { etag: headers.etag };
    // 403: the URL expired or the clocks differ, and the next try signs a new one. 408, 429 and 5xx pass by themselves.
    const mayPass = status === 403 || status === 408 || status === 429 || status >= 500;
    const said = /<Code>(\w+)<\/Code>/.exec(body.toString('utf8'))?.[1] ?? '';
    return { etag: null, mayPass, why: `answered ${status} ${said}`.trim() };
  } catch (cause) {
    if (!(cause instanceof NoAnswer)) throw cause;
    return { etag: null, mayPass: true, why: `cannot be reached (${cause.code})` };
  }
}
