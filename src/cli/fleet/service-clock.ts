// Follows the service's clock, which in a time-lapse runs faster than this machine's.

export type ServiceClock = { nowMs(): number };

/** A reading of the service's clock and of this machine's, taken together. */
export type Reading = { readonly serviceMs: number; readonly localMs: number };

/** Two readings give rate and offset; closer than a second apart they would tell too little, so the rate is then 1. */
export function followClock(first: Reading, second: Reading, localMs: () => number): ServiceClock {
  const apartMs = second.localMs - first.localMs;
  const measured = (second.serviceMs - first.serviceMs) / apartMs;
  const rate = apartMs < 1_000 || measured < 1.5 ? 1 : measured;
  return { nowMs: () => second.serviceMs + (localMs() - second.localMs) * rate };
}
