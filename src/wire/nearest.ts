// Finds the word somebody probably meant.

/** The candidate that differs least, if by no more than a third of its letters and at most three; otherwise null. */
export function findNearest(word: string, candidates: readonly string[]): string | null {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: measureDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.min(3, Math.max(1, Math.floor(candidate.length / 3))))
    .sort((one, other) => one.distance - other.distance);
  return best?.candidate ?? null;
}

/** Single letters added, lost, changed or swapped with a neighbour (optimal string alignment). Long words are no typing errors. */
function measureDistance(from: string, to: string): number {
  if (from.length > 40) return from.length;
  let [older, before]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const changed = (before[column - 1] ?? 0) + (isSame ? 0 : 1);
      const addedOrLost = 1 + Math.min(before[column] ?? 0, current[column - 1] ?? 0);
      const swapped = isSwapped ? 1 + (older[column - 2] ?? 0) : Number.POSITIVE_INFINITY;
      current.push(Math.min(changed, addedOrLost, swapped));
    }
    [older, before] = [before, current];
  }
  return before[to.length] ?? 0;
}
