// The service's clock; a demonstration may let it start at another time and run faster than the world's.
import type { Clock } from '../../app/ports/clock.ts';

export type ClockSettings = { readonly rate: number; readonly originMs: number; readonly startMs: number };

/** At `originMs` of the world's time it shows `startMs`, and from there runs `rate` times as fast; every process must share all three. */
export function systemClock({ rate, originMs, startMs }: ClockSettings): Clock {
  if (rate === 1 && originMs === startMs) return { nowMs: () => Date.now() };
  return { nowMs: () => Math.floor(startMs + (Date.now() - originMs) * rate) };
}
