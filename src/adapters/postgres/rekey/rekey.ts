// Gives reports other keys inside one transaction: finds their issues, moves what was counted, and lets old keys follow.
import { sql } from 'drizzle-orm';
import type { Rekeyed } from '../../../app/ports/regroupings.ts';
import { moreKey } from '../../../domain/issue/flood.ts';
import type { ReportKeys } from '../../../domain/issue/keys.ts';
import type { ReportKind } from '../../../domain/report/report.ts';
import { planByIndex } from '../counts/by-index.ts';
import { meetOnce } from '../counts/meet-once.ts';
import { sumIssue } from '../counts/sum-issue.ts';
import type { Transaction } from '../database.ts';
import { lockIssues } from '../issues/lock.ts';
import { rowSet } from '../row-set.ts';
import { chooseIssue, remember } from './choose-issue.ts';
import { followSuccessor } from './follow-successor.ts';
import { type MovedDevice, moveCounts, type Touched } from './move-counts.ts';

type Standing = {
  readonly product: string;
  readonly id: string;
  readonly kind: ReportKind;
  readonly title: string;
  readonly sentBy: string | null;
  readonly key: string;
  readonly build: string;
  readonly receivedMs: string;
  readonly isWaiting: boolean;
};

export async function rekey(tx: Transaction, reports: readonly Rekeyed[], nowMs: number): Promise<void> {
  if (reports.length === 0) return;
  for (const product of [...new Set(reports.map(({ product }) => product))].sort()) await lockIssues(tx, product);
  await planByIndex(tx);
  const standing = await loadStanding(tx, reports);
  const updates: Update[] = [];
  // Most of them leave one key for another one.
  const chosen = new Set<string>();
  const emptied = new Map<string, { product: string; key: string }>();
  const moved: { p: string; r: string; k: string }[] = [];
  for (const { product, id, keys, wants, shown } of reports) {
    const before = standing.get(`${product}/${id}`);
    if (before === undefined) continue;
    const leaving = { ...before, receivedMs: Number(before.receivedMs) };
    const isLeaving = keys !== null && keys.strict !== before.key;
    const way = JSON.stringify([product, before.key, keys]);
    // What was beyond a sender's share stays there: as a crowd these reports would make the issues that they may not.
    const mayLeave = async (to: ReportKeys) =>
      before.key !== moreKey(before) && (chosen.has(way) || (await chooseIssue(tx, leaving, { keys: to, shown })));
    if (isLeaving && !(await mayLeave(keys))) {
      updates.push({ p: product, r: id, keys: null, wants });
      continue;
    }
    chosen.add(way);
    if (isLeaving) {
      if (!before.isWaiting) moved.push({ p: product, r: id, k: before.key });
      emptied.set(`${product}/${before.key}`, { product, key: before.key });
    } else if (keys !== null) await remember(tx, { product, key: before.key }, keys.strict);
    updates.push({ p: product, r: id, keys, wants });
  }
  await updateAll(tx, updates);
  const { touched, devices } = await moveCounts(tx, moved);
  for (const old of emptied.values()) for (const issue of await followSuccessor(tx, old, nowMs)) touched.push(issue);
  await countTouched(tx, touched, devices);
}

async function countTouched(
  tx: Transaction,
  touched: readonly Touched[],
  devices: readonly MovedDevice[],
): Promise<void> {
  const issues = [...new Map(touched.map((each) => [`${each.product}/${each.number}`, each])).values()];
  const met = issues.flatMap(({ product, number }) =>
    devices.filter((each) => each.product === product).map(({ device }) => ({ product, number, device })),
  );
  if (met.length > 0) await meetOnce(tx, met);
  for (const { product, number } of issues) await sumIssue(tx, product, number);
}

async function loadStanding(tx: Transaction, reports: readonly Rekeyed[]): Promise<Map<string, Standing>> {
  const rows = await tx.execute<Standing>(sql`
    select r.product_id as product, r.id, r.kind, r.title, r.sent_by as "sentBy", r.key, coalesce(r.build_id, r.reported_build) as build,
      r.received_ms as "receivedMs",
      exists (select from reports_waiting w where w.product_id = r.product_id and w.report_id = r.id) as "isWaiting"
    from reports r join ${rowSet(
      reports.map(({ product, id }) => ({ p: product, r: id })),
      'p text, r text',
    )} on r.product_id = x.p and r.id = x.r where r.key is not null for update of r`);
  return new Map(rows.map((row) => [`${row.product}/${row.id}`, row]));
}

type Update = { readonly p: string; readonly r: string } & Pick<Rekeyed, 'keys' | 'wants'>;

async function updateAll(tx: Transaction, updates: readonly Update[]): Promise<void> {
  const rows = updates.map(({ p, r, keys, wants }) => {
    const other = keys === null || keys.other === null ? null : JSON.stringify(keys.other);
    return { p, r, wants, key: keys?.strict ?? null, other };
  });
  await tx.execute(sql`
    update reports r set wants = x.wants, key = coalesce(x.key, r.key),
      other_keys = case when x.key is null then r.other_keys else x.other::jsonb end
    from ${rowSet(rows, 'p text, r text, wants text, key text, other text')} where r.product_id = x.p and r.id = x.r`);
}
