// Remembers what a pure function answered: texts of one fleet repeat their lines, and reading a line again costs most of intake.

export type MemoSize = {
  /** Answers kept at least; twice as many at most. */
  readonly entries: number;
  /** Longer texts are answered anew each time, so that memory has a bound: two bytes a character, entries times two. */
  readonly maxChars: number;
};

type Options<R> = MemoSize & {
  /** Whether a text may stay in memory with this answer; every one if left out. */
  readonly isKept?: (answer: R) => boolean;
};

/** A copy that holds nothing else alive: engines keep the whole of a text for a piece of it. */
const ownCopy = (text: string): string => `${text} `.slice(0, -1);

/**
 * Answers as `answer` does. What is asked for again stays, what is not goes: two generations, of which the older is
 * dropped when the younger is full.
 */
export function remember<R extends object | string | number | boolean | null>(
  answer: (text: string) => R,
  { entries, maxChars, isKept = () => true }: Options<R>,
): (text: string) => R {
  let young = new Map<string, R>();
  let old = new Map<string, R>();
  return (text) => {
    if (text.length > maxChars) return answer(text);
    const known = young.get(text);
    if (known !== undefined) return known;
    const before = old.get(text);
    const found = before === undefined ? answer(text) : before;
    if (before === undefined && !isKept(found)) return found;
    if (young.size >= entries) {
      old = young;
      young = new Map();
    }
    young.set(ownCopy(text), found);
    return found;
  };
}
