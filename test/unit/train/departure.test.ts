// Departures over clock changes: against instants looked up by hand, and against a search that shares no code.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastDeparture, nextDeparture } from '../../../src/domain/train/departure.ts';
import { type Timetable, weekdays } from '../../../src/domain/train/timetable.ts';
import { timetableOf } from './samples.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The departure of the timetable after midnight UTC of a date, in UTC. */
function after(text: string, date: string): string {
  return new Date(nextDeparture(timetableOf(text), Date.parse(`${date}T00:00:00Z`))).toISOString();
}

describe('known departures', () => {
  it.each([
    // China has had no clock changes since 1991.
    ['Fri 17:00 Asia/Shanghai', '2026-01-01', '2026-01-02T09:00:00.000Z'],
    ['Fri 17:00 Asia/Shanghai', '2026-07-01', '2026-07-03T09:00:00.000Z'],
    // London goes to summer time on 29 March 2026, back on 25 October.
    ['Fri 17:00 Europe/London', '2026-03-26', '2026-03-27T17:00:00.000Z'],
    ['Fri 17:00 Europe/London', '2026-03-28', '2026-04-03T16:00:00.000Z'],
    ['Sun 01:30 Europe/London', '2026-03-28', '2026-03-29T01:00:00.000Z'],
    ['Sun 01:30 Europe/London', '2026-10-24', '2026-10-25T00:30:00.000Z'],
    // New York skips 02:00-03:00 on 8 March 2026 and repeats 01:00-02:00 on 1 November.
    ['Sun 02:30 America/New_York', '2026-03-07', '2026-03-08T07:00:00.000Z'],
    ['Sun 02:30 America/New_York', '2026-03-09', '2026-03-15T06:30:00.000Z'],
    ['Sun 01:30 America/New_York', '2026-10-31', '2026-11-01T05:30:00.000Z'],
    ['Sun 02:00 America/New_York', '2026-10-31', '2026-11-01T07:00:00.000Z'],
    // Lord Howe moves by half an hour: over 02:15 on 4 October 2026, and twice past 01:45 on 5 April.
    ['Sun 02:15 Australia/Lord_Howe', '2026-10-03', '2026-10-03T15:30:00.000Z'],
    ['Sun 01:45 Australia/Lord_Howe', '2026-04-04', '2026-04-04T14:45:00.000Z'],
    // Samoa had no Friday 30 December 2011: the train leaves as Saturday begins.
    ['Fri 17:00 Pacific/Apia', '2011-12-20', '2011-12-24T03:00:00.000Z'],
    ['Fri 17:00 Pacific/Apia', '2011-12-25', '2011-12-30T10:00:00.000Z'],
    ['Fri 17:00 Pacific/Apia', '2011-12-31', '2012-01-06T03:00:00.000Z'],
    // Midnight itself is skipped in Beirut on 29 March 2026.
    ['Sun 00:00 Asia/Beirut', '2026-03-28', '2026-03-28T22:00:00.000Z'],
    ['Mon 00:00 UTC', '2026-11-22', '2026-11-23T00:00:00.000Z'],
    ['Sun 23:45 Asia/Kathmandu', '2026-11-22', '2026-11-22T18:00:00.000Z'],
  ])('%s after %s leaves at %s', (text, date, departure) => {
    expect(after(text, date)).toBe(departure);
  });
});

it('an instant of departure is its own last departure and not its next', () => {
  const timetable = timetableOf('Fri 17:00 Asia/Shanghai');
  const departureMs = Date.parse('2026-01-02T09:00:00Z');
  expect(lastDeparture(timetable, departureMs)).toBe(departureMs);
  expect(lastDeparture(timetable, departureMs - 1)).toBe(departureMs - 7 * dayMs);
  expect(nextDeparture(timetable, departureMs - 1)).toBe(departureMs);
  expect(nextDeparture(timetable, departureMs)).toBe(departureMs + 7 * dayMs);
});

it('before 1970 too', () => {
  expect(new Date(lastDeparture(timetableOf('Wed 12:00 UTC'), -1)).toISOString()).toBe('1969-12-31T12:00:00.000Z');
});

const zones = [
  'Asia/Shanghai',
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Antarctica/Troll',
  'Pacific/Kiritimati',
];

describe('any timetable', () => {
  const begin = Date.parse('2005-01-01T00:00:00Z');
  const moments = fc.integer({ min: begin, max: Date.parse('2035-01-01T00:00:00Z') });

  it('leaves once a week, one departure after the other', () => {
    fc.assert(
      fc.property(timetables(), moments, (timetable, atMs) => {
        const last = lastDeparture(timetable, atMs);
        const next = nextDeparture(timetable, atMs);
        expect(last).toBeLessThanOrEqual(atMs);
        expect(next).toBeGreaterThan(atMs);
        expect(nextDeparture(timetable, last)).toBe(next);
        expect(lastDeparture(timetable, next)).toBe(next);
        // A week is 168 hours, but for a change of the clocks, the longest of them Samoa's lost day.
        expect(Math.abs(next - last - 7 * dayMs)).toBeLessThanOrEqual(24 * hourMs);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves when the clocks first reach its time', () => {
    fc.assert(
      fc.property(timetables(), moments, (timetable, atMs) => {
        expect(nextDeparture(timetable, atMs)).toBe(searchNext(timetable, atMs));
      }),
      { numRuns: 60 },
    );
  });

  it('and so on the changes themselves, in every zone and hour', () => {
    const changes = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2011-12-30'];
    for (const zone of zones) {
      for (const date of changes) {
        const weekday = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'Mon';
        const timetable = { weekday, hour: 1, minute: 45, zone };
        const atMs = Date.parse(`${date}T00:00:00Z`) - 2 * dayMs;
        expect([zone, date, nextDeparture(timetable, atMs)]).toEqual([zone, date, searchNext(timetable, atMs)]);
      }
    }
  });
});

function timetables(): fc.Arbitrary<Timetable> {
  return fc.record({
    weekday: fc.constantFrom(...weekdays),
    hour: fc.nat(23),
    minute: fc.constantFrom(0, 15, 30, 45),
    zone: fc.constantFrom(...zones),
  });
}

/**
 * The first instant after `atMs` at which the wall shows the time of the timetable or, after a gap, more than it: looks at
 * the written date and time of each quarter of an hour around each day that has the weekday's name.
 */
function searchNext({ weekday, hour, minute, zone }: Timetable, atMs: number): number | undefined {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`;
  const quarterMs = hourMs / 4;
  for (let day = -2; day < 12; day++) {
    const midnightMs = Math.floor(atMs / dayMs + day) * dayMs;
    const date = new Date(midnightMs);
    if (weekdays[(date.getUTCDay() + 6) % 7] !== weekday) continue;
    const wanted = `${date.toISOString().slice(0, 10)} ${clock}`;
    let ms = midnightMs - 30 * hourMs;
    while (wall.format(ms) < wanted) ms += quarterMs;
    if (ms > atMs) return ms;
  }
  return undefined;
}
