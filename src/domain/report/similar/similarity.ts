// How much two bug texts say the same: cosines of weighted words of the whole and of the titles, where rare words weigh more.
// On real reports of four trackers this beat BM25F and shingles (reports.md 6); it suggests, it never joins by itself.
import type { BugText } from '../fingerprint/parse/text.ts';
import { wordsOf } from './words.ts';

/** A vector of length 1: word to weight. */
export type WordVector = ReadonlyMap<string, number>;
export type TextVector = { readonly whole: WordVector; readonly title: WordVector };

/** How many texts of the pool have a word. */
export type WordCounts = { readonly texts: number; readonly having: ReadonlyMap<string, number> };

/** A word of the title counts as often in the whole text. */
const titleWeight = 2;
/**
 * Titles alone settle a little of it: two short names of one wish share little else. In 90 pools of 38 real reports each
 * the pairs of groups had F1 .69 with 0.6, .72 with 0.85 and .73 with 1, which splits short wishes (docs/GROUPING.md).
 */
const wholeShare = 0.85;

export function countWords(texts: readonly BugText[]): WordCounts {
  const having = new Map<string, number>();
  for (const { title, description } of texts) {
    for (const word of new Set([...wordsOf(title), ...wordsOf(description)]))
      having.set(word, (having.get(word) ?? 0) + 1);
  }
  return { texts: texts.length, having };
}

export function weighText({ title, description }: BugText, counts: WordCounts): TextVector {
  const titleCounts = new Map<string, number>();
  for (const word of wordsOf(title)) titleCounts.set(word, (titleCounts.get(word) ?? 0) + 1);
  const wholeCounts = new Map(Array.from(titleCounts, ([word, count]) => [word, count * titleWeight]));
  for (const word of wordsOf(description)) wholeCounts.set(word, (wholeCounts.get(word) ?? 0) + 1);
  return { whole: weigh(wholeCounts, counts), title: weigh(titleCounts, counts) };
}

function weigh(found: ReadonlyMap<string, number>, { texts, having }: WordCounts): WordVector {
  const weights = new Map<string, number>();
  let square = 0;
  for (const [word, count] of found) {
    const weight = (1 + Math.log(count)) * Math.log(1 + texts / (having.get(word) ?? 1));
    weights.set(word, weight);
    square += weight ** 2;
  }
  const length = Math.sqrt(square);
  if (length > 0) for (const [word, weight] of weights) weights.set(word, weight / length);
  return weights;
}

/** From 0, nothing in common, to 1. */
export const compareTexts = (one: TextVector, other: TextVector): number =>
  Math.min(1, wholeShare * cosine(one.whole, other.whole) + (1 - wholeShare) * cosine(one.title, other.title));

function cosine(one: WordVector, other: WordVector): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [word, weight] of small) sum += weight * (large.get(word) ?? 0);
  return sum;
}
