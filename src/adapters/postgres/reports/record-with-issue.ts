// Adds a report whose strict key is not known: finds its issue by another key or makes one. Repetitions end here, too.
import { and, eq, inArray, max, sql } from 'drizzle-orm';
import type { Recorded } from '../../../app/ports/reports.ts';
import { deriveIssueMade } from '../../../domain/event/issue-events.ts';
import { deviceLimits, type Filing, maxExcerptChars } from '../../../domain/issue/filing.ts';
import { appendEvents } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import { shownIssue } from '../issues/rows.ts';
import { products } from '../schema/catalog.ts';
import { issueKeys, issues, reports } from '../schema/reports.ts';
import { insertReport, type Row, recentOf, reportColumns, toReport } from './record-fast.ts';

/** With the product's hash: numbers of issues are handed out one at a time, and rarely, for known faults need none. */
export const issueLock = 7_003;

export async function recordWithIssue(tx: Transaction, filing: Filing): Promise<Recorded> {
  const { product, id, deviceId } = filing;
  const known = await loadKnown(tx, product, id);
  if (known !== null) return known;
  const [found] = await tx.select({ id: products.id }).from(products).where(eq(products.id, product));
  if (found === undefined) return { ok: false, refusal: 'unknown-product' };
  if (deviceId !== null && (await isOverLimit(tx, filing))) {
    await countDropped(tx, filing, deviceId);
    return { ok: false, refusal: 'over-limit' };
  }
  const number = await ensureIssue(tx, filing);
  const [row] = await tx.execute<Row>(insertReport(filing, sql`select ${number}::int as number`));
  if (row !== undefined) return { ok: true, report: toReport(row), isNew: true, sentBy: filing.sentBy };
  // It came twice at once, and the other one is in by now.
  const other = await loadKnown(tx, product, id);
  if (other === null) throw new TypeError('a report was neither added nor there');
  return other;
}

async function loadKnown(tx: Transaction, product: string, id: string): Promise<Recorded | null> {
  const [row] = await tx.execute<Row & { sentBy: string | null }>(sql`
    select ${reportColumns}, sent_by as "sentBy" from ${reports} where product_id = ${product} and id = ${id}`);
  if (row === undefined) return null;
  const { sentBy, ...report } = row;
  const [now] = await tx.execute<{ number: number }>(sql`
    select k.number from ${issueKeys} k join ${reports} r on k.product_id = r.product_id and k.key = r.key
    where r.product_id = ${product} and r.id = ${id}`);
  return {
    ok: true,
    report: { ...toReport(report), ...(now ? { issueNumber: now.number } : {}) },
    isNew: false,
    sentBy,
  };
}

async function isOverLimit(tx: Transaction, filing: Filing): Promise<boolean> {
  const [sums] = await tx.execute<{ sent: string; same: string }>(recentOf(filing));
  return Number(sums?.sent) >= deviceLimits.any || Number(sums?.same) >= deviceLimits.sameFault;
}

/** Counted where the fault is known on that device and build; a first report is never dropped for its own fault. */
const countDropped = (tx: Transaction, { product, keys, receivedMs, buildNames }: Filing, deviceId: string) =>
  tx.execute(sql`
    update issue_devices set dropped = dropped + 1, last_ms = greatest(last_ms, ${receivedMs}) where (product_id, key, build, device_id) = (
      select product_id, key, build, device_id from issue_devices where product_id = ${product} and key = ${keys.strict} and device_id = ${deviceId}
      order by build = ${buildNames[0] ?? ''} desc, last_ms desc limit 1)`);

/** The number of the issue that knows one of the keys; it knows all of them afterwards. */
async function ensureIssue(tx: Transaction, filing: Filing): Promise<number> {
  const { product, keys, kind, title, receivedMs, buildNames, body } = filing;
  const all = [keys.strict, ...keys.alt];
  await tx.execute(sql`select pg_advisory_xact_lock(${issueLock}, hashtext(${product}))`);
  const known = await tx
    .select({ key: issueKeys.key, number: issueKeys.number })
    .from(issueKeys)
    .where(and(eq(issueKeys.productId, product), inArray(issueKeys.key, all)));
  const first = all.map((key) => known.find((each) => each.key === key)).find((each) => each !== undefined);
  const number = first?.number ?? (await nextNumber(tx, product));
  if (first === undefined) {
    const times = { firstMs: receivedMs, lastMs: receivedMs, changedMs: receivedMs };
    const builds = { firstBuild: buildNames[0] ?? null, lastBuild: buildNames[0] ?? null };
    const excerpt = body.slice(0, maxExcerptChars);
    const shown = { kind, title, fingerprint: keys.strict, excerpt };
    const row = { productId: product, number, reports: 0, ...shown, ...times, ...builds };
    await appendEvents(tx, (await tx.insert(issues).values(row).returning(shownIssue)).map(deriveIssueMade));
  }
  await tx
    .insert(issueKeys)
    .values([...new Set(all)].map((key) => ({ productId: product, key, number })))
    .onConflictDoNothing();
  return number;
}

async function nextNumber(tx: Transaction, product: string): Promise<number> {
  const [newest] = await tx
    .select({ number: max(issues.number) })
    .from(issues)
    .where(eq(issues.productId, product));
  return (newest?.number ?? 0) + 1;
}
