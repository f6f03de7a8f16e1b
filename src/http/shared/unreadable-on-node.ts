// Refuses on Node what never becomes a request for the app: heads that are no HTTP, are too long or name no host.

export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  readonly allow?: string;
};

/** What the socket of an HTTP server is asked. */
type Wire = {
  readonly writable: boolean;
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
export const bodyOfRefusal = ({ status, code, detail, fix }: Refusal, requestId: string): string => {
  const words = code.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return JSON.stringify({ type: `/problems/${code}`, title, status, detail, fix, requestId });
};

export const headersOfRefusal = ({ allow }: Refusal): Record<string, string> => ({
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  ...(allow === undefined ? {} : { allow }),
});

/** For what the listener cannot make a Request of. */
export const refuseAddress = (requestId: string): Response =>
  new Response(bodyOfRefusal(noHost, requestId), { status: noHost.status, headers: headersOfRefusal(noHost) });

/** What is wrong with it, by the code of the parser's error. */
export const refusalOf = (error: { readonly code?: string }): Refusal => byError.get(error.code ?? '') ?? unreadable;

/** For `clientError` of node:http. Words between those of an answer would be taken for a part of it: then it only ends. */
export function refuseUnreadable(error: { readonly code?: string }, wire: Wire, requestId: string): void {
  // Node's own answer asks the same; nothing that is documented tells that an answer is on its way.
  const isAnswering = (wire as { _httpMessage?: unknown })._httpMessage != null;
  if (!wire.writable || isAnswering || error.code === 'ECONNRESET') wire.destroy();
  else endWith(refusalOf(error), wire, requestId);
}

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
