// Makes issues for faults that none knows yet, many in one transaction: a build that breaks everything makes hundreds.
import { and, eq, inArray } from 'drizzle-orm';
import { deriveIssueMade } from '../../../domain/event/issue-events.ts';
import type { Filing } from '../../../domain/issue/filing.ts';
import { isMore } from '../../../domain/issue/flood.ts';
import { appendEvents } from '../append-events.ts';
import type { Transaction } from '../database.ts';
import { shownIssue } from '../issues/rows.ts';
import { tokens } from '../schema/governance.ts';
import { issueKeys, issues } from '../schema/reports.ts';
import { ensureIssue, issueRow, keyRows, lockProduct, nextNumber } from './ensure-issue.ts';

/** As `ensureIssue` answers each, in their order; all of one product. */
export async function ensureIssues(tx: Transaction, filings: readonly Filing[]): Promise<(Filing | null)[]> {
  const product = filings[0]?.product ?? '';
  if (!(await lockProduct(tx, product))) return filings.map(() => null);
  const plain = await listPlain(tx, filings);
  await makeAll(tx, product, [...plain]);
  const ensured: (Filing | null)[] = [];
  for (const filing of filings) ensured.push(plain.has(filing) ? filing : await ensureIssue(tx, filing));
  return ensured;
}

/** Those of which no key is known, and none that another one has, too, by senders who may make as many issues as they like. */
async function listPlain(tx: Transaction, filings: readonly Filing[]): Promise<ReadonlySet<Filing>> {
  const keysOf = ({ keys }: Filing) => [...new Set([keys.strict, ...keys.alt])];
  const all = filings.flatMap(keysOf);
  const known = await tx
    .select({ key: issueKeys.key })
    .from(issueKeys)
    .where(and(eq(issueKeys.productId, filings[0]?.product ?? ''), inArray(issueKeys.key, all)));
  const senders = [...new Set(filings.flatMap(({ sentBy }) => sentBy ?? []))];
  const limited = await tx
    .select({ name: tokens.name })
    .from(tokens)
    .where(and(inArray(tokens.name, senders), eq(tokens.role, 'reporter')));
  const met = new Set(known.map(({ key }) => key));
  const named = new Set(limited.map(({ name }) => name));
  const isPlain = (filing: Filing): boolean => {
    const isFree = keysOf(filing).every((key) => !met.has(key));
    for (const key of keysOf(filing)) met.add(key);
    return isFree && !isMore(filing) && !named.has(filing.sentBy ?? '');
  };
  return new Set(filings.filter(isPlain));
}

async function makeAll(tx: Transaction, product: string, filings: readonly Filing[]): Promise<void> {
  if (filings.length === 0) return;
  const first = await nextNumber(tx, product);
  const rows = filings.map((filing, at) => issueRow(filing, first + at, null));
  const made = await tx.insert(issues).values(rows).returning(shownIssue);
  await appendEvents(tx, made.map(deriveIssueMade));
  const keys = filings.flatMap((filing, at) =>
    keyRows(filing.keys).map((row) => ({ productId: product, number: first + at, ...row })),
  );
  await tx.insert(issueKeys).values(keys).onConflictDoNothing();
}
