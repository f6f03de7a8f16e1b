// Answers polls on Node past the Request and Response objects, which cost more there than the answer (`npm run bench`).
import type { Surroundings } from '../shared/http-env.ts';
import { answerAtOnce, cacheControl, contentType } from './poll.ts';

/** What is asked of node:http's IncomingMessage and ServerResponse. */
type Incoming = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values in turns, as they were sent. */
  readonly rawHeaders: readonly string[];
};
type Outgoing = {
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  end(): unknown;
  end(body: string, encoding: 'latin1' | 'utf8'): unknown;
};

/** True when the poll is answered; everything else is untouched, and the app's business. */
export function answerOnNode(incoming: Incoming, outgoing: Outgoing, surroundings: Surroundings): boolean {
  if (incoming.method !== 'GET') return false;
  const answer = answerAtOnce(incoming.url ?? '', surroundings);
  if (answer === null) return false;
  const { body, sizeBytes, etag } = answer;
  if (readKnownTag(incoming.rawHeaders) === etag) {
    outgoing.writeHead(304, { etag, 'cache-control': cacheControl });
    outgoing.end();
  } else {
    // Stated in one literal: Node walks through the names, and V8 does that slowly in an object that was copied.
    outgoing.writeHead(200, {
      'content-type': contentType,
      etag,
      'cache-control': cacheControl,
      'content-length': sizeBytes,
    });
    // ASCII is the same bytes in both, and UTF-8 is put together twice.
    outgoing.end(body, sizeBytes === body.length ? 'latin1' : 'utf8');
  }
  return true;
}

/** `incoming.headers` would make an object of all of them first. */
function readKnownTag(rawHeaders: readonly string[]): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === knownTagHeader.length && name.toLowerCase() === knownTagHeader) return rawHeaders[at + 1];
  }
  return undefined;
}

const knownTagHeader = 'if-none-match';
