// Refuses on Node what never becomes a request for the app: heads that are no HTTP, are too long or name no host.

export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  readonly allow?: string;
};

/** What is asked of `node:http`'s Server, with the sockets of `clientError` and `connect`. */
type Server = {
  on(event: 'clientError', hear: (error: Error & { code?: string }, wire: Wire) => void): unknown;
  on(event: 'connect', hear: (incoming: unknown, wire: Wire) => void): unknown;
};

/** What the socket of an HTTP server is asked. */
type Wire = {
  readonly writable: boolean;
  on(event: 'error', hear: () => void): unknown;
  end(text: string): unknown;
  destroy(): unknown;
};

export const unreadable: Refusal = {
  status: 400,
  code: 'unreadable-request',
  detail: 'This cannot be read as a request of HTTP/1.1.',
  fix: 'Send a request line, headers and a body as RFC 9112 says.',
};
export const noHost: Refusal = {
  status: 400,
  code: 'malformed-host',
  detail: 'The Host or the address of this request names no host.',
  fix: 'Send the host of this service, and a path that begins with /.',
};
export const methodNotTaken: Refusal = {
  status: 405,
  code: 'method-not-allowed',
  detail: 'No address of this service takes this method.',
  fix: 'See /docs for what each address takes.',
  allow: 'GET, HEAD, POST, PUT, PATCH, DELETE',
};
const byError: ReadonlyMap<string, Refusal> = new Map([
  [
    'HPE_HEADER_OVERFLOW',
    {
      status: 431,
      code: 'head-too-large',
      detail: 'The address and the headers of this request are longer than is read.',
      fix: 'Send less than 16 KiB of them.',
    },
  ],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    {
      status: 413,
      code: 'body-too-large',
      detail: 'The chunks of this body say more about themselves than is read.',
      fix: 'Send chunks without extensions.',
    },
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    {
      status: 408,
      code: 'request-too-slow',
      detail: 'The request did not come whole in time.',
      fix: 'Send it again, in one go.',
    },
  ],
]);

/** The JSON of its problem details. */
const bodyOfRefusal = ({ status, code, detail, fix }: Refusal, requestId: string): string => {
  const words = code.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return JSON.stringify({ type: `/problems/${code}`, title, status, detail, fix, requestId });
};

const headersOfRefusal = ({ allow }: Refusal): Record<string, string> => ({
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  ...(allow === undefined ? {} : { allow }),
});

/** What is asked of node:http's ServerResponse. */
type Outgoing = {
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  end(body: string): unknown;
};

/** The connection carries no further request: the rest of this one may be anything. */
export function refuseOnNode(
  outgoing: Outgoing,
  refusal: Refusal,
  requestId: string,
  more: Readonly<Record<string, string>> = {},
): void {
  const body = bodyOfRefusal(refusal, requestId);
  const headers = { ...headersOfRefusal(refusal), ...more, 'content-length': body.length, connection: 'close' };
  outgoing.writeHead(refusal.status, headers);
  outgoing.end(body);
}

/** For what the listener cannot make a Request of. */
export const refuseAddress = (requestId: string): Response =>
  new Response(bodyOfRefusal(noHost, requestId), { status: noHost.status, headers: headersOfRefusal(noHost) });

/** What is wrong with it, by the code of the parser's error. */
export const refusalOf = (error: { readonly code?: string }): Refusal => byError.get(error.code ?? '') ?? unreadable;

/** To any other character in it, workerd itself answers 500; of what is left, the app refuses what no URL can be made of. */
export const plainHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d*)?$/i;

/** Null for a Host that every reader takes for the same; `rawHeaders` are names and values in turns. */
export function refusalOfHost(url: string, rawHeaders: readonly string[]): Refusal | null {
  let host: string | null = null;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (host !== null) return unreadable;
    host = rawHeaders[at + 1] ?? '';
  }
  // A target with a host of its own goes before the header (RFC 9112 3.2.2).
  return !host || !url.startsWith('/') || plainHost.test(host) ? null : noHost;
}

/** Answers on the sockets of a server what never becomes a request: what is no HTTP, and CONNECT. */
export function refuseOnSockets(server: Server, nameRequest: () => string): void {
  server.on('clientError', (error, wire) => refuseUnreadable(error, wire, nameRequest()));
  server.on('connect', (_, wire) => {
    wire.on('error', () => undefined);
    if (answerOn(wire) === null) endWith(methodNotTaken, wire, nameRequest());
    else wire.destroy();
  });
}

/** Words between those of an answer would be taken for a part of it, and before one that is due for that one: then it only ends. */
export function refuseUnreadable(error: { readonly code?: string }, wire: Wire, requestId: string): void {
  const answer = answerOn(wire);
  // Nothing was said yet to a request whose body is what cannot be read.
  const isFree = answer === null || (!answer.headersSent && !answer.req.complete);
  if (!wire.writable || !isFree || error.code === 'ECONNRESET') wire.destroy();
  else endWith(refusalOf(error), wire, requestId);
}

type Answer = { readonly headersSent: boolean; readonly req: { readonly complete: boolean } };

/** Node's own answer asks the same; nothing that is documented tells of the answer that is due on a socket. */
const answerOn = (wire: Wire): Answer | null => (wire as { _httpMessage?: Answer | null })._httpMessage ?? null;

/** The last words on a connection that carries no further request. */
export function endWith(refusal: Refusal, wire: Wire, requestId: string): void {
  const body = bodyOfRefusal(refusal, requestId);
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.status === 400 ? 'Bad Request' : 'Refused'}`,
    ...Object.entries(headersOfRefusal(refusal)).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
    'connection: close',
  ];
  wire.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
