// Answers as a web server gives them, honest and otherwise; their bodies end when the client gives up, as the platform's do.
import type { Answer } from './attack.ts';

/** An image by its hash, from the byte that was asked for. */
export function imagesResponse(images: ReadonlyMap<string, Uint8Array>, path: string, from: number): Response {
  const bytes = images.get(path.slice(path.lastIndexOf('/') + 1));
  return bytes === undefined ? new Response(null, { status: 404 }) : rangeOf(bytes, from);
}

export const rangeOf = (bytes: Uint8Array, from: number): Response =>
  new Response(bytes.slice(from), {
    status: from === 0 ? 200 : 206,
    headers: from === 0 ? {} : { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` },
  });

/** These bytes and then nothing more, or without end when they are repeated; `everyMs` between two pieces. */
function streamed(
  piece: Uint8Array,
  { everyMs, isEndless = true }: { everyMs: number; isEndless?: boolean },
  signal: AbortSignal | null,
): ReadableStream<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  return new ReadableStream<Uint8Array>({
    start(stream) {
      signal?.addEventListener('abort', () => {
        stop();
        stream.error(new Error('aborted'));
      });
    },
    pull: (stream) =>
      new Promise((resolve) => {
        timer = setTimeout(() => {
          stream.enqueue(piece);
          if (isEndless) resolve();
        }, everyMs);
      }),
    cancel: stop,
  });
}

/** A byte now and then, for ever. */
export const dripping: Answer = ({ signal }) => new Response(streamed(Uint8Array.of(0x20), { everyMs: 5 }, signal));

/** As fast as it goes, for ever. */
export const endless: Answer = () =>
  new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(60_000).fill(0x20)) }));

/** Headers, some bytes, and then silence. */
export const stalling: Answer = ({ signal }) =>
  new Response(streamed(Uint8Array.of(0x7b), { everyMs: 0, isEndless: false }, signal));

export const failing: Answer = () => new Response('no', { status: 500 });
export const absent: Answer = () => new Response(null, { status: 404 });
export const bytesOf =
  (bytes: Uint8Array): Answer =>
  () =>
    new Response(new Uint8Array(bytes));
