// Reading timetables: what is taken, and what people are told to write instead.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimetable } from '../../../src/domain/train/timetable.ts';

describe('takes', () => {
  it.each([
    ['Fri 17:00 Asia/Shanghai', { weekday: 'Fri', hour: 17, minute: 0, zone: 'Asia/Shanghai' }],
    ['  Mon   00:05  UTC ', { weekday: 'Mon', hour: 0, minute: 5, zone: 'UTC' }],
    [
      'Sun 23:59 America/Argentina/Buenos_Aires',
      { weekday: 'Sun', hour: 23, minute: 59, zone: 'America/Argentina/Buenos_Aires' },
    ],
    ['Tue 09:30 Etc/GMT-14', { weekday: 'Tue', hour: 9, minute: 30, zone: 'Etc/GMT-14' }],
  ])('%s', (text, value) => {
    expect(parseTimetable(text)).toEqual({ ok: true, value });
  });
});

describe('says what to write instead of', () => {
  it.each([
    ['Friday 17:00 Asia/Shanghai', 'weekday', 'Write "Fri".'],
    ['fri 17:00 Asia/Shanghai', 'weekday', 'Write "Fri".'],
    ['Fry 17:00 Asia/Shanghai', 'weekday', 'Write one of Mon, Tue, Wed, Thu, Fri, Sat, Sun.'],
    ['Fri 25:00 Asia/Shanghai', 'time', 'Write hours 00 to 23 and minutes 00 to 59, like "17:00".'],
    ['Fri 17:60 Asia/Shanghai', 'time', 'Write hours 00 to 23 and minutes 00 to 59, like "17:00".'],
    ['Fri 24:00 Asia/Shanghai', 'time', 'Write "00:00" of the next day.'],
    ['Fri 9:30 Asia/Shanghai', 'time', 'Write "09:30".'],
    ['Fri 11:59pm Asia/Shanghai', 'time', 'Write "23:59".'],
    ['Fri 5pm Asia/Shanghai', 'time', 'Write "17:00".'],
    ['Fri 12:15AM Asia/Shanghai', 'time', 'Write "00:15".'],
    ['Fri 17:00:00 Asia/Shanghai', 'time', 'Write "17:00".'],
    ['Fri noon Asia/Shanghai', 'time', 'Write hours 00 to 23 and minutes 00 to 59, like "17:00".'],
    [
      'Fri 17:00 Asia/Schanghai',
      'zone',
      'Write the name of a place in it, like "Asia/Shanghai" or "Europe/London", or "UTC".',
    ],
    ['Fri 17:00 +08:00', 'zone', 'Write the name of a place in it, like "Asia/Shanghai" or "Europe/London", or "UTC".'],
    ['Fri 17:00 UTC+8', 'zone', 'Write the name of a place in it, like "Asia/Shanghai" or "Europe/London", or "UTC".'],
    ['Fri 17:00', 'timetable', 'Write the three with spaces between, like "Fri 17:00 Asia/Shanghai".'],
    ['', 'timetable', 'Write the three with spaces between, like "Fri 17:00 Asia/Shanghai".'],
  ])('%s', (text, where, fix) => {
    const parsed = parseTimetable(text);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => [problem.where, problem.fix])).toEqual([[where, fix]]);
  });

  it('several at once', () => {
    const parsed = parseTimetable('Friday 25:00 China');
    expect(parsed.ok ? [] : parsed.problems.map(({ where }) => where)).toEqual(['weekday', 'time', 'zone']);
  });
});

it('takes no text whatever without a value or a problem', () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('Fri', '17:00', 'UTC', '__proto__', 'constructor'));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const parsed = parseTimetable(words.join(' '));
      expect(parsed.ok || parsed.problems.length > 0).toBe(true);
    }),
  );
});
