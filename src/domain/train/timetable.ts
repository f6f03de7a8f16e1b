// The weekly timetable of a channel, as people write it: `Fri 17:00 Asia/Shanghai`.
import { ok, type Problem, type Result, refuse } from '../result.ts';
import { isZone } from './zone.ts';

export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A time of the week on the clocks of a place. */
export type Timetable = {
  readonly weekday: Weekday;
  readonly hour: number;
  readonly minute: number;
  /** A name of the IANA time zone database. */
  readonly zone: string;
};

const example = 'Fri 17:00 Asia/Shanghai';
/** The longest zone name has 32 letters; more text than this is no timetable. */
const lengthMax = 80;

/** Reads a timetable; each problem says what to write. `where` is the part of the text: `weekday`, `time` or `zone`. */
export function parseTimetable(text: string): Result<Timetable> {
  const words = text.length > lengthMax ? [] : text.trim().split(/\s+/);
  const [day, time, zone] = words;
  if (words.length !== 3 || day === undefined || time === undefined || zone === undefined) {
    return refuse({
      where: 'timetable',
      what: 'it is not a weekday, a time and a time zone',
      fix: `Write the three with spaces between, like "${example}".`,
    });
  }
  const weekday = weekdays.find((known) => known === day);
  const clock = parseClock(time);
  const hasZone = isZone(zone);
  if (weekday !== undefined && clock !== null && hasZone) return ok({ weekday, ...clock, zone });
  const problems: Problem[] = [];
  if (weekday === undefined) problems.push(problemOfWeekday(day));
  if (clock === null) problems.push(problemOfTime(time));
  if (!hasZone) problems.push(problemOfZone(zone));
  return { ok: false, problems };
}

function parseClock(time: string): { hour: number; minute: number } | null {
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour < 24 && minute < 60 ? { hour, minute } : null;
}

function problemOfWeekday(day: string): Problem {
  const meant = weekdays.find((known) => day.toLowerCase().startsWith(known.toLowerCase()));
  return {
    where: 'weekday',
    what: `"${day}" is not a weekday of three letters`,
    fix: meant === undefined ? `Write one of ${weekdays.join(', ')}.` : `Write "${meant}".`,
  };
}

function problemOfTime(time: string): Problem {
  const [, hour, minute, half] = /^(\d{1,2})(?::(\d{2}))?(?::\d{2})?(am|pm)?$/i.exec(time) ?? [];
  return {
    where: 'time',
    what: `"${time}" is not a time of the day on a 24-hour clock`,
    fix: `Write ${meantTime({ hour, minute, half }) ?? 'hours 00 to 23 and minutes 00 to 59, like "17:00"'}.`,
  };
}

type ClockWords = Record<'hour' | 'minute' | 'half', string | undefined>;

/** The time that was probably meant: `9:30`, `5pm`, `17:00:00`, `24:00`. */
function meantTime({ hour, minute, half }: ClockWords): string | null {
  if (hour === undefined) return null;
  const isAfternoon = half?.toLowerCase() === 'pm';
  const meant = half === undefined ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0);
  if (meant === 24 && Number(minute ?? 0) === 0) return '"00:00" of the next day';
  if (meant > 23 || Number(minute ?? 0) > 59) return null;
  return `"${twoDigits(meant)}:${minute ?? '00'}"`;
}

function problemOfZone(zone: string): Problem {
  const isOffset = /^(UTC|GMT)?[+-]\d/i.test(zone);
  return {
    where: 'zone',
    what: isOffset
      ? `"${zone}" is an offset, which knows no clock changes`
      : `"${zone}" is not a time zone of the IANA database`,
    fix: 'Write the name of a place in it, like "Asia/Shanghai" or "Europe/London", or "UTC".',
  };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
