// Merges two issues that are one fault, or gives one of an issue's keys an issue of its own.
import type { MergeRefusal } from '../domain/issue/merge.ts';
import { auditOf, type By } from './by.ts';
import type { Issues } from './ports/issues.ts';

/** `parent` is the version of the issue that was looked at. */
type Regrouping = { readonly product: string; readonly from: number; readonly parent?: number | null | undefined };
type Ports = { readonly issues: Issues };

/** Null when they are one. */
export function mergeIssue(
  { issues }: Ports,
  { product, from, into, parent = null }: Regrouping & { readonly into: number },
  by: By,
): Promise<MergeRefusal | null> {
  const text = `Issue ${from} is the same as issue ${into}, and goes on there.`;
  const comment = { audience: 'change', author: by.actor, text, status: 'duplicate', atMs: by.nowMs } as const;
  const audit = auditOf(by, 'issues merged', `${product}/${into}`, { from });
  return issues.recordMerge(product, { from, into, parent }, comment, audit);
}

/** Answers the number of the key's own issue; null when the key is not one of several of the issue. */
export function splitIssue(
  { issues }: Ports,
  { product, from, key, parent = null }: Regrouping & { readonly key: string },
  by: By,
): Promise<number | null> {
  const text = `Reports with the key ${key} of issue ${from} have an issue of their own.`;
  const comment = { audience: 'change', author: by.actor, text, atMs: by.nowMs } as const;
  const audit = auditOf(by, 'issue split', `${product}/${from}`, { key });
  return issues.recordSplit(product, { from, key, parent }, comment, audit);
}
