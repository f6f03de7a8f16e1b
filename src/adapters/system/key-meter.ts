// Counts in memory what each public key brings, between two tallies that all processes share.
import type { KeyMeter } from '../../app/ports/key-meter.ts';
import { isTallyDue, type KeyTally, sampledPerMinute, usualKeyShare } from '../../domain/issue/key-share.ts';

type Count = {
  kept: number;
  dropped: number;
  /** Of all processes, as of the last tally. */
  sum: number;
  toldMs: number;
  minute: number;
  sampled: number;
};

/** Keys that exist, so nobody can make them up; a product has a handful. */
const maxKeys = 10_000;

/** `stated` is how many reports a key may have kept an hour; null for what is usual. `elapsedMs` is real time that only moves forward. */
export function keyMeter(stated: number | null, elapsedMs: () => number): KeyMeter {
  const share = stated ?? usualKeyShare;
  const counts = new Map<string, Count>();

  function countOf(key: string): Count {
    const found = counts.get(key);
    if (found !== undefined) return found;
    if (counts.size >= maxKeys) counts.delete(counts.keys().next().value ?? '');
    const count = { kept: 0, dropped: 0, sum: 0, toldMs: Number.NEGATIVE_INFINITY, minute: 0, sampled: 0 };
    counts.set(key, count);
    return count;
  }

  /** What is kept from here on until the sum is known counts on top of it. */
  function take(count: Count): KeyTally {
    const { kept, dropped } = count;
    Object.assign(count, { kept: 0, dropped: 0, sum: count.sum + kept, toldMs: elapsedMs() });
    return { kept, dropped };
  }

  return {
    takeDue(key) {
      const count = countOf(key);
      return isTallyDue(count, elapsedMs() - count.toldMs, share) ? take(count) : null;
    },
    takeAll: () =>
      new Map(
        [...counts].filter(([, { kept, dropped }]) => kept + dropped > 0).map(([key, count]) => [key, take(count)]),
      ),
    recordSum(key, kept) {
      countOf(key).sum = kept;
    },
    isFull(key) {
      const { sum, kept } = countOf(key);
      return sum + kept >= share;
    },
    recordKept(key) {
      countOf(key).kept += 1;
    },
    takeSample(key) {
      const count = countOf(key);
      const minute = Math.floor(elapsedMs() / 60_000);
      if (count.minute !== minute) Object.assign(count, { minute, sampled: 0 });
      if (count.sampled >= sampledPerMinute) return false;
      count.sampled += 1;
      return true;
    },
    recordDropped(key) {
      countOf(key).dropped += 1;
    },
  };
}
