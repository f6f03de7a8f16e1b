// A mirror of a repository over HTTP: bounded in bytes and in time, whatever the server does.
import type { Web } from '../ports.ts';
import { readBounded } from '../read-bounded.ts';
import type { Fetched, FetchFile } from './ports.ts';

/** Where a copy of the repository lies; the address may end in a slash or not. */
export type Mirror = {
  readonly origin: string;
  readonly deadlineMs: number;
  readonly redirect?: 'error' | 'follow';
};

/**
 * `deadlineMs` is for the whole file, from the request to its last byte: a server that drips one byte a second is left.
 * Redirects are not followed unless told, since a lying mirror could point a device into its own network.
 */
export const httpMirror =
  (web: Web, { origin, deadlineMs, redirect = 'error' }: Mirror): FetchFile =>
  async (name, maxBytes) => {
    const stop = new AbortController();
    const url = `${origin.replace(/\/+$/, '')}/${name}`;
    const fetched = fetchOne(web, url, { maxBytes, init: { signal: stop.signal, redirect } });
    try {
      return await Promise.race([fetched, afterDeadline(deadlineMs, stop.signal)]);
    } finally {
      stop.abort();
    }
  };

/** Mirrors say 404 for what is not there, and object stores that hide their lists say 403 (TUF 1.0.34, 5.3.3; tuf-js). */
const absent = new Set([403, 404]);

async function fetchOne(
  web: Web,
  url: string,
  { maxBytes, init }: { maxBytes: number; init: RequestInit },
): Promise<Fetched> {
  try {
    const response = await web(url, init);
    if (absent.has(response.status)) return { kind: 'absent' };
    if (response.status !== 200) return { kind: 'failed', why: 'unreachable' };
    const bytes = await readBounded(response, maxBytes);
    return bytes === null ? { kind: 'failed', why: 'too-large' } : { kind: 'found', bytes };
  } catch {
    return { kind: 'failed', why: 'unreachable' };
  }
}

/** Does not rely on the platform's fetch to obey the signal: the caller goes on either way. */
const afterDeadline = (deadlineMs: number, signal: AbortSignal): Promise<Fetched> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'failed', why: 'too-slow' }), deadlineMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
