// Asks the service whether there is an update, and bounds everything that comes back.
import { type Offer, parsePollAnswer } from '../wire/device/poll-answer.ts';
import { hintsOf } from './hints.ts';
import type { Web } from './ports.ts';
import { readBounded } from './read-bounded.ts';
import type { Hints } from './trust/updater.ts';

export type Asking = {
  readonly origin: string;
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  /** Version or vendor string of the installed build. */
  readonly build: string;
  readonly bucket: number;
  readonly pass: string | null;
  readonly region: string | null;
  readonly locale: string | null;
};

export type PollOutcome =
  | ({ readonly kind: 'offer'; readonly offer: Offer } & Answered)
  | ({ readonly kind: 'none'; readonly reason: string } & Answered)
  | { readonly kind: 'unchanged' }
  /** The service cannot answer now, or answers nonsense: nothing changes and the device comes back later. */
  | { readonly kind: 'failed'; readonly why: string; readonly waitS: number };

/** What every answer carries; `hints` tell the updater whether anything was signed since. */
type Answered = { readonly waitS: number; readonly etag: string | null; readonly hints: Hints };

/** An offer with its timestamp stays below this with room to spare. */
const maxAnswerBytes = 64 * 1024;
/** Without a word from the service; and never longer than a day, whatever Retry-After says (properties 72). */
const waitAfterFailureS = 900;
const longestWaitS = 86_400;

export function pollUrl(asking: Asking): string {
  const { product, channel, model, build, bucket } = asking;
  const path = [product, channel, model, build, bucket].map((part) => encodeURIComponent(part)).join('/');
  const query = new URLSearchParams();
  for (const name of ['pass', 'region', 'locale'] as const) {
    const value = asking[name];
    if (value !== null) query.set(name, value);
  }
  return `${asking.origin}/v1/updates/${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** `dice` is a uniform random number in [0, 1): the device's own part of the jitter. */
export async function poll(
  web: Web,
  asking: Asking,
  options: { etag: string | null; dice: number; deadlineMs: number },
): Promise<PollOutcome> {
  const failed = (why: string, waitS = waitAfterFailureS): PollOutcome => ({
    kind: 'failed',
    why,
    waitS: waitS * (0.5 + options.dice),
  });
  try {
    const headers = options.etag === null ? {} : { 'if-none-match': options.etag };
    const response = await web(pollUrl(asking), {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(options.deadlineMs),
    });
    if (response.status === 304) return { kind: 'unchanged' };
    const body = await readBounded(response, maxAnswerBytes);
    if (response.status !== 200) return failed(`status ${response.status}`, retryAfterS(response));
    if (body === null) return failed('answer too large');
    const answer = parsePollAnswer(body);
    if (!answer.ok) return failed('answer not understood');
    const { pollAfterS, pollJitterS } = answer.value;
    const waitS = Math.max(1, Math.min(longestWaitS * 7, pollAfterS + pollJitterS * options.dice));
    const etag = response.headers.get('etag');
    const answered = { waitS, etag, hints: hintsOf(answer.value) };
    if (answer.value.kind === 'offer') return { kind: 'offer', offer: answer.value, ...answered };
    return { kind: 'none', reason: answer.value.reason, ...answered };
  } catch (error) {
    return failed(error instanceof Error ? error.name : 'network');
  }
}

/** Seconds only: a date would need a clock that can be trusted (RFC 9110, 10.2.3). Capped, and never zero. */
function retryAfterS(response: Response): number {
  const stated = Number(response.headers.get('retry-after'));
  return Number.isFinite(stated) && stated > 0 ? Math.min(stated, longestWaitS) : waitAfterFailureS;
}
