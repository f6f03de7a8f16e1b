// Tells a slow server from one that stalls or drips, and bounds how long either is listened to.

/** Within each `stallMs`: 136 bytes a second with the usual 30 s, where the slowest modem (GPRS) carries a thousand. */
const leastBytes = 4_096;

/** The pieces of a body; `abort` is called when too little came. Time that the device itself takes to store a piece does not count. */
export async function* withPatience(
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
