// Forgets single events and hourly windows of devices once nothing can change them any more; the sums stay.
import type { Folds } from './ports/folds.ts';

/** A gateway that was offline for a holiday still repeats itself without being counted twice. */
export const rememberedMs = 30 * 24 * 3_600_000;

/** Small enough that no delete holds the fold up for long. */
const rowsAtOnce = 10_000;

/** Answers how many rows went; stops after `maxRounds`, and the next call goes on. */
export async function forgetCheckins(
  ports: { readonly folds: Folds },
  nowMs: number,
  { maxRounds }: { readonly maxRounds: number },
): Promise<number> {
  let forgotten = 0;
  for (let round = 0; round < maxRounds; round += 1) {
    const rows = await ports.folds.recordForgotten(nowMs - rememberedMs, rowsAtOnce);
    forgotten += rows;
    if (rows < rowsAtOnce) break;
  }
  return forgotten;
}
