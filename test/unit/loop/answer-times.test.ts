// Time to the first answer, against a count that is made another way.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deriveAnswerWeeks, type FirstAnswer, mondayOf } from '../../../src/domain/loop/answer-times.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;

it('begins weeks on Monday, 00:00 UTC', () => {
  for (const [day, monday] of [
    ['2026-11-22T23:59:59.999Z', '2026-11-16T00:00:00.000Z'],
    ['2026-11-23T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['1970-01-01T00:00:00.000Z', '1969-12-29T00:00:00.000Z'],
  ] as const)
    expect(new Date(mondayOf(Date.parse(day))).toISOString()).toBe(monday);
});

it('tells median, 90th percentile and who still waits', () => {
  const at = Date.parse('2026-11-16T08:00:00Z');
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((hours) => ({ reportedMs: at, answeredMs: at + hours * hour }));
  const answers = [...waits, { reportedMs: at, answeredMs: null }, { reportedMs: at - week, answeredMs: null }];
  expect(deriveAnswerWeeks(answers)).toEqual([
    { weekMs: mondayOf(at), reported: 11, answered: 10, unanswered: 1, medianMs: 5 * hour, p90Ms: 9 * hour },
    { weekMs: mondayOf(at) - week, reported: 1, answered: 0, unanswered: 1, medianMs: null, p90Ms: null },
  ]);
});

const answers = fc.array(
  fc.record({ reportedMs: fc.integer({ min: 0, max: 5 * week }), wait: fc.option(fc.integer({ min: 0, max: week })) }),
  { maxLength: 60 },
);

it('agrees with a count that walks through the values', () => {
  fc.assert(
    fc.property(answers, (drawn) => {
      const all: FirstAnswer[] = drawn.map(({ reportedMs, wait }) => ({
        reportedMs,
        answeredMs: wait === null ? null : reportedMs + wait,
      }));
      const weeks = deriveAnswerWeeks(all);
      expect(weeks.reduce((sum, { reported }) => sum + reported, 0)).toBe(all.length);
      for (const { weekMs, answered, unanswered, medianMs, p90Ms } of weeks) {
        const inWeek = drawn.filter(({ reportedMs }) => reportedMs >= weekMs && reportedMs < weekMs + week);
        const waits = inWeek.flatMap(({ wait }) => (wait === null ? [] : [wait]));
        expect([answered, unanswered]).toEqual([waits.length, inWeek.length - waits.length]);
        // The least value that so many of all do not exceed.
        const least = (share: number) =>
          waits
            .filter((value) => waits.filter((each) => each <= value).length >= share * waits.length)
            .reduce<number | null>((low, value) => (low === null || value < low ? value : low), null);
        expect([medianMs, p90Ms]).toEqual([least(0.5), least(0.9)]);
      }
    }),
  );
});

it('takes an answer that was there before the report, as behind a merge, for no wait at all', () => {
  const [only] = deriveAnswerWeeks([{ reportedMs: 5 * week, answeredMs: week }]);
  expect(only).toMatchObject({ answered: 1, medianMs: 0, p90Ms: 0 });
});
