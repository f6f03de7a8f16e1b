// Whether an issue may go on in another.
import type { Issue } from './issue.ts';

export type Merge = {
  readonly from: number;
  readonly into: number;
  /** The version of `from` that was looked at; null for whatever it is. */
  readonly parent: number | null;
};

export type MergeRefusal = {
  readonly reason: 'unknown-issue' | 'unknown-target' | 'same-issue' | 'is-merged' | 'target-merged' | 'is-changed';
  /** Where the one of the two that was merged before goes on; null where none was. */
  readonly goesOn: number | null;
};

type Standing = Pick<Issue, 'number' | 'mergedInto' | 'version'>;

/** `found` are those of the two that are there. Null where they may become one. */
export function decideMerge({ from, into, parent }: Merge, found: readonly Standing[]): MergeRefusal | null {
  const of = (number: number) => found.find((each) => each.number === number);
  const [one, other] = [of(from), of(into)];
  if (one === undefined) return { reason: 'unknown-issue', goesOn: null };
  if (from === into) return { reason: 'same-issue', goesOn: null };
  if (other === undefined) return { reason: 'unknown-target', goesOn: null };
  if (one.mergedInto !== null) return { reason: 'is-merged', goesOn: one.mergedInto };
  if (other.mergedInto !== null) return { reason: 'target-merged', goesOn: other.mergedInto };
  if (parent !== null && one.version !== parent) return { reason: 'is-changed', goesOn: null };
  return null;
}
