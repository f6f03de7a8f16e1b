// One HTTP request by node:http(s), bounded in time and size. Node 20's fetch stalls on chunked answers of workerd (stack.md 3).
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array | StreamedBody;
  /** No byte either way for so long, or no answer: the request is given up. */
  readonly idleMs: number;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
};

/** A body of known length that is made while it is sent. What its pieces throw ends the request and is thrown on. */
export type StreamedBody = { readonly lengthBytes: number; readonly pieces: AsyncIterable<Uint8Array> };

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
};

/** Why there was no answer: the system's short code (`ECONNREFUSED`), `timeout`, `too-large` or `aborted`. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(`no answer: ${code}`, options);
    this.code = code;
  }
}

// Sockets are kept: a publish of a gigabyte sends a hundred parts, a watch asks every few seconds.
const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

/** Resolves with any status; rejects with NoAnswer. Redirects are not followed: a token goes only where it was meant to go. */
export function sendRequest(wanted: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(wanted.url);
  const isSecure = url.protocol === 'https:';
  const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
    method: wanted.method,
    headers: { ...wanted.headers, ...lengthOf(wanted.body) },
    agent: isSecure ? agents['https:'] : agents['http:'],
    signal: wanted.signal,
  });
  return new Promise((resolve, reject) => {
    const giveUp = (code: string, cause?: unknown): void => {
      outgoing.destroy();
      reject(new NoAnswer(wanted.signal.aborted ? 'aborted' : code, { cause }));
    };
    outgoing.setTimeout(wanted.idleMs, () => giveUp('timeout'));
    outgoing.on('error', (cause) => giveUp(codeOf(cause), cause));
    outgoing.on('response', (incoming) => {
      readBody(incoming, wanted.maxAnswerBytes).then(
        (body) => {
          if (body === null) giveUp('too-large');
          else resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
        },
        (cause: unknown) => giveUp(codeOf(cause), cause),
      );
    });
    writeBody(outgoing, wanted.body).catch((cause: unknown) => {
      outgoing.destroy();
      reject(cause);
    });
  });
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';

function lengthOf(body: HttpRequest['body']): { 'content-length'?: number } {
  if (body === undefined) return {};
  return { 'content-length': body instanceof Uint8Array ? body.length : body.lengthBytes };
}

async function writeBody(outgoing: ClientRequest, body: HttpRequest['body']): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  for await (const piece of body.pieces) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(piece)) await drained(outgoing);
  }
  outgoing.end();
}

/** Also when the request ends meanwhile, however it ends. */
const drained = (outgoing: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      outgoing.off('drain', settle);
      outgoing.off('close', settle);
      resolve();
    };
    outgoing.on('drain', settle);
    outgoing.on('close', settle);
  });

/** Null when the answer is longer than allowed. Rejects when it breaks off. */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of incoming) {
    if (!Buffer.isBuffer(piece)) continue;
    length += piece.length;
    if (length > maxBytes) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
