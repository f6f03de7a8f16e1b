// Failures in one burst of hours hold a build, as an outage would look like that; failures whenever somebody installs halt it.
import { describe, expect, it } from 'vitest';
import { type AttemptWindow, deriveApart } from '../../../src/domain/gate/burst.ts';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { attemptsOf, codesOf, healthyRows, hourMs, judge, noHarm } from './samples.ts';

const models = ['A-1', 'B-2'];

/** Ten attempts an hour of each model for two days, of which so many fail. */
function attemptsWith(failedAt: (hour: number, model: string) => number): AttemptWindow[] {
  return models.flatMap((model) =>
    Array.from({ length: 48 }, (_, hour) => {
      return { model, hourMs: hour * hourMs, accepted: 10, failed: failedAt(hour, model) };
    }),
  );
}

function judgeAttempts(attempts: AttemptWindow[] | undefined, counted = attempts ?? []) {
  const installs = models.map((model) => {
    const own = counted.filter((row) => row.model === model);
    const total = (of: (row: AttemptWindow) => number) => own.reduce((sum, row) => sum + of(row), 0);
    const [accepted, failed] = [total((row) => row.accepted), total((row) => row.failed)];
    return attemptsOf(model, { accepted, due: accepted, failed, confirmed: accepted - failed });
  });
  const rows = healthyRows({ installs, ...(attempts === undefined ? {} : { attempts }) });
  return judge(rows, { policy: noHarm });
}

const duringSix = (hour: number) => (hour >= 20 && hour < 26 ? 4 : 0);

describe('installs that fail for six hours and for no longer', () => {
  it('hold the build for a person', () => {
    const verdict = judgeAttempts(attemptsWith(duringSix));
    expect(verdict.kind).toBe('hold');
    expect(codesOf(verdict)).toContain('stands-against failed-installs');
    const [reason] = verdict.reasons.filter(({ signal }) => signal === 'failed-installs');
    expect(reason?.sentence).toContain('They failed within half a day, and installs before or after went well');
  });

  it('halt it where nobody counts by the hour', () => {
    expect(judgeAttempts(undefined, attemptsWith(duringSix)).kind).toBe('halt');
  });

  it('halt it where nobody installed before or after', () => {
    const attempts = attemptsWith(duringSix).filter(({ hourMs: at }) => at >= 20 * hourMs && at < 32 * hourMs);
    expect(judgeAttempts(attempts).kind).toBe('halt');
  });
});

describe('installs that fail', () => {
  it('halt it whenever they fail', () => {
    expect(judgeAttempts(attemptsWith((hour) => (hour % 2 === 0 ? 2 : 0))).kind).toBe('halt');
  });
  it('halt it when they began to fail and never stopped', () => {
    expect(judgeAttempts(attemptsWith((hour) => (hour >= 20 ? 2 : 0))).kind).toBe('halt');
  });
  it('on one model quarantine that one, however well the other installs', () => {
    const verdict = judgeAttempts(attemptsWith((_, model) => (model === 'A-1' ? 2 : 0)));
    expect(verdict).toMatchObject({ kind: 'quarantine', models: ['A-1'] });
  });
});

describe('installs of one model that fail for six hours', () => {
  const duringSixOn =
    (model: string, others: number) =>
    (hour: number, each: string): number =>
      duringSix(hour) === 0 ? 0 : each === model ? 8 : others;

  it('quarantine that one, where its neighbours installed well in the same hours', () => {
    const verdict = judgeAttempts(attemptsWith(duringSixOn('A-1', 0)));
    expect(verdict).toMatchObject({ kind: 'quarantine', models: ['A-1'] });
  });

  it('hold the build, where its neighbours failed too, if not as often', () => {
    expect(judgeAttempts(attemptsWith(duringSixOn('A-1', 3))).kind).toBe('hold');
  });

  it('hold the build, where too few neighbours installed in the same hours to tell', () => {
    const few = attemptsWith(duringSixOn('A-1', 0)).map((row) => {
      const isQuiet = row.model === 'B-2' && row.hourMs >= 20 * hourMs && row.hourMs < 32 * hourMs;
      return isQuiet ? { ...row, accepted: row.hourMs === 20 * hourMs ? 9 : 0 } : row;
    });
    expect(judgeAttempts(few).kind).toBe('hold');
  });
});

describe('attempts apart from the worst twelve hours', () => {
  const sumsOf = (attempts: AttemptWindow[]) => Object.fromEntries(deriveApart(attempts));

  it('are those of other hours, the same hours for every model', () => {
    const sums = sumsOf(attemptsWith((hour, model) => (model === 'A-1' && hour === 20 ? 5 : hour === 0 ? 1 : 0)));
    expect(sums).toEqual({
      'A-1': { events: 1, started: 360, matured: 360 },
      'B-2': { events: 1, started: 360, matured: 360 },
    });
  });

  it('are the same in any order', () => {
    const attempts = attemptsWith((hour) => hour % 3);
    expect(sumsOf([...attempts].reverse())).toEqual(sumsOf(attempts));
  });

  it('are unreadable where more failed than began, or nobody has such a model', () => {
    const row = { model: 'A-1', hourMs: 0, accepted: 1, failed: 2 };
    const attempts = [row, { ...row, failed: 0, model: 'Z-9' }];
    expect(deriveEvidence(healthyRows({ attempts })).unreadable).toBe(2);
  });
});
