// The service's clock; a demonstration may let it run faster than the world's.
import type { Clock } from '../../app/ports/clock.ts';

/** With `rate` 3600 a second of real time is an hour of the service's, counted from `originMs`, which every process must share. */
export function systemClock(rate: number, originMs: number): Clock {
  if (rate === 1) return { nowMs: () => Date.now() };
  return { nowMs: () => Math.floor(originMs + (Date.now() - originMs) * rate) };
}
