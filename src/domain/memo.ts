// Remembers what a pure function answered: texts of one fleet repeat their lines, and reading a line again costs most of intake.

export type MemoSize = {
  /** Answers kept at least; twice as many at most. */
  readonly entries: number;
  /** Longer texts are answered anew each time, so that memory has a bound: two bytes a character, entries times two. */
  readonly maxChars: number;
};

/** Answers by the texts that they are of: what is looked for again stays, what is not goes. */
export type Memory<R> = {
  /** Undefined for what is not known. */
  find(text: string): R | undefined;
  keep(text: string, answer: R): void;
};

/** A copy that holds nothing else alive: engines keep the whole of a text for a piece of it. */
export const ownCopy = (text: string): string => `${text} `.slice(0, -1);

/** Two generations, of which the older is dropped when the younger is full. */
export function openMemory<R extends object | string | number | boolean | null>({
  entries,
  maxChars,
}: MemoSize): Memory<R> {
  let young = new Map<string, R>();
  let old = new Map<string, R>();

  function keep(text: string, answer: R): void {
    if (text.length > maxChars) return;
    if (young.size >= entries) {
      old = young;
      young = new Map();
    }
    young.set(ownCopy(text), answer);
  }

  return {
    keep,
    find(text) {
      if (text.length > maxChars) return undefined;
      const known = young.get(text);
      if (known !== undefined) return known;
      const before = old.get(text);
      if (before !== undefined) keep(text, before);
      return before;
    },
  };
}

/** `isKept`: whether the text may stay in memory with this answer; each does if left out. */
type Options<R> = MemoSize & { readonly isKept?: (answer: R) => boolean };

/** Answers as `answer` does, which is asked once for what comes again. */
export function remember<R extends object | string | number | boolean | null>(
  answer: (text: string) => R,
  { isKept = () => true, ...size }: Options<R>,
): (text: string) => R {
  const memory = openMemory<R>(size);
  return (text) => {
    const known = memory.find(text);
    if (known !== undefined) return known;
    const found = answer(text);
    if (isKept(found)) memory.keep(text, found);
    return found;
  };
}
