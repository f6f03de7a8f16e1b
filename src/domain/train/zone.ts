// Clocks of a time zone: which local time an instant has, and which instant a local time is.

/** A date and time on a place's clocks. `month` and `day` count from 1. */
export type LocalTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

const dayMs = 86_400_000;

/** Building a formatter costs 50 times its use; the zones are the few hundred of the IANA database. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows the zone by name. Bare offsets are no zones: they know no clock changes. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone) || /^(UTC|GMT)[+-]/i.test(zone)) return false;
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The clocks of the zone at an instant. The instant must be within the range of dates, 271821 BC to AD 275760. */
export function deriveLocalTime(zone: string, atMs: number): LocalTime {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type) ?? 0);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/**
 * The instant of a local time. Where the clocks go back and show it twice, the first; where they go forward over it, the
 * first instant after the gap.
 */
export function deriveInstant(zone: string, local: LocalTime): number {
  const asUtcMs = deriveUtcMs(local);
  // No clock is more than 15 hours from UTC, so the instant and any change that touches it lie between these.
  const [before, after] = [deriveOffsetMs(zone, asUtcMs - dayMs), deriveOffsetMs(zone, asUtcMs + dayMs)];
  const valid = [asUtcMs - before, asUtcMs - after].filter((ms) => ms + deriveOffsetMs(zone, ms) === asUtcMs);
  return valid.length > 0 ? Math.min(...valid) : deriveChange(zone, asUtcMs - dayMs, asUtcMs + dayMs);
}

/** Milliseconds since 1970 of a date and time in UTC. */
function deriveUtcMs({ year, month, day, hour, minute, second }: LocalTime): number {
  return deriveDayNumber(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1000;
}

/**
 * Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
 * days_from_civil): years begin in March, so that the leap day comes last.
 */
export function deriveDayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Day of the week from 0, Monday, by day number: day 0, 1 January 1970, was a Thursday. */
export function deriveWeekdayIndex(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}

/** What the zone's clocks are ahead of UTC. */
function deriveOffsetMs(zone: string, atMs: number): number {
  const wholeMs = Math.floor(atMs / 1000) * 1000;
  return deriveUtcMs(deriveLocalTime(zone, wholeMs)) - wholeMs;
}

/** The first instant with the offset of `toMs`, to the millisecond, where the offset changes once between the two. */
function deriveChange(zone: string, fromMs: number, toMs: number): number {
  const offsetMs = deriveOffsetMs(zone, toMs);
  let [low, high] = [fromMs, toMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (deriveOffsetMs(zone, middle) === offsetMs) high = middle;
    else low = middle;
  }
  return high;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
