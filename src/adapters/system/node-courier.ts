// Calls addresses outside from Node: connects only to an address that was judged public, whatever the name says by then.
import { type LookupAllOptions, lookup } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Call, CallAnswer, CallFault, Courier } from '../../app/ports/courier.ts';
import { isLoopbackHost, isPublicAddress, judgeHost } from '../../domain/event/public-address.ts';

export type CourierSettings = {
  /** For development: http and https to this machine, and nothing else that is not public. */
  readonly mayCallLocalhost: boolean;
  /** For the whole call: name, connection, answer and body. */
  readonly patienceMs: number;
  /** Who knows the addresses of names; the system, where nobody else is named. */
  readonly resolve?: Resolve;
};

type Found = { readonly address: string; readonly family: number };
type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: Found[]) => void,
) => void;

class ClosedAddress extends Error {}

/** For `net.connect`: what is connected to is what was judged, so that a name cannot lead elsewhere in between. */
const lookupPublic =
  (resolve: Resolve): LookupFunction =>
  (host, options, done) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, '');
      // One closed address among open ones is a trap, or a network that is none of our business.
      if (found.length === 0 || found.some(({ address }) => !isPublicAddress(address)))
        return done(new ClosedAddress(host), '');
      const [first] = found;
      return options.all === true ? done(null, found) : done(null, first?.address ?? '', first?.family);
    });

/** Null when the URL may be called; names are judged when they are resolved. */
function judgeUrl(url: URL, settings: CourierSettings): 'local' | 'public' | CallFault {
  if (settings.mayCallLocalhost && isLoopbackHost(url.hostname)) return 'local';
  if (url.protocol !== 'https:' || url.username !== '' || judgeHost(url.hostname) === 'closed') return 'closed-address';
  return 'public';
}

export function nodeCourier(settings: CourierSettings): Courier {
  const lookupOpen = lookupPublic(settings.resolve ?? lookup);
  return {
    atOnce: 24,

    async call(call) {
      const startMs = performance.now();
      const took = () => Math.round(performance.now() - startMs);
      const url = new URL(call.url);
      const judged = judgeUrl(url, settings);
      if (judged !== 'local' && judged !== 'public') return { kind: 'failed', fault: judged, tookMs: 0 };
      try {
        const answer = await exchange(url, call, {
          lookup: judged === 'local' ? null : lookupOpen,
          patienceMs: settings.patienceMs,
        });
        return { kind: 'answered', ...answer, tookMs: took() };
      } catch (error) {
        return { kind: 'failed', fault: faultOf(error), tookMs: took() };
      }
    },

    async checkTarget(target) {
      const url = new URL(target);
      const judged = judgeUrl(url, settings);
      if (judged === 'local') return null;
      if (judged !== 'public') return judged;
      return new Promise((done) =>
        lookupOpen(url.hostname.replace(/^\[|\]$/g, ''), { all: true }, (error) =>
          done(error === null ? null : faultOf(error)),
        ),
      );
    },
  };
}

type Answer = Omit<Extract<CallAnswer, { kind: 'answered' }>, 'kind' | 'tookMs'>;
type Way = { readonly lookup: LookupFunction | null; readonly patienceMs: number };

/** A connection of its own for each call: none is kept open that was judged long ago. */
function exchange(url: URL, call: Call, { lookup: found, patienceMs }: Way): Promise<Answer> {
  const { method, headers, body, maxAnswerBytes } = call;
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const signal = AbortSignal.timeout(patienceMs);
  return new Promise((answered, reject) => {
    // What breaks because the time is over says so in many ways.
    const failed = (error: unknown) => reject(signal.aborted ? signal.reason : error);
    const sent = request(url, {
      method,
      headers: { ...headers, ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      agent: false,
      signal,
      ...(found === null ? {} : { lookup: found }),
    });
    sent.on('error', failed);
    sent.on('response', (response) => {
      readBounded(response, maxAnswerBytes).then(
        (text) => {
          answered({ status: response.statusCode ?? 0, headers: plainHeaders(response), body: text });
          sent.destroy();
        },
        (error) => {
          failed(error);
          sent.destroy();
        },
      );
    });
    sent.end(body ?? undefined);
  });
}

class AnswerTooLarge extends Error {}

async function readBounded(response: IncomingMessage, maxBytes: number): Promise<string> {
  if (maxBytes === 0) return '';
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    size += part.length;
    if (size > maxBytes) throw new AnswerTooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

const plainHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

function faultOf(error: unknown): CallFault {
  if (error instanceof AnswerTooLarge) return 'answer-too-large';
  if (error instanceof ClosedAddress) return 'closed-address';
  if (!(error instanceof Error)) return 'unreachable';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout';
  const code = 'code' in error ? String(error.code) : '';
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'unknown-host';
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code) ? 'certificate' : 'unreachable';
}
