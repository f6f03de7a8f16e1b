// Instants as pages show them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../src/pages/when.tsx';

const friday = Date.UTC(2026, 10, 20, 9, 0, 5, 250);

describe('an instant', () => {
  it('is shown in UTC to the minute and to the second, with the exact one for machines', () => {
    expect(instantOf(friday, friday)).toEqual({
      iso: '2026-11-20T09:00:05.250Z',
      words: 'Fri 2026-11-20 09:00 UTC',
      exact: 'Fri 2026-11-20 09:00:05 UTC',
      ago: 'now',
    });
  });

  it.each([
    [-5_000, '5 s ago'],
    [-64_000, '64 s ago'],
    [-51 * 60_000 - 4_000, '51 min ago'],
    [-119 * 60_000, '119 min ago'],
    [-47 * 3_600_000, '47 h ago'],
    [-75 * 3_600_000, '3 d ago'],
    [30 * 3_600_000, 'in 1 d 6 h'],
    [400, 'now'],
  ])('%i ms from now is %s', (fromNowMs, ago) => {
    expect(instantOf(friday + fromNowMs, friday)?.ago).toBe(ago);
  });

  it('is none where there is none: never, not a number, beyond the calendar', () => {
    for (const ms of [null, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER, -8.7e15]) {
      expect(instantOf(ms, friday)).toBeNull();
    }
  });

  it('holds for every instant of the calendar, years of five digits too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (ms) => {
        const instant = instantOf(ms, friday);
        expect(Date.parse(instant?.iso ?? '')).toBe(ms);
        expect(instant?.words).toMatch(/^[MTWFS][a-z]{2} [+-]?\d{4,6}-\d\d-\d\d \d\d:\d\d UTC$/);
      }),
    );
  });
});
