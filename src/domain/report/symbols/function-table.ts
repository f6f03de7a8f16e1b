// Functions of a binary by their addresses: which one an address is in.

export type FunctionTable = {
  /** First addresses, ascending. */
  readonly starts: Float64Array;
  /** Behind the last byte; Infinity where nobody said how long the function is: then it goes on to the next. */
  readonly ends: Float64Array;
  readonly names: readonly string[];
};

export type FunctionEntry = { readonly start: number; readonly size: number; readonly name: string };

/** More is no library that a device runs. */
export const maxFunctions = 4_000_000;

/** Of entries in any order; of several at one address the first that has a size, else the first. */
export function functionTable(entries: readonly FunctionEntry[]): FunctionTable {
  const sorted = entries
    .map((entry, at) => ({ ...entry, at }))
    .sort((one, other) => one.start - other.start || Number(other.size > 0) - Number(one.size > 0) || one.at - other.at)
    .filter(({ start }, at, all) => start !== all[at - 1]?.start);
  return {
    starts: Float64Array.from(sorted, ({ start }) => start),
    ends: Float64Array.from(sorted, ({ start, size }) => (size > 0 ? start + size : Number.POSITIVE_INFINITY)),
    names: sorted.map(({ name }) => name),
  };
}

/** Null between functions and outside of all. Logarithmic. */
export function functionAt(
  { starts, ends, names }: FunctionTable,
  address: number,
): { readonly name: string; readonly offset: number } | null {
  const at = lastAtMost(starts, address);
  const start = starts[at];
  if (start === undefined || address >= (ends[at] ?? 0)) return null;
  return { name: names[at] ?? '', offset: address - start };
}

/** Index of the last of ascending numbers that is not greater; -1 where all are. */
export function lastAtMost(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
