// Measures how long reporters wait for a first answer, week by week.
import { type AnswerWeek, deriveAnswerWeeks, weeksAgo } from '../domain/loop/answer-times.ts';
import type { LoopFacts } from './ports/loop-facts.ts';

export const shownWeeks = 12;

/** The latest week first. */
export async function measureAnswers(
  { loopFacts }: { readonly loopFacts: LoopFacts },
  { product, weeks = shownWeeks }: { readonly product: string; readonly weeks?: number },
  nowMs: number,
): Promise<AnswerWeek[]> {
  return deriveAnswerWeeks(await loopFacts.loadFirstAnswers(product, weeksAgo(nowMs, weeks)));
}
