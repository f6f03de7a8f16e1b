// Merges two issues that are one fault, or gives one of an issue's keys an issue of its own.
import { auditOf, type By } from './by.ts';
import type { Issues } from './ports/issues.ts';

type Ports = { readonly issues: Issues };

/** False when either is not there, or merged already. */
export function mergeIssue(
  { issues }: Ports,
  { product, from, into }: { readonly product: string; readonly from: number; readonly into: number },
  by: By,
): Promise<boolean> {
  const text = `Issue ${from} is the same as issue ${into}, and goes on there.`;
  const comment = { audience: 'change', author: by.actor, text, atMs: by.nowMs } as const;
  const audit = auditOf(by, 'issues merged', `${product}/${into}`, { from });
  return issues.recordMerge(product, { from, into }, comment, audit);
}

/** Answers the number of the key's own issue; null when the key is not one of several of the issue. */
export function splitIssue(
  { issues }: Ports,
  { product, from, key }: { readonly product: string; readonly from: number; readonly key: string },
  by: By,
): Promise<number | null> {
  const text = `Reports with the key ${key} of issue ${from} have an issue of their own.`;
  const comment = { audience: 'change', author: by.actor, text, atMs: by.nowMs } as const;
  const audit = auditOf(by, 'issue split', `${product}/${from}`, { key });
  return issues.recordSplit(product, { from, key }, comment, audit);
}
