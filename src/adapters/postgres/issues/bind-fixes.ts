// Binds issues that are fixed in a build to come to that build, in the transaction that seals it.
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Build } from '../../../domain/build/build.ts';
import type { NewEvent } from '../../../domain/event/event.ts';
import { deriveIssueChanged } from '../../../domain/event/issue-events.ts';
import { deriveFixOut } from '../../../domain/issue/fixing-build.ts';
import type { Transaction } from '../database.ts';
import { deriveAsked } from '../loop/asked.ts';
import { builds } from '../schema/builds.ts';
import { products } from '../schema/catalog.ts';
import { issueComments, issues } from '../schema/reports.ts';
import { shownIssue } from './rows.ts';

/** By version, as it was promised, or by the id of what was a draft then. Answers what is to be told. */
export async function bindFixes(
  tx: Transaction,
  build: Build,
  by: { readonly author: string; readonly atMs: number },
): Promise<NewEvent[]> {
  const { id, product, version } = build;
  const bound = await tx
    .update(issues)
    .set({
      fixedIn: id,
      version: sql`${issues.version} + 1`,
      changedMs: sql`greatest(${issues.changedMs} + 1, ${by.atMs})`,
    })
    .where(and(eq(issues.productId, product), eq(issues.status, 'fixed'), inArray(issues.fixedIn, [id, version])))
    .returning(shownIssue);
  const told: NewEvent[] = [];
  for (const issue of bound) {
    const { before, comment } = deriveFixOut(issue, { build, ...by });
    const { told: _, ...row } = comment;
    await tx.insert(issueComments).values({ productId: product, number: issue.number, ...row });
    told.push(deriveIssueChanged(before, issue, comment), ...(await deriveAsked(tx, before, issue, by.atMs)));
  }
  return told;
}

/**
 * The id of the build that is named, if it was sealed since somebody looked. Seals queue on the product's row: whichever
 * of the two comes second sees the other.
 */
export async function resolveFix(tx: Transaction, product: string, fixedIn: string): Promise<string> {
  await tx.select({ id: products.id }).from(products).where(eq(products.id, product)).for('no key update');
  const isIt = and(eq(builds.productId, product), eq(builds.version, fixedIn), eq(builds.state, 'sealed'));
  const [sealed] = await tx.select({ id: builds.id }).from(builds).where(isIt);
  return sealed?.id ?? fixedIn;
}
