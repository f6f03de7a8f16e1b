// Finds the cycle of an endless recursion, so that it does not matter in which of its functions the stack ran out.

const maxPeriod = 10;
/** Fewer rounds are a recursion that ends. */
const rounds = 3;
/** What ran when the stack was full stands above the cycle. */
const maxAbove = 24;

/** The shortest repeating cycle, begun at its alphabetically first word; the words as they are where there is none. */
export function canonicalCycle(words: readonly string[]): string[] {
  for (let start = 0; start < Math.min(maxAbove, words.length); start += 1) {
    for (let period = 1; period <= maxPeriod; period += 1) {
      if (repeats(words, start, period)) return rotated(words.slice(start, start + period));
    }
  }
  return [...words];
}

/** Fewer words are a recursion that may end. */
const leastEndless = 40;

/** Whether the words are one cycle as far as they go: nothing but a full stack ends it. */
export const isEndless = (words: readonly string[]): boolean =>
  words.length >= leastEndless &&
  Array.from({ length: maxPeriod }, (_, at) => at + 1).some((period) =>
    words.every((word, at) => at < maxAbove + period || word === words[at - period]),
  );

function repeats(words: readonly string[], start: number, period: number): boolean {
  const end = start + period * rounds;
  if (end > words.length) return false;
  for (let at = start + period; at < end; at += 1) if (words[at] !== words[at - period]) return false;
  return true;
}

function rotated(cycle: readonly string[]): string[] {
  const first = [...cycle].sort()[0] ?? '';
  const turns = cycle.flatMap((word, at) => (word === first ? [[...cycle.slice(at), ...cycle.slice(0, at)]] : []));
  return turns.sort((one, other) => (one.join('\n') < other.join('\n') ? -1 : 1))[0] ?? [...cycle];
}
