// Says which issue a report's other key leads to: one that knows it, the one that the report is in, or one of its own.
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Rekeyed } from '../../../app/ports/regroupings.ts';
import { deriveIssueMade } from '../../../domain/event/issue-events.ts';
import { maxExcerptChars } from '../../../domain/issue/filing.ts';
import type { ReportKeys } from '../../../domain/issue/keys.ts';
import type { ReportKind } from '../../../domain/report/report.ts';
import { appendEvents } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import { shownIssue } from '../issues/rows.ts';
import { keyRows, nextNumber } from '../reports/ensure-issue.ts';
import { judgeMaker } from '../reports/judge-maker.ts';
import { issueKeys, issues } from '../schema/reports.ts';

export type Leaving = {
  readonly product: string;
  readonly kind: ReportKind;
  readonly title: string;
  readonly sentBy: string | null;
  /** The key that the report leaves. */
  readonly key: string;
  readonly build: string;
  readonly receivedMs: number;
};

type Arriving = { readonly keys: ReportKeys; readonly shown: Rekeyed['shown'] };

/**
 * All of the new keys lead to an issue afterwards, and the old one remembers where its reports went. False, and nothing
 * happened, where that would take one more issue than its sender may make: the report stays where it is.
 */
export async function chooseIssue(tx: Transaction, leaving: Leaving, { keys, shown }: Arriving): Promise<boolean> {
  const { product } = leaving;
  const all = keyRows(keys);
  const known = await tx
    .select({ key: issueKeys.key, number: issueKeys.number })
    .from(issueKeys)
    .where(
      and(
        eq(issueKeys.productId, product),
        inArray(
          issueKeys.key,
          all.map(({ key }) => key),
        ),
      ),
    );
  const found = all.map(({ key }) => known.find((each) => each.key === key)?.number).find((each) => each !== undefined);
  const arriving = { keys, shown };
  const number = found ?? (await inherit(tx, leaving, arriving)) ?? (await makeIssue(tx, leaving, arriving));
  if (number === null) return false;
  await tx
    .insert(issueKeys)
    .values(all.map((row) => ({ productId: product, number, ...row })))
    .onConflictDoUpdate({
      target: [issueKeys.productId, issueKeys.key],
      set: { version: sql`coalesce(${issueKeys.version}, excluded.version)` },
    });
  await remember(tx, leaving, keys.strict);
  return true;
}

/** The old key knows the one that its reports have, as long as it is one; some may keep the old one. */
export const remember = (tx: Transaction, { product, key }: Pick<Leaving, 'product' | 'key'>, strict: string) =>
  tx.execute(sql`
    update issue_keys set successor = case when successor is null or successor = ${strict} then ${strict} else '' end
    where product_id = ${product} and key = ${key}`);

/**
 * The first key that reports of a founding key get has its issue: the issue stays what it is. Whoever came into the issue
 * under another key has no right to it: those reports may not agree any more.
 */
async function inherit(
  tx: Transaction,
  { product, key }: Leaving,
  { keys, shown }: Arriving,
): Promise<number | undefined> {
  const [heir] = await tx.execute<{ number: number }>(sql`
    select k.number from issue_keys k where k.product_id = ${product} and k.key = ${key} and k.successor is null
      and exists (select from issues i where i.product_id = k.product_id and i.fingerprint = k.key
        and (i.number = k.number or i.merged_into = k.number))`);
  if (heir === undefined) return undefined;
  await tx.execute(sql`
    update issues i set fingerprint = ${keys.strict}, title = coalesce(${shown?.title ?? null}, i.title),
      excerpt = coalesce(${shown?.excerpt?.slice(0, maxExcerptChars) ?? null}, i.excerpt)
    where i.product_id = ${product} and i.fingerprint = ${key}
      and not exists (select from issues o where o.product_id = i.product_id and o.fingerprint = ${keys.strict})`);
  return heir.number;
}

async function makeIssue(tx: Transaction, leaving: Leaving, { keys, shown }: Arriving): Promise<number | null> {
  const { product, kind, title, build, receivedMs } = leaving;
  const { madeBy, isOver } = await judgeMaker(tx, leaving);
  if (isOver) return null;
  const number = await nextNumber(tx, product);
  const times = { firstMs: receivedMs, lastMs: receivedMs, changedMs: receivedMs };
  const said = { title: shown?.title ?? title, excerpt: (shown?.excerpt ?? '').slice(0, maxExcerptChars) };
  const row = { productId: product, number, kind, fingerprint: keys.strict, reports: 0, madeBy, ...said, ...times };
  const made = await tx
    .insert(issues)
    .values({ ...row, firstBuild: build, lastBuild: build })
    .returning(shownIssue);
  await appendEvents(tx, made.map(deriveIssueMade));
  return number;
}
