// Refuses on Node what never becomes a request for the app: heads that are no HTTP, are too long or name no host.

type Refusal = { readonly status: number; readonly code: string; readonly detail: string; readonly fix: string };

/** What the socket of an HTTP server is asked. */
type Wire = {
  readonly writable: boolean;
  end(text: string): unknown;
  destroy(): unknown;
};

const unreadable: Refusal = {
  status: 400,
  code: 'unreadable-request',
  detail: 'This cannot be read as a request of HTTP/1.1.',
  fix: 'Send a request line, headers and a body as RFC 9112 says.',
};
const noHost: Refusal = {
  status: 400,
  code: 'malformed-host',
  detail: 'The Host or the address of this request names no host.',
  fix: 'Send the host of this service, and a path that begins with /.',
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

const bodyOf = ({ status, code, detail, fix }: Refusal, requestId: string): string => {
  const words = code.replaceAll('-', ' ');
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return JSON.stringify({ type: `/problems/${code}`, title, status, detail, fix, requestId });
};

/** For what the listener cannot make a Request of. */
export const refuseAddress = (requestId: string): Response =>
  new Response(bodyOf(noHost, requestId), {
    status: noHost.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });

/** For `clientError` of node:http. Words between those of an answer would be taken for a part of it: then it only ends. */
export function refuseUnreadable(error: { readonly code?: string }, wire: Wire, requestId: string): void {
  // Node's own answer asks the same; nothing that is documented tells that an answer is on its way.
  const isAnswering = (wire as { _httpMessage?: unknown })._httpMessage != null;
  if (!wire.writable || isAnswering || error.code === 'ECONNRESET') {
    wire.destroy();
    return;
  }
  const refusal = byError.get(error.code ?? '') ?? unreadable;
  const body = bodyOf(refusal, requestId);
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.status === 400 ? 'Bad Request' : 'Refused'}`,
    'content-type: application/problem+json',
    `content-length: ${body.length}`,
    'cache-control: no-store',
    'connection: close',
  ];
  wire.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
