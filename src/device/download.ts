// Downloads an image into staging: resumes where it stopped, never takes more bytes than were signed, gives up on a dripping server.
import type { ImageTarget } from '../domain/build/release-statement.ts';
import type { Staging, Web } from './ports.ts';

export type DownloadOutcome =
  | { readonly ok: true }
  /** `retry` keeps what arrived; `discard` means that it can never become the signed image. */
  | {
      readonly ok: false;
      readonly why: 'network' | 'stalled' | 'status' | 'wrong-range' | 'too-short' | 'too-long';
      readonly next: 'retry' | 'discard';
    };

const retry = (why: 'network' | 'stalled' | 'status' | 'wrong-range' | 'too-short'): DownloadOutcome => ({
  ok: false,
  why,
  next: 'retry',
});

/** Where a resumed answer must start: a server that ignores Range would shift every byte (protocols.md, rule 3). */
function startsAt(response: Response, from: number): boolean {
  if (response.status === 200) return from === 0;
  const range = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  return response.status === 206 && Number(range?.[1]) === from;
}

/** Within each `stallMs`: 136 bytes a second with the usual 30 s, where the slowest modem (GPRS) carries a thousand. */
const leastBytes = 4_096;

/** Tells a slow server from one that stalls or drips. Time that the device itself takes to store a piece does not count. */
async function* withDeadline(
  body: AsyncIterable<Uint8Array>,
  stallMs: number,
  abort: () => void,
): AsyncGenerator<Uint8Array> {
  let [leftMs, cameBytes] = [stallMs, 0];
  let askedMs = performance.now();
  let timer = setTimeout(abort, leftMs);
  try {
    for await (const piece of body) {
      clearTimeout(timer);
      leftMs -= performance.now() - askedMs;
      cameBytes += piece.length;
      if (cameBytes >= leastBytes) [leftMs, cameBytes] = [stallMs, 0];
      yield piece;
      askedMs = performance.now();
      timer = setTimeout(abort, Math.max(0, leftMs));
    }
  } finally {
    clearTimeout(timer);
  }
}

export type Download = { readonly url: string; readonly image: ImageTarget; readonly stallMs: number };

/** One attempt; the caller decides when to try again. Whether the bytes are right is told by `checkStaged`. */
export async function download(
  web: Web,
  staging: Staging,
  { url, image, stallMs }: Download,
): Promise<DownloadOutcome> {
  let haveBytes = await staging.sizeBytes(image.sha256);
  if (haveBytes > image.lengthBytes) return { ok: false, why: 'too-long', next: 'discard' };
  if (haveBytes === image.lengthBytes) return { ok: true };
  const stop = new AbortController();
  try {
    const timer = setTimeout(() => stop.abort(), stallMs);
    const headers = haveBytes === 0 ? {} : { range: `bytes=${haveBytes}-` };
    const response = await web(url, { headers, signal: stop.signal }).finally(() => clearTimeout(timer));
    if (response.status !== 200 && response.status !== 206) return retry('status');
    if (!startsAt(response, haveBytes) || response.body === null) {
      stop.abort();
      return retry('wrong-range');
    }
    for await (const piece of withDeadline(response.body, stallMs, () => stop.abort())) {
      haveBytes += piece.length;
      if (haveBytes > image.lengthBytes) return { ok: false, why: 'too-long', next: 'discard' };
      await staging.append(image.sha256, piece);
    }
  } catch {
    return retry(stop.signal.aborted ? 'stalled' : 'network');
  }
  return haveBytes === image.lengthBytes ? { ok: true } : retry('too-short');
}
