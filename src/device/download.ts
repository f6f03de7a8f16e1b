// One request for an image: resumes where staging ends, never takes more bytes than were signed, gives up on a dripping server.
import type { ImageTarget } from '../domain/build/release-statement.ts';
import type { Chunks } from './chunk-list.ts';
import { withPatience } from './patience.ts';
import type { Staging, Web } from './ports.ts';
import { type Taken, type Taker, takeAsItComes, takeByChunk } from './take-bytes.ts';

type DownloadTrouble = 'network' | 'stalled' | 'status' | 'wrong-range' | 'too-short' | 'too-long' | 'wrong-chunk';

export type DownloadOutcome =
  | { readonly ok: true }
  /** `retry` keeps what arrived; `discard` means that it can never become the signed image. */
  | { readonly ok: false; readonly why: DownloadTrouble; readonly next: 'retry' | 'discard' };

export type Download = {
  readonly url: string;
  readonly image: ImageTarget;
  /** Null where no signed list tells the chunks. */
  readonly chunks: Chunks | null;
  /** Asks for the next chunk and nothing behind it: the one before this was wrong. */
  readonly isOneChunk: boolean;
  readonly stallMs: number;
};

const retry = (why: DownloadTrouble): DownloadOutcome => ({ ok: false, why, next: 'retry' });

/** Where a resumed answer must start: a server that ignores Range would shift every byte (protocols.md, rule 3). */
function startsAt(response: Response, from: number): boolean {
  if (response.status === 200) return from === 0;
  const range = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  return response.status === 206 && Number(range?.[1]) === from;
}

/** Half-open. */
type Range = { readonly fromBytes: number; readonly untilBytes: number };

function deriveRange({ image: { lengthBytes }, chunks, isOneChunk }: Download, fromBytes: number): Range {
  const oneChunk = chunks !== null && isOneChunk ? chunks.chunkSizeBytes : lengthBytes;
  return { fromBytes, untilBytes: Math.min(lengthBytes, fromBytes + oneChunk) };
}

function rangeHeaders({ fromBytes, untilBytes }: Range, { image, isOneChunk }: Download): Record<string, string> {
  if (isOneChunk && untilBytes < image.lengthBytes) return { range: `bytes=${fromBytes}-${untilBytes - 1}` };
  return fromBytes === 0 ? {} : { range: `bytes=${fromBytes}-` };
}

/** Of a chunk that was cut off while it was written nothing is kept. */
async function countStaged(staging: Staging, { image: { sha256, lengthBytes }, chunks }: Download): Promise<number> {
  const stagedBytes = await staging.sizeBytes(sha256);
  const ragged = chunks === null || stagedBytes === lengthBytes ? 0 : stagedBytes % chunks.chunkSizeBytes;
  if (ragged > 0) await staging.keep(sha256, stagedBytes - ragged);
  return stagedBytes - ragged;
}

/**
 * One attempt; the caller decides when to try again, and where. With chunks, what is staged ends where a chunk ends.
 * Whether the whole is right is told by `isStagedAsSigned`.
 */
export async function download(web: Web, staging: Staging, wanted: Download): Promise<DownloadOutcome> {
  const { url, image, chunks, stallMs } = wanted;
  const haveBytes = await countStaged(staging, wanted);
  if (haveBytes > image.lengthBytes) return { ok: false, why: 'too-long', next: 'discard' };
  if (haveBytes === image.lengthBytes) return { ok: true };
  const range = deriveRange(wanted, haveBytes);
  const take =
    chunks === null ? takeAsItComes(staging, image, haveBytes) : takeByChunk(staging, image, { chunks, ...range });
  const stop = new AbortController();
  try {
    const timer = setTimeout(() => stop.abort(), stallMs);
    const headers = rangeHeaders(range, wanted);
    const response = await web(url, { headers, signal: stop.signal }).finally(() => clearTimeout(timer));
    if (response.status !== 200 && response.status !== 206) return retry('status');
    if (!startsAt(response, haveBytes) || response.body === null) return retry('wrong-range');
    const taken = await takeAll(
      withPatience(response.body, stallMs, () => stop.abort()),
      take,
    );
    if (taken === 'too-long') return { ok: false, why: taken, next: 'discard' };
    if (taken === 'wrong-chunk') return retry(taken);
  } catch {
    return retry(stop.signal.aborted ? 'stalled' : 'network');
  } finally {
    stop.abort();
  }
  return (await staging.sizeBytes(image.sha256)) >= range.untilBytes ? { ok: true } : retry('too-short');
}

async function takeAll(body: AsyncIterable<Uint8Array>, take: Taker): Promise<Taken> {
  for await (const piece of body) {
    const taken = await take(piece);
    if (taken !== 'more') return taken;
  }
  return 'more';
}
