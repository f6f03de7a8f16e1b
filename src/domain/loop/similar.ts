// Ranks open issues by how much they say the same as what a tester writes: to be offered, never joined by itself.
import type { IssueStatus } from '../issue/issue.ts';
import { cleanText } from '../privacy/clean-text.ts';
import { compareTexts, countWords, weighText } from '../report/similar/similarity.ts';
import { wordsOf } from '../report/similar/words.ts';

/** What a tester has written so far. */
export type Draft = { readonly title: string; readonly text: string };

export type SimilarCandidate = {
  readonly number: number;
  readonly title: string;
  /** The beginning of its first report: it is compared with, and never shown. */
  readonly excerpt: string;
  readonly status: IssueStatus;
  readonly devices: number;
};

/** What a tester may see of somebody else's issue. */
export type SuggestedIssue = Pick<SimilarCandidate, 'number' | 'title' | 'status' | 'devices'>;

/** Few enough to be read before going on. */
export const maxSuggested = 5;
/** Compared in full; the search ranks them before by the words that they share. */
export const maxCandidates = 60;
/** Few words find too much, and many cost the search much. */
const maxSearchWords = 16;
/** Above the score at which neighbours are shown to engineers (report/similar/suggest.ts): a tester reads them unasked. */
const offerScore = 0.16;

/** Stems to search for, those of the title first; none when nothing was said yet. */
export const searchWords = ({ title, text }: Draft): string[] =>
  [...new Set([...wordsOf(title), ...wordsOf(text)])].slice(0, maxSearchWords);

/** The nearest first, with titles that are cleaned by the rules of today whatever they were filed under. */
export function rankSimilar({ title, text }: Draft, candidates: readonly SimilarCandidate[]): SuggestedIssue[] {
  const said = { title, description: text };
  const theirs = candidates.map(({ title: name, excerpt }) => ({ title: name, description: excerpt }));
  const counts = countWords([said, ...theirs]);
  const mine = weighText(said, counts);
  return candidates
    .map((candidate, at) => ({
      candidate,
      score: compareTexts(mine, weighText(theirs[at] ?? { title: '', description: '' }, counts)),
    }))
    .filter(({ score }) => score >= offerScore)
    .sort((one, other) => other.score - one.score || one.candidate.number - other.candidate.number)
    .slice(0, maxSuggested)
    .map(({ candidate: { number, title: name, status, devices } }) => ({
      number,
      title: cleanText(name).text,
      status,
      devices,
    }));
}
