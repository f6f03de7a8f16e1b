// Finds where two values of JSON differ first, in the order in which names are sorted.

export type Difference = {
  /** `signals[3].harm.e`; empty where the values differ as a whole. */
  readonly where: string;
  /** As JSON; null where one of the two has nothing there. */
  readonly recorded: string | null;
  readonly again: string | null;
};

/** Null when they are the same in every digit. */
export function deriveFirstDifference(recorded: unknown, again: unknown, where = ''): Difference | null {
  if (isObject(recorded) && isObject(again)) {
    const names = [...new Set([...Object.keys(recorded), ...Object.keys(again)])].sort();
    return firstOf(names, (name) => deriveFirstDifference(recorded[name], again[name], join(where, name)));
  }
  if (Array.isArray(recorded) && Array.isArray(again)) {
    const places = [...Array(Math.max(recorded.length, again.length)).keys()];
    return firstOf(places, (at) => deriveFirstDifference(recorded[at], again[at], `${where}[${at}]`));
  }
  const [was, is] = [encode(recorded), encode(again)];
  return was === is ? null : { where, recorded: was, again: is };
}

function firstOf<T>(items: readonly T[], check: (item: T) => Difference | null): Difference | null {
  for (const item of items) {
    const found = check(item);
    if (found !== null) return found;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const join = (where: string, name: string): string => (where === '' ? name : `${where}.${name}`);

/** What JSON cannot say is nothing there. */
const encode = (value: unknown): string | null => JSON.stringify(value) ?? null;
