// How long those who report wait for a first answer: by week, from when an issue was reported to when somebody told them something.

/** An issue of people's: when it was first reported, and when its reporters first heard anything of it. */
export type FirstAnswer = { readonly reportedMs: number; readonly answeredMs: number | null };

export type AnswerWeek = {
  /** Its Monday, 00:00 UTC. */
  readonly weekMs: number;
  readonly reported: number;
  readonly answered: number;
  readonly unanswered: number;
  /** Over those answered, by nearest rank; null when none was. */
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
};

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** 1970-01-01 was a Thursday: the first Monday came four days later. */
const firstMondayMs = 4 * dayMs;

export const mondayOf = (ms: number): number => Math.floor((ms - firstMondayMs) / weekMs) * weekMs + firstMondayMs;

/** The first of the last `weeks` weeks, the present one included. */
export const weeksAgo = (nowMs: number, weeks: number): number => mondayOf(nowMs) - (weeks - 1) * weekMs;

/** The smallest value that at least `share` of the values do not exceed. Values in order. */
function nearestRank(values: readonly number[], share: number): number | null {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}

/** The latest week first; weeks in which nobody reported anything are left out. */
export function deriveAnswerWeeks(answers: readonly FirstAnswer[]): AnswerWeek[] {
  const byWeek = new Map<number, FirstAnswer[]>();
  for (const answer of answers) {
    const week = mondayOf(answer.reportedMs);
    const others = byWeek.get(week);
    if (others === undefined) byWeek.set(week, [answer]);
    else others.push(answer);
  }
  return [...byWeek]
    .sort(([one], [other]) => other - one)
    .map(([week, all]) => {
      const waits = all
        .flatMap(({ reportedMs, answeredMs }) => (answeredMs === null ? [] : [Math.max(0, answeredMs - reportedMs)]))
        .sort((one, other) => one - other);
      return {
        weekMs: week,
        reported: all.length,
        answered: waits.length,
        unanswered: all.length - waits.length,
        medianMs: nearestRank(waits, 0.5),
        p90Ms: nearestRank(waits, 0.9),
      };
    });
}
