// Answers polls on Node past the Request and Response objects, which cost more there than the answer (`npm run bench`).
import type { Surroundings } from '../shared/http-env.ts';
import { answerAtOnce, pollHeaders, quietHeaders } from './poll.ts';

/** What is asked of node:http's IncomingMessage and ServerResponse. */
type Incoming = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly 'if-none-match'?: string | undefined };
};
type Outgoing = {
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  end(body?: string): unknown;
};

/** True when the poll is answered; everything else is untouched, and the app's business. */
export function answerOnNode(incoming: Incoming, outgoing: Outgoing, surroundings: Surroundings): boolean {
  if (incoming.method !== 'GET') return false;
  const answer = answerAtOnce(incoming.url ?? '', surroundings);
  if (answer === null) return false;
  const { body, etag } = answer;
  if (incoming.headers['if-none-match'] === etag) {
    outgoing.writeHead(304, quietHeaders(etag));
    outgoing.end();
  } else {
    outgoing.writeHead(200, { ...pollHeaders(etag), 'content-length': Buffer.byteLength(body) });
    outgoing.end(body);
  }
  return true;
}
