// One HTTP request by node:http(s), bounded in time and size. Node 20's fetch stalls on chunked answers of workerd (stack.md 3).
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Written as it is; the Content-Length is its length. */
  readonly body?: Uint8Array;
  /** No byte either way for so long, or no answer: the request is given up. */
  readonly idleMs: number;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
  /** Told while the body leaves: how many bytes of it the system has taken so far. */
  readonly onSent?: (bytes: number) => void;
};

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

/** Bodies are written in pieces of this size, so that progress can be told between them. */
const pieceBytes = 256 * 1024;

/** Resolves with any status; rejects with NoAnswer. Redirects are not followed: a token goes only where it was meant to go. */
export function sendRequest(wanted: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(wanted.url);
  const isSecure = url.protocol === 'https:';
  const options = {
    method: wanted.method,
    headers: { ...wanted.headers, ...(wanted.body === undefined ? {} : { 'content-length': wanted.body.length }) },
    agent: isSecure ? agents['https:'] : agents['http:'],
    signal: wanted.signal,
  };
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? httpsRequest : httpRequest)(url, options);
    const giveUp = (code: string, cause?: unknown): void => {
      outgoing.destroy();
      reject(new NoAnswer(code, { cause }));
    };
    outgoing.setTimeout(wanted.idleMs, () => giveUp('timeout'));
    outgoing.on('error', (cause: NodeJS.ErrnoException) => giveUp(wanted.signal.aborted ? 'aborted' : (cause.code ?? 'unknown'), cause));
    outgoing.on('response', (incoming) => {
      readBody(incoming, wanted.maxAnswerBytes).then((body) => {
        if (body === null) giveUp('too-large');
        else resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      }, (cause: NodeJS.ErrnoException) => giveUp(wanted.signal.aborted ? 'aborted' : (cause.code ?? 'unknown'), cause));
    });
    writeBody(outgoing, wanted).catch((cause: unknown) => giveUp('unknown', cause));
  });
}

async function writeBody(outgoing: ReturnType<typeof httpRequest>, { body, onSent }: HttpRequest): Promise<void> {
  for (let sent = 0; body !== undefined && sent < body.length; ) {
    const piece = body.subarray(sent, sent + pieceBytes);
    const isTaken = outgoing.write(piece);
    sent += piece.length;
    if (!isTaken) await drained(outgoing);
    onSent?.(sent);
    if (outgoing.destroyed) return;
  }
  outgoing.end();
}

const drained = (outgoing: ReturnType<typeof httpRequest>): Promise<void> =>
  new Promise((resolve) => {
    outgoing.once('drain', resolve);
    outgoing.once('close', resolve);
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
