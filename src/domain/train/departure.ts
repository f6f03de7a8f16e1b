// When the train of a timetable leaves: the departure before and after an instant, right over every clock change.
import { type Timetable, weekdays } from './timetable.ts';
import { deriveDayNumber, deriveInstant, deriveLocalTime, deriveWeekdayIndex } from './zone.ts';

/** The first departure strictly after an instant. */
export function nextDeparture(timetable: Timetable, afterMs: number): number {
  const next = departuresAround(timetable, afterMs).find((departureMs) => departureMs > afterMs);
  return next ?? unreachable();
}

/** The newest departure at or before an instant. */
export function lastDeparture(timetable: Timetable, atMs: number): number {
  const last = departuresAround(timetable, atMs).findLast((departureMs) => departureMs <= atMs);
  return last ?? unreachable();
}

/** Two weeks to each side: a zone that skips a day (Apia, 30 December 2011) moves a departure by hours, never by a week. */
const weeksAround = [-2, -1, 0, 1, 2];

function departuresAround({ weekday, hour, minute, zone }: Timetable, nearMs: number): number[] {
  const { year, month, day } = deriveLocalTime(zone, nearMs);
  const today = deriveDayNumber(year, month, day);
  const weekBegin = today - deriveWeekdayIndex(today);
  return weeksAround.map((week) => {
    // Day numbers past the end of a month are days of the next: the arithmetic of days carries over.
    const dayOfDeparture = weekBegin + week * 7 + weekdays.indexOf(weekday);
    return deriveInstant(zone, { year: 1970, month: 1, day: 1 + dayOfDeparture, hour, minute, second: 0 });
  });
}

/** Five weeks around an instant hold a departure on both sides of it. */
function unreachable(): never {
  throw new Error('no departure within two weeks of the instant');
}
