// Says whether a report may make another issue: who sends by a key that anybody can read may make so many an hour.
import { and, count, eq, gt, lte } from 'drizzle-orm';
import type { Filing } from '../../../domain/issue/filing.ts';
import { publicLimits } from '../../../domain/issue/flood.ts';
import type { Transaction } from '../database.ts';
import { tokens } from '../schema/governance.ts';
import { issues } from '../schema/reports.ts';

export type Maker = {
  /** The bearer, if by a public key. */
  readonly madeBy: string | null;
  readonly isOver: boolean;
};

export const nobody: Maker = { madeBy: null, isOver: false };

/** By the hour before the report came in, also where it is grouped again long after. Whoever asks holds the lock on issues. */
export async function judgeMaker(
  tx: Transaction,
  { product, sentBy, receivedMs }: Pick<Filing, 'product' | 'sentBy' | 'receivedMs'>,
): Promise<Maker> {
  if (sentBy === null) return nobody;
  // A name of a bearer is never given twice.
  const isPublic = and(eq(tokens.name, sentBy), eq(tokens.role, 'reporter'));
  const [token] = await tx.select({ name: tokens.name }).from(tokens).where(isPublic);
  if (token === undefined) return nobody;
  const isOwn = and(eq(issues.productId, product), eq(issues.madeBy, sentBy));
  const isRecent = and(gt(issues.firstMs, receivedMs - publicLimits.windowMs), lte(issues.firstMs, receivedMs));
  const [made] = await tx.select({ issues: count() }).from(issues).where(and(isOwn, isRecent));
  return { madeBy: sentBy, isOver: (made?.issues ?? 0) >= publicLimits.newIssues };
}
