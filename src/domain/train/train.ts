// Decides whether a train is due: once a week, once for each departure, and not long after its time.
import { lastDeparture, nextDeparture } from './departure.ts';
import type { Timetable } from './timetable.ts';

export type Due =
  /** Nothing to decide before `nextMs`. */
  | { readonly kind: 'not-yet'; readonly nextMs: number }
  /** Leaves now, by the timetable at `departureMs`. */
  | { readonly kind: 'due'; readonly departureMs: number }
  /** Its time is long over: the week is skipped. */
  | { readonly kind: 'missed'; readonly departureMs: number };

export type DueQuestion = {
  readonly timetable: Timetable;
  /** Departures at or before this instant are decided, whether they left or were skipped; at first, when the timetable was set. */
  readonly departedMs: number;
  /** The newest departure on which a build left; `null` when none ever did. */
  readonly leftMs: number | null;
  readonly nowMs: number;
};

/**
 * How long after its time a train still leaves. Half a day brings a service that was down in the evening or over a night
 * back before the morning after, with the first hours of the rollout still where people expect them; later, those who
 * would watch them have gone into the weekend, and the build waits for them.
 */
export const graceMs = 12 * 3_600_000;

/** Departures nearer than this are of one week: only a timetable that was moved has them. */
const halfWeekMs = 3.5 * 86_400_000;

/** Of several departures that passed while the service was down only the newest is decided; the others are superseded by it. */
export function decideDue({ timetable, departedMs, leftMs, nowMs }: DueQuestion): Due {
  const departureMs = lastDeparture(timetable, nowMs);
  if (departureMs <= departedMs || isOfSameWeek(departureMs, leftMs)) {
    return { kind: 'not-yet', nextMs: nextInAnotherWeek(timetable, nowMs, leftMs) };
  }
  return nowMs - departureMs <= graceMs ? { kind: 'due', departureMs } : { kind: 'missed', departureMs };
}

function isOfSameWeek(departureMs: number, leftMs: number | null): boolean {
  return leftMs !== null && departureMs - leftMs < halfWeekMs;
}

function nextInAnotherWeek(timetable: Timetable, nowMs: number, leftMs: number | null): number {
  const nextMs = nextDeparture(timetable, nowMs);
  return isOfSameWeek(nextMs, leftMs) ? nextDeparture(timetable, nextMs) : nextMs;
}
