// Calls addresses outside from a Worker, whose platform decides what a connection may reach.
import type { Call, CallAnswer, CallFault, Courier } from '../../app/ports/courier.ts';
import { isLoopbackHost, judgeHost } from '../../domain/event/public-address.ts';

export type FetchCourierSettings = {
  readonly mayCallLocalhost: boolean;
  readonly patienceMs: number;
};

/** Of a binding that reaches public addresses only, or of the platform. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A Worker neither resolves names nor chooses addresses: literals and names of closed networks are refused here, and the
 * rest is kept out by the platform. Cloudflare's network has no way into private ones; workerd on one machine asks
 * `outside`, a network that holds public addresses only and judges each connection.
 */
export function fetchCourier(outside: Fetch, localhost: Fetch, settings: FetchCourierSettings): Courier {
  const judge = (url: URL): CallFault | 'local' | null => {
    if (settings.mayCallLocalhost && isLoopbackHost(url.hostname)) return 'local';
    return url.protocol !== 'https:' || url.username !== '' || judgeHost(url.hostname) === 'closed'
      ? 'closed-address'
      : null;
  };
  return {
    // Of six that a Worker may have open, the database has one.
    atOnce: 5,

    async call(call) {
      const startMs = performance.now();
      const took = () => Math.round(performance.now() - startMs);
      const judged = judge(new URL(call.url));
      if (judged !== null && judged !== 'local') return { kind: 'failed', fault: judged, tookMs: 0 };
      try {
        const answer = await exchange(judged === 'local' ? localhost : outside, call, settings.patienceMs);
        return { kind: 'answered', ...answer, tookMs: took() };
      } catch (error) {
        return { kind: 'failed', fault: faultOf(error), tookMs: took() };
      }
    },

    async checkTarget(target) {
      const judged = judge(new URL(target));
      return judged === 'local' ? null : judged;
    },
  };
}

type Answer = Omit<Extract<CallAnswer, { kind: 'answered' }>, 'kind' | 'tookMs'>;

async function exchange(fetch: Fetch, call: Call, patienceMs: number): Promise<Answer> {
  const { method, url, headers, body, maxAnswerBytes } = call;
  const response = await fetch(url, {
    method,
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  });
  const text = await readBounded(response, maxAnswerBytes);
  return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
}

class AnswerTooLarge extends Error {}

async function readBounded({ body }: Response, maxBytes: number): Promise<string> {
  if (body === null) return '';
  if (maxBytes === 0) {
    await body.cancel();
    return '';
  }
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new AnswerTooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Platforms word their failures as they like; a certificate is the one that a person can mend. */
function faultOf(error: unknown): CallFault {
  if (error instanceof AnswerTooLarge) return 'answer-too-large';
  if (!(error instanceof Error)) return 'unreachable';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout';
  return /certificate|TLS/i.test(error.message) ? 'certificate' : 'unreachable';
}
