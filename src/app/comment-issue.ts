// Adds a comment to an issue: for its reporters to read, or for the house alone.

import type { NewAnswer } from '../domain/loop/answer.ts';
import { auditOf, type By } from './by.ts';
import type { Issues } from './ports/issues.ts';

export type IssueRemark = {
  readonly product: string;
  readonly number: number;
  readonly audience: 'tester' | 'internal';
  readonly text: string;
};

/** False when there is no such issue. The audit says that it was said, not what. */
export function commentIssue(
  ports: { readonly issues: Issues },
  { product, number, audience, text }: IssueRemark,
  by: By,
  answer?: NewAnswer,
): Promise<boolean> {
  const audit = auditOf(by, 'issue commented', `${product}/${number}`, { audience });
  const comment = { audience, author: by.actor, text, atMs: by.nowMs };
  return ports.issues.recordComment(product, number, comment, audit, answer);
}
