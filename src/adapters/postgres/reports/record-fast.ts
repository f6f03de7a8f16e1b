// Adds a report whose fault is known by one statement: the ordinary case, in which intake costs one round trip.
import { type SQL, sql } from 'drizzle-orm';
import { deviceLimits, type Filing } from '../../../domain/issue/filing.ts';
import type { Report } from '../../../domain/report/report.ts';
import { ask, type Database } from '../database.ts';

/** The names as one JSON text: arrays cannot be bound with `fetch_types: false`. */
export const namesAsRows = (names: readonly string[]): SQL =>
  sql`json_array_elements_text(${JSON.stringify(names)}::text::json) with ordinality as x(name, at)`;

/** The sealed build that has one of these names as its version, vendor string or id; earlier names and versions go first. */
export const buildNamed = (product: string, names: readonly string[]): SQL => sql`
  select b.id from builds b join ${namesAsRows(names)} on x.name in (b.version, b.vendor_version, b.id)
  where b.product_id = ${product} and b.state = 'sealed' order by x.at, b.version = x.name desc limit 1`;

/** How much the device has sent within the window, at most as much as it may. */
export const recentOf = ({ product, deviceId, receivedMs, keys }: Filing): SQL => sql`
  select count(*) as sent, count(*) filter (where key = ${keys.strict}) as same from (
    select key from reports where product_id = ${product} and device_id = ${deviceId}
      and received_ms > ${receivedMs - deviceLimits.windowMs} order by received_ms desc limit ${deviceLimits.any}) r`;

export type Row = Omit<Report, 'issueNumber' | 'sizeBytes' | 'receivedMs'> & {
  readonly issueNumber: number | string;
  readonly sizeBytes: number | string;
  readonly receivedMs: number | string;
};

/** Big integers come as text. */
export const toReport = (row: Row): Report => ({
  ...row,
  issueNumber: Number(row.issueNumber),
  sizeBytes: Number(row.sizeBytes),
  receivedMs: Number(row.receivedMs),
});

export const reportColumns = sql.raw(`product_id as product, id, kind, device_id as "deviceId", model_id as model,
  reported_build as "reportedBuild", build_id as "buildId", title, issue_number as "issueNumber",
  object_key as "objectKey", size_bytes as "sizeBytes", received_ms as "receivedMs"`);

/** Inserts the report for every row of `issue` (number), and its text to wait; nothing where the id is taken. */
export const insertReport = (filing: Filing, issue: SQL): SQL => sql`
  with issue as (${issue}), named as (${buildNamed(filing.product, filing.buildNames)}),
  added as (
    insert into reports (product_id, id, kind, device_id, model_id, reported_build, build_id, title, issue_number, key,
      other_keys, sent_by, object_key, size_bytes, received_ms)
    select ${filing.product}, ${filing.id}, ${filing.kind}, ${filing.deviceId},
      (select model_id from devices where product_id = ${filing.product} and id = ${filing.deviceId}),
      ${filing.buildNames[0] ?? 'unknown'}, (select id from named), ${filing.title}, issue.number, ${filing.keys.strict},
      ${filing.keys.other === null ? null : JSON.stringify(filing.keys.other)}::text::jsonb, ${filing.sentBy},
      ${filing.objectKey}, ${filing.sizeBytes}, ${filing.receivedMs}
    from issue on conflict do nothing
    returning *),
  waits as (
    insert into reports_waiting (product_id, report_id, object_key, body)
    select product_id, id, object_key, ${filing.body} from added)
  select ${reportColumns} from added`;

/** Null when there is more to do: the fault is not known, the id is taken, or the device has sent its share. */
export async function recordFast(db: Database, filing: Filing): Promise<Report | null> {
  const { product, keys, deviceId } = filing;
  const known = sql`select number from issue_keys where product_id = ${product} and key = ${keys.strict}`;
  const { sameFault, any } = deviceLimits;
  const issue =
    deviceId === null
      ? known
      : sql`${known} and exists (select from (${recentOf(filing)}) s where s.sent < ${any} and s.same < ${sameFault})`;
  const [row] = await ask(db.execute<Row>(insertReport(filing, issue)));
  return row === undefined ? null : toReport(row);
}
