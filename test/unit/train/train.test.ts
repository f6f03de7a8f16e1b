// Whether a train is due: once for each departure, once a week, within its grace.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipReasons } from '../../../src/domain/rollout/departure.ts';
import { deriveDepartureWords, deriveSkipSentence } from '../../../src/domain/train/sentence.ts';
import { decideDue, graceMs } from '../../../src/domain/train/train.ts';
import { timetableOf } from './samples.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const timetable = timetableOf('Fri 17:00 Europe/London');
const fridayMs = Date.parse('2026-03-27T17:00:00Z');
/** In summer time, an hour less than a week later. */
const nextFridayMs = Date.parse('2026-04-03T16:00:00Z');
const setMs = fridayMs - 2 * dayMs;

const ask = (nowMs: number, { departedMs = setMs, leftMs = null as number | null, of = timetable } = {}) =>
  decideDue({ timetable: of, departedMs, leftMs, nowMs });

describe('a train', () => {
  it('waits for its time, and is due from that millisecond on', () => {
    expect(ask(fridayMs - 1)).toEqual({ kind: 'not-yet', nextMs: fridayMs });
    expect(ask(fridayMs)).toEqual({ kind: 'due', departureMs: fridayMs });
  });

  it('still leaves within the grace after an outage, and not later', () => {
    expect(ask(fridayMs + graceMs)).toEqual({ kind: 'due', departureMs: fridayMs });
    expect(ask(fridayMs + graceMs + 1)).toEqual({ kind: 'missed', departureMs: fridayMs });
  });

  it('is decided once, whether it left or was skipped', () => {
    expect(ask(fridayMs + 1, { departedMs: fridayMs, leftMs: fridayMs })).toEqual({
      kind: 'not-yet',
      nextMs: nextFridayMs,
    });
    expect(ask(fridayMs + 1, { departedMs: fridayMs })).toEqual({ kind: 'not-yet', nextMs: nextFridayMs });
  });

  it('did not leave before its timetable was set', () => {
    expect(ask(fridayMs + hourMs, { departedMs: fridayMs + 1 })).toEqual({ kind: 'not-yet', nextMs: nextFridayMs });
  });

  it('after three weeks of outage is decided for the newest week alone', () => {
    const threeWeeksOn = Date.parse('2026-04-17T16:00:00Z');
    expect(ask(threeWeeksOn + hourMs)).toEqual({ kind: 'due', departureMs: threeWeeksOn });
    expect(ask(threeWeeksOn + dayMs)).toEqual({ kind: 'missed', departureMs: threeWeeksOn });
  });

  it('does not leave twice in a week when its timetable is moved', () => {
    const sundays = timetableOf('Sun 17:00 Europe/London');
    const sundayMs = Date.parse('2026-03-29T16:00:00Z');
    const moved = { departedMs: fridayMs + hourMs, of: sundays };
    expect(ask(sundayMs, moved)).toEqual({ kind: 'due', departureMs: sundayMs });
    const left = { ...moved, leftMs: fridayMs };
    expect(ask(sundayMs - hourMs, left)).toEqual({ kind: 'not-yet', nextMs: sundayMs + 7 * dayMs });
    expect(ask(sundayMs, left)).toEqual({ kind: 'not-yet', nextMs: sundayMs + 7 * dayMs });
    expect(ask(sundayMs + 7 * dayMs, left)).toEqual({ kind: 'due', departureMs: sundayMs + 7 * dayMs });
  });
});

it('asked at any moments, decides every departure at most once, at its time or within the grace', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 * 24 * 60 }), { maxLength: 60 }), (waits) => {
      let [nowMs, departedMs, leftMs] = [setMs, setMs, null as number | null];
      const left: number[] = [];
      for (const waitMin of waits) {
        nowMs += waitMin * 60_000;
        const due = decideDue({ timetable, departedMs, leftMs, nowMs });
        if (due.kind === 'not-yet') {
          expect(due.nextMs).toBeGreaterThan(nowMs);
          continue;
        }
        expect(due.departureMs).toBeGreaterThan(departedMs);
        departedMs = due.departureMs;
        if (due.kind === 'missed') continue;
        expect(nowMs - due.departureMs).toBeLessThanOrEqual(graceMs);
        leftMs = due.departureMs;
        left.push(due.departureMs);
      }
      for (const [index, departureMs] of left.entries()) {
        if (index > 0) expect(departureMs - (left[index - 1] ?? 0)).toBeGreaterThan(6 * dayMs);
      }
    }),
    { numRuns: 100 },
  );
});

describe('sentences', () => {
  it('tell a departure on the clocks of its place', () => {
    expect(deriveDepartureWords(timetable, nextFridayMs)).toBe('Fri 2026-04-03 17:00 Europe/London');
    expect(deriveDepartureWords({ zone: 'Asia/Kathmandu' }, -1)).toBe('Thu 1970-01-01 05:29 Asia/Kathmandu');
  });

  it('say for every reason what to do or what happened', () => {
    for (const reason of skipReasons) expect(deriveSkipSentence(reason)).toMatch(/^Nothing left: [a-z].*\.$/);
  });
});
