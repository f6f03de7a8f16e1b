// Reads the head of a request for workerd: what is ambiguous or would be a failure there is refused, the rest is written anew.
import type { IncomingMessage } from 'node:http';
import {
  methodNotTaken,
  noHost,
  plainHost,
  type Refusal,
  unreadable,
} from '../../../src/http/shared/unreadable-on-node.ts';

export type Head = {
  readonly path: string;
  /** Names and values in turns. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** Asked twice it does what it does once, and nothing of it is lost with a connection: a GET or HEAD without a body. */
  readonly isRepeatable: boolean;
};

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>;

/** Those of kj::HttpMethod: to any other, workerd itself answers 501. */
const takenMethods: ReadonlySet<string> = new Set(
  (
    'GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK ACL ' +
    'REPORT MKACTIVITY CHECKOUT MERGE NOTIFY SUBSCRIBE UNSUBSCRIBE QUERY'
  ).split(' '),
);

/** They tell of one connection (RFC 9110 7.6.1), or are written anew. `Expect` was answered by the time it is read. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** For HTTP/1.0, which need not name one, and for an empty name; the app on Node says the same. */
const unnamedHost = 'localhost';

export function readHead({ method = '', url = '', httpVersion, rawHeaders }: Asked): Head | Refusal {
  const said = readSaid(rawHeaders);
  if (said === null) return unreadable;
  if (said.host === null && httpVersion === '1.1') return noHost;
  const target = readTarget(url, said.host || unnamedHost);
  if (target === null) return noHost;
  if (!takenMethods.has(method)) return methodNotTaken;
  const hasBody = said.isChunked || Number(said.length ?? 0) > 0;
  const length = said.length ?? (method === 'GET' || method === 'HEAD' ? null : '0');
  const framing = said.isChunked ? ['transfer-encoding', 'chunked'] : length === null ? [] : ['content-length', length];
  return {
    path: target.path,
    headers: ['host', target.host, ...framing, ...said.others],
    hasBody,
    isRepeatable: !hasBody && (method === 'GET' || method === 'HEAD'),
  };
}

type Said = {
  readonly host: string | null;
  readonly length: string | null;
  readonly isChunked: boolean;
  /** All other headers, as they were sent. */
  readonly others: readonly string[];
};

/** Null where two readers could disagree about what it says. Lengths were judged by the parser: one at most, in digits. */
function readSaid(rawHeaders: readonly string[], dropped: ReadonlySet<string> = ownHeaders): Said | null {
  let host: string | null = null;
  let length: string | null = null;
  let isChunked = false;
  const others: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const value = rawHeaders[at + 1] ?? '';
    const lower = name.toLowerCase();
    if (!dropped.has(lower)) others.push(name, value);
    else if (lower === 'host') {
      if (host !== null) return null;
      host = value;
    } else if (lower === 'content-length') length = value;
    else if (lower === 'transfer-encoding') {
      if (isChunked || value.toLowerCase() !== 'chunked') return null;
      isChunked = true;
    } else if (lower === 'connection' && dropped === ownHeaders) {
      const named = namedBy(value);
      if (named.length > 0) return readSaid(rawHeaders, new Set([...ownHeaders, ...named]));
    }
  }
  return { host, length, isChunked, others };
}

/** What a sender calls the connection's goes no further. */
const namedBy = (value: string): string[] =>
  /^(?:keep-alive|close)$/i.test(value)
    ? []
    : value
        .toLowerCase()
        .split(',')
        .map((word) => word.trim())
        .filter((word) => !ownHeaders.has(word) && word !== 'close');

/** A target with a host of its own goes before the header (RFC 9112 3.2.2). */
function readTarget(url: string, host: string): { readonly host: string; readonly path: string } | null {
  if (url.startsWith('/')) return plainHost.test(host) ? { host, path: url } : null;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return null;
  const absolute = new URL(url);
  if (absolute.username !== '' || absolute.password !== '' || !plainHost.test(absolute.host)) return null;
  return { host: absolute.host, path: absolute.pathname + absolute.search };
}
