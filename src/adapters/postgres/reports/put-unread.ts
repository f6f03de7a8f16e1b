// Keeps a group of reports unread, in one prepared statement and one commit: what intake does in a rush.
import { carefreeReports, deviceLimits, senderOf, type Unread } from '../../../domain/issue/filing.ts';
import { ask, type Database } from '../database.ts';
import { withBodies } from './bodies.ts';
import { fitJson } from './fit-json.ts';

/**
 * The function keeps one plan, whatever waits (`migrations/0048_rushes-end-where-their-question-ends.sql`). It inserts in the order of ids, so that two groups of two processes that hold the same
 * ids never wait for each other in a circle. What was read and not settled is counted twice, which only makes a closer look
 * come sooner.
 */
const statement = withBodies(
  ({ arrayOf }) => `
  select product, id from put_unread($1::text::json, ${arrayOf}, ${carefreeReports}, ${deviceLimits.windowMs})`,
);

/** Ids within a group differ. In the order of the reports: whether each is kept. */
export async function putUnread(db: Database, reports: readonly Unread[]): Promise<boolean[]> {
  const { text, bodies } = statement(reports.map(({ body }) => body));
  const values = [fitJson(reports.map(toRow)), ...bodies];
  const kept = await ask(db.$client.unsafe<{ product: string; id: string }[]>(text, values, { prepare: true }));
  const names = new Set(kept.map(({ product, id }) => `${product}/${id}`));
  return reports.map(({ product, id }) => names.has(`${product}/${id}`));
}

function toRow(report: Unread, n: number) {
  const { kind, deviceId, sentBy, buildNames, title, sizeBytes } = report;
  const facts: Facts = { kind, deviceId, sentBy, buildNames, title, sizeBytes };
  return {
    n,
    p: report.product,
    i: report.id,
    s: senderOf(report),
    d: deviceId,
    b: sentBy ?? '',
    ms: report.receivedMs,
    object_key: report.objectKey,
    facts: fitJson(facts),
  };
}

/** What the column `facts` holds. */
export type Facts = Pick<Unread, 'kind' | 'deviceId' | 'sentBy' | 'buildNames' | 'title' | 'sizeBytes'>;
