// Finds the open issues that say the same as what a tester is writing.
import { type Draft, maxCandidates, rankSimilar, type SuggestedIssue, searchWords } from '../domain/loop/similar.ts';
import type { LoopFacts } from './ports/loop-facts.ts';

type Ports = { readonly loopFacts: LoopFacts };

/** The nearest first; none while nothing is said that tells one fault from another. */
export async function suggestIssues(
  { loopFacts }: Ports,
  { product, ...draft }: Draft & { readonly product: string },
): Promise<SuggestedIssue[]> {
  const words = searchWords(draft);
  if (words.length === 0) return [];
  return rankSimilar(draft, await loopFacts.loadCandidates(product, words, maxCandidates));
}

/** For a report that is filed and made an issue of its own: which others it may have meant. None once somebody looked at it. */
export async function suggestForReport(
  ports: Ports,
  { product, reportId }: { readonly product: string; readonly reportId: string },
): Promise<SuggestedIssue[]> {
  const draft = await ports.loopFacts.loadOwnDraft(product, reportId);
  if (draft === null) return [];
  const { number, title, text } = draft;
  const found = await suggestIssues(ports, { product, title, text });
  return found.filter((issue) => issue.number !== number);
}
