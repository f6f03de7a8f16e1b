// A clock that stands still until it is told to move.
import type { Clock } from '../../src/app/ports/clock.ts';

export type FakeClock = Clock & { ms: number };

/** Starts on a Friday, 2026-11-20 09:00 UTC. */
export function fakeClock(ms = 1_795_165_200_000): FakeClock {
  const clock: FakeClock = { ms, nowMs: () => clock.ms };
  return clock;
}
