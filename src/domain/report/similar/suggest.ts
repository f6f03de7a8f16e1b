// Suggests which bug texts mean the same: near neighbours of each, and groups in which all are near on average.
import type { BugText } from '../fingerprint/parse/text.ts';
import { compareTexts, countWords, type TextVector, weighText } from './similarity.ts';

export type Neighbour = { readonly index: number; readonly score: number };
export type Suggestion = {
  /** Index of the first text of the group; its own where it is alone. */
  readonly group: number;
  /** The nearest first. */
  readonly near: readonly Neighbour[];
};

/** In those pools average-linked groups had the best F1 from 0.14 to 0.16, above 0.20 few were left; a wrong hint costs trust. */
const joinScore = 0.16;
const nearScore = 0.12;
const maxNear = 5;
/** Words that more texts have tell nothing and cost a comparison each. */
const commonShare = 0.3;
/** Above this a pool is searched by the service's own index. */
const maxPool = 3000;

/** One suggestion a text, in their order; texts beyond `maxPool` get none. */
export function suggestSame(texts: readonly BugText[]): Suggestion[] {
  const pool = texts.slice(0, maxPool);
  const counts = countWords(pool);
  const vectors = pool.map((text) => weighText(text, counts));
  const scores = scorePairs(vectors, counts.having);
  const groups = linkByAverage(pool.length, scores);
  return texts.map((_, index) => ({ group: groups[index] ?? index, near: nearestOf(scores[index]) }));
}

type Scores = readonly ReadonlyMap<number, number>[];

/** Scores of all pairs that share a word which is not common, both ways round. */
function scorePairs(vectors: readonly TextVector[], having: ReadonlyMap<string, number>): Scores {
  const scores = vectors.map(() => new Map<number, number>());
  const common = Math.max(20, commonShare * vectors.length);
  const byWord = new Map<string, number[]>();
  for (const [index, vector] of vectors.entries()) {
    const met = new Set<number>();
    for (const word of vector.whole.keys()) {
      if ((having.get(word) ?? 0) > common) continue;
      const before = byWord.get(word) ?? [];
      for (const other of before) met.add(other);
      if (before.length === 0) byWord.set(word, before);
      before.push(index);
    }
    for (const other of met) {
      const neighbour = vectors[other];
      const score = neighbour === undefined ? 0 : compareTexts(vector, neighbour);
      scores[index]?.set(other, score);
      scores[other]?.set(index, score);
    }
  }
  return scores;
}

const nearestOf = (scores: ReadonlyMap<number, number> | undefined): Neighbour[] =>
  Array.from(scores ?? [], ([index, score]) => ({ index, score }))
    .filter(({ score }) => score >= nearScore)
    .sort((one, other) => other.score - one.score || one.index - other.index)
    .slice(0, maxNear);

/** Joins the two nearest groups again and again while they are near enough on average: chains do not grow. */
function linkByAverage(size: number, scores: Scores): number[] {
  const group = Array.from({ length: size }, (_, index) => index);
  const members = new Map(group.map((index) => [index, [index]]));
  const edges = scores
    .flatMap((row, one) => Array.from(row, ([other, score]) => ({ one, other, score })))
    .filter(({ one, other, score }) => one < other && score >= joinScore)
    .sort((a, b) => b.score - a.score || a.one - b.one || a.other - b.other);
  for (const edge of edges) {
    const [into, from] = [group[edge.one] ?? 0, group[edge.other] ?? 0].sort((a, b) => a - b);
    if (into === undefined || from === undefined || into === from) continue;
    const [left, right] = [members.get(into) ?? [], members.get(from) ?? []];
    if (averageBetween(left, right, scores) < joinScore) continue;
    for (const index of right) group[index] = into;
    members.set(into, [...left, ...right]);
    members.delete(from);
  }
  return group;
}

function averageBetween(left: readonly number[], right: readonly number[], scores: Scores): number {
  let sum = 0;
  for (const one of left) for (const other of right) sum += scores[one]?.get(other) ?? 0;
  return sum / (left.length * right.length);
}
