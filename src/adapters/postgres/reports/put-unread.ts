// Keeps a group of reports unread, in one prepared statement and one commit: what intake does in a rush.
import { carefreeReports, deviceLimits, senderOf, type Unread } from '../../../domain/issue/filing.ts';
import { ask, type Database } from '../database.ts';
import { withBodies } from './bodies.ts';
import { fitJson } from './fit-json.ts';

/** How many a sender has within the window, counted no further than to where it is looked at more closely. */
const recent = (whose: string) => `
  (select count(*) from (select from reports r where r.product_id = g.p and ${whose}
    and r.received_ms > g.ms - ${deviceLimits.windowMs} limit ${carefreeReports}) x)`;

/**
 * Rows of one JSON text, since arrays cannot be bound with `fetch_types: false`, inserted in the order of their ids, so that
 * two groups of two processes that hold the same ids never wait for each other in a circle. What was read and not settled is
 * counted twice, which only makes a closer look come sooner.
 */
const statement = withBodies(
  ({ rowsOf }) => `
  with given as materialized (
    select *, row_number() over (partition by p, s order by n) as nth
    from ${rowsOf('p text, i text, s text, d text, b text, ms bigint, object_key text, facts text')} x)
  insert into reports_waiting (product_id, report_id, object_key, body, facts, sender, received_ms)
  select g.p, g.i, g.object_key, g.body, g.facts, g.s, g.ms from given g
  where exists (select from products where id = g.p)
    and not exists (select from reports r where r.product_id = g.p and r.id = g.i)
    and g.nth + case when g.d is not null then ${recent('r.device_id = g.d')}
        else ${recent("r.device_id is null and coalesce(r.sent_by, '') = g.b")} end
      + (select count(*) from (select from reports_waiting w where w.product_id = g.p and w.sender = g.s
          and w.facts is not null limit ${carefreeReports}) x) <= ${carefreeReports}
  order by g.p, g.i on conflict do nothing returning product_id as product, report_id as id`,
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
  const { product, id, kind, deviceId, sentBy, buildNames, title, sizeBytes, objectKey, receivedMs } = report;
  const facts: Facts = { kind, deviceId, sentBy, buildNames, title, sizeBytes };
  return {
    ...{ n, p: product, i: id, s: senderOf(report), d: deviceId, b: sentBy ?? '', ms: receivedMs },
    ...{ object_key: objectKey, facts: fitJson(facts) },
  };
}

/** What the column `facts` holds. */
export type Facts = Pick<Unread, 'kind' | 'deviceId' | 'sentBy' | 'buildNames' | 'title' | 'sizeBytes'>;
