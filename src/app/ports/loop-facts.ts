// The port to what the loop with testers asks of issues: what is similar, what a build fixes, how long answers took.
import type { FirstAnswer } from '../../domain/loop/answer-times.ts';
import type { FixedIssue } from '../../domain/loop/build-notes.ts';
import type { SimilarCandidate } from '../../domain/loop/similar.ts';

export type LoopFacts = {
  /** Open issues that testers may see and that have any of the words, which are stems; those that share the most first. */
  loadCandidates(product: string, words: readonly string[], limit: number): Promise<SimilarCandidate[]>;
  /** A key that leads to the issue while it is open and testers may see it; null otherwise. */
  loadJoinKey(product: string, number: number): Promise<string | null>;
  /** The issue that this report alone made and nobody has looked at, as a draft to compare; null when there is more to it. */
  loadOwnDraft(product: string, reportId: string): Promise<{ number: number; title: string; text: string } | null>;
  /** Of people's issues (bugs and ideas) first met since then, the oldest first. */
  loadFirstAnswers(product: string, fromMs: number): Promise<FirstAnswer[]>;
  /** Issues that the build fixes, or will fix once it is sealed, and that testers may see; those on most devices first. */
  loadFixedIssues(build: {
    readonly product: string;
    readonly id: string;
    readonly version: string;
  }): Promise<FixedIssue[]>;
};
