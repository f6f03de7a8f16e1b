// Merges and splits issues by pointing keys elsewhere; what was counted by key follows without being touched.
import { and, eq, inArray, max, sql, sum } from 'drizzle-orm';
import { deriveIssueMerged, deriveIssueSplit } from '../../../domain/event/issue-events.ts';
import type { NewComment } from '../../../domain/issue/issue.ts';
import { decideMerge, type MergeRefusal } from '../../../domain/issue/merge.ts';
import { appendEvents } from '../append-events.ts';
import { sumIssue } from '../counts/sum-issue.ts';
import { wantBoth, wantDevices } from '../counts/want-recount.ts';
import type { Transaction } from '../database.ts';
import { issueBuilds, issueComments, issueKeys, issues } from '../schema/reports.ts';
import { lockIssues } from './lock.ts';
import { shownIssue } from './rows.ts';

const ofProduct = (product: string, number: number) => and(eq(issues.productId, product), eq(issues.number, number));

/** It is another than whoever is looking at it sees. */
const later = (atMs: number) => ({ changedMs: atMs, version: sql`${issues.version} + 1` });

export async function mergeIssues(
  tx: Transaction,
  product: string,
  { from, into, parent = null }: { from: number; into: number; parent?: number | null },
  comment: NewComment,
): Promise<MergeRefusal | null> {
  await lockIssues(tx, product);
  const both = await tx
    .select({ number: issues.number, mergedInto: issues.mergedInto, version: issues.version })
    .from(issues)
    .where(and(eq(issues.productId, product), inArray(issues.number, [from, into])));
  const refusal = decideMerge({ from, into, parent }, both);
  if (refusal !== null) return refusal;
  await wantFewer(tx, product, [from, into]);
  await tx
    .update(issueKeys)
    .set({ number: into })
    .where(and(eq(issueKeys.productId, product), eq(issueKeys.number, from)));
  const duplicate = { status: 'duplicate', mergedInto: into, regressedMs: null, ...later(comment.atMs) } as const;
  const gone = await tx.update(issues).set(duplicate).where(ofProduct(product, from)).returning(shownIssue);
  await takeAlong(tx, product, { from, into }, comment);
  await sumIssue(tx, product, into);
  await tx.insert(issueComments).values({ productId: product, number: from, ...comment, goesOn: into });
  await tx.insert(issueComments).values({ productId: product, number: into, ...comment, status: null });
  await appendEvents(
    tx,
    gone.map((issue) => deriveIssueMerged(issue, comment)),
  );
  return null;
}

/** What was merged into it before follows it, and says so to its own reporters. */
async function takeAlong(
  tx: Transaction,
  product: string,
  { from, into }: { readonly from: number; readonly into: number },
  { audience, author, text, atMs, status = null }: NewComment,
): Promise<void> {
  await tx.execute(sql`
    insert into issue_comments (product_id, number, audience, author, text, status, goes_on, at_ms)
    select product_id, number, ${audience}, ${author}, ${text}, ${status}, ${into}::int, ${atMs}::bigint
    from issues where product_id = ${product} and merged_into = ${from}`);
  await tx
    .update(issues)
    .set({ mergedInto: into })
    .where(and(eq(issues.productId, product), eq(issues.mergedInto, from)));
}

/**
 * Whoever met both is counted wrongly until somebody has looked at all devices of either: of the one that has fewer. A
 * merge asks before keys lead elsewhere, a split behind that.
 */
async function wantFewer(tx: Transaction, product: string, pair: readonly [number, number]): Promise<void> {
  const rows = await tx
    .select({ number: issueKeys.number, devices: sum(issueBuilds.devices).mapWith(Number) })
    .from(issueKeys)
    .innerJoin(issueBuilds, and(eq(issueBuilds.productId, issueKeys.productId), eq(issueBuilds.key, issueKeys.key)))
    .where(and(eq(issueKeys.productId, product), inArray(issueKeys.number, [...pair])))
    .groupBy(issueKeys.number);
  const devicesOf = (number: number) => rows.find((each) => each.number === number)?.devices ?? 0;
  const fewer = devicesOf(pair[0]) < devicesOf(pair[1]) ? pair[0] : pair[1];
  await wantBoth(tx, product, pair);
  await wantDevices(tx, product, { of: fewer, beside: pair.filter((each) => each !== fewer) });
}

export async function splitIssue(
  tx: Transaction,
  product: string,
  { from, key, parent = null }: { from: number; key: string; parent?: number | null },
  comment: NewComment,
): Promise<number | null> {
  await lockIssues(tx, product);
  const isIt = parent === null ? undefined : eq(issues.version, parent);
  const [seen] = await tx
    .select({ status: issues.status })
    .from(issues)
    .where(and(ofProduct(product, from), isIt));
  if (seen === undefined) return null;
  const keys = await tx
    .select({ key: issueKeys.key })
    .from(issueKeys)
    .where(and(eq(issueKeys.productId, product), eq(issueKeys.number, from)));
  if (keys.length < 2 || !keys.some((each) => each.key === key)) return null;
  const number = await ownNumber(tx, product, { from, key }, comment.atMs);
  await tx
    .update(issueKeys)
    .set({ number })
    .where(and(eq(issueKeys.productId, product), eq(issueKeys.key, key)));
  await wantFewer(tx, product, [number, from]);
  for (const each of [from, number]) {
    await sumIssue(tx, product, each);
    // What was promised to its reporters is no word about the issue that they are in now.
    const isOpenAgain = each === number && seen.status !== 'new';
    await tx
      .insert(issueComments)
      .values({ productId: product, number: each, ...comment, ...(isOpenAgain ? { status: 'new' as const } : {}) });
  }
  const own = await tx.select(shownIssue).from(issues).where(ofProduct(product, number));
  await appendEvents(
    tx,
    own.map((issue) => deriveIssueSplit(issue, from, comment)),
  );
  return number;
}

/** The issue that the key founded gets it back; a key that founded none gets an issue that is named as its oldest report. */
async function ownNumber(
  tx: Transaction,
  product: string,
  { from, key }: { from: number; key: string },
  atMs: number,
): Promise<number> {
  const again = { status: 'new', mergedInto: null, ...later(atMs) } as const;
  const [own] = await tx
    .update(issues)
    .set(again)
    .where(and(eq(issues.productId, product), eq(issues.fingerprint, key), eq(issues.mergedInto, from)))
    .returning({ number: issues.number });
  if (own !== undefined) return own.number;
  const [newest] = await tx
    .select({ number: max(issues.number) })
    .from(issues)
    .where(eq(issues.productId, product));
  const number = (newest?.number ?? 0) + 1;
  await tx.execute(sql`
    insert into ${issues} (product_id, number, fingerprint, kind, title, first_ms, last_ms, reports, changed_ms)
    select product_id, ${number}, case when fingerprint = ${key} then ${`${key}/${number}`} else ${key} end, kind,
      coalesce((select r.title from reports r where r.product_id = ${product} and r.key = ${key} order by r.received_ms limit 1),
        ${`Issue ${number}`}),
      first_ms, last_ms, 0, ${atMs}::bigint
    from ${issues} where product_id = ${product} and number = ${from}`);
  return number;
}
