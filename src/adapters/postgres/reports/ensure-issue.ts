// Makes sure that an issue knows the strict key of a report: one that knows another of its keys, or a fresh one.
import { and, eq, inArray, max, sql } from 'drizzle-orm';
import { deriveIssueMade } from '../../../domain/event/issue-events.ts';
import { type Filing, maxExcerptChars } from '../../../domain/issue/filing.ts';
import { asMore, isMore } from '../../../domain/issue/flood.ts';
import type { ReportKeys } from '../../../domain/issue/keys.ts';
import { appendEvents } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import { shownIssue } from '../issues/rows.ts';
import { products } from '../schema/catalog.ts';
import { issueKeys, issues } from '../schema/reports.ts';
import { judgeMaker, nobody } from './judge-maker.ts';

/** With the product's hash: numbers of issues are handed out one at a time, and rarely, for known faults need none. */
export const issueLock = 7_003;

/**
 * Answers the report under keys that an issue knows afterwards: its own, or, where a public key has made its share of
 * issues, those of the one issue for the rest. Null for a product that is not there.
 */
export async function ensureIssue(tx: Transaction, filing: Filing): Promise<Filing | null> {
  const { product, keys } = filing;
  const all = [...new Set([keys.strict, ...keys.alt])];
  if (!(await lockProduct(tx, product))) return null;
  const known = await tx
    .select({ key: issueKeys.key, number: issueKeys.number })
    .from(issueKeys)
    .where(and(eq(issueKeys.productId, product), inArray(issueKeys.key, all)));
  const first = all.map((key) => known.find((each) => each.key === key)).find((each) => each !== undefined);
  const maker = first === undefined && !isMore(filing) ? await judgeMaker(tx, filing) : nobody;
  if (maker.isOver) return ensureIssue(tx, asMore(filing));
  const { madeBy } = maker;
  const number = first?.number ?? (await nextNumber(tx, product));
  if (first === undefined) {
    const made = await tx
      .insert(issues)
      .values(issueRow(filing, number, madeBy))
      .returning(shownIssue);
    await appendEvents(tx, made.map(deriveIssueMade));
  }
  await tx
    .insert(issueKeys)
    .values(keyRows(keys).map((row) => ({ productId: product, number, ...row })))
    .onConflictDoNothing();
  return filing;
}

/** Nobody else makes issues of the product meanwhile. False where there is no such product. */
export async function lockProduct(tx: Transaction, product: string): Promise<boolean> {
  const [found] = await tx.select({ id: products.id }).from(products).where(eq(products.id, product));
  if (found === undefined) return false;
  await tx.execute(sql`select pg_advisory_xact_lock(${issueLock}, hashtext(${product}))`);
  return true;
}

/** An issue that a report makes; nothing is counted in it yet. */
export function issueRow(filing: Filing, number: number, madeBy: string | null) {
  const { product, keys, kind, title, receivedMs, buildNames, body } = filing;
  const times = { firstMs: receivedMs, lastMs: receivedMs, changedMs: receivedMs };
  const builds = { firstBuild: buildNames[0] ?? null, lastBuild: buildNames[0] ?? null };
  const excerpt = body.slice(0, maxExcerptChars);
  const shown = { kind, title: isMore(filing) ? keys.title : title, fingerprint: keys.strict, excerpt };
  return { productId: product, number, reports: 0, madeBy, ...shown, ...times, ...builds };
}

/** A strict key has the version of the rules that made it: it has reports, and other rules have to look at them. */
export const keyRows = ({ strict, alt, other }: ReportKeys): { key: string; version: string | null }[] =>
  [...new Set([strict, ...alt])].map((key) => ({ key, version: key === strict ? (other?.version ?? null) : null }));

export async function nextNumber(tx: Transaction, product: string): Promise<number> {
  const [newest] = await tx
    .select({ number: max(issues.number) })
    .from(issues)
    .where(eq(issues.productId, product));
  return (newest?.number ?? 0) + 1;
}
