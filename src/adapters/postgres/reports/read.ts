// Puts reports that waited unread among the reports, in one statement for those whose faults are known.
import { sql } from 'drizzle-orm';
import { type Filing, ownId } from '../../../domain/issue/filing.ts';
import { ask, type Database } from '../database.ts';
import { findBuilds } from './find-builds.ts';
import { fitJson } from './fit-json.ts';
import { insertReports } from './insert-reports.ts';
import { makeIssues } from './make-issue.ts';

/** `gone`: it does not wait unread any more. `known`: another report has its id. `unmet`: no issue knows the strict key. */
type Fate = 'read' | 'gone' | 'known' | 'unmet';

/** In the order of ids, as every statement that adds reports. */
const statement = `
  with given as materialized (
    select x.* from json_to_recordset($1::text::json) as x(n int, p text, i text, kind text, d text, names text, title text,
        key text, other json, sent_by text, object_key text, size_bytes int, ms bigint)
      join reports_waiting w on w.product_id = x.p and w.report_id = x.i and w.facts is not null),
  ${findBuilds},
  met as materialized (
    select g.n, (select true from reports where product_id = g.p and id = g.i) is not null as is_known,
      (select number from issue_keys k where k.product_id = g.p and k.key = g.key) as number
    from given g),
  added as (${insertReports({ judged: 'met', returning: 'product_id, id' })}),
  done as (
    update reports_waiting w set facts = null, sender = null from added a
    where w.product_id = a.product_id and w.report_id = a.id)
  select g.n, case when m.is_known then 'known' when m.number is null then 'unmet' else 'read' end as fate
  from given g join met m using (n)`;

/** Twice is what a race takes; what still has no end then waits for whoever reads next. */
const maxTries = 4;

export async function recordRead(db: Database, filings: readonly Filing[]): Promise<void> {
  let left = filings;
  for (let tries = 0; tries < maxTries && left.length > 0; tries += 1) {
    const fates = await readTogether(db, left);
    const unmet = left.filter((_, at) => fates[at] === 'unmet');
    const made = new Map<string, Filing>();
    const makers = firstOfEachKey(unmet);
    const ensured = await makeIssues(db, makers);
    for (const [at, filing] of makers.entries()) made.set(nameOf(filing), ensured[at] ?? filing);
    for (const [at, filing] of left.entries()) if (fates[at] === 'known') await giveWay(db, filing);
    left = unmet.map((filing) => ({ ...filing, keys: made.get(nameOf(filing))?.keys ?? filing.keys }));
  }
}

async function readTogether(db: Database, filings: readonly Filing[]): Promise<Fate[]> {
  const rows = fitJson(filings.map(toRow));
  // Planned anew each time: a plan of when little waited would look at all that waits.
  const told = await ask(db.$client.unsafe<{ n: number; fate: Fate }[]>(statement, [rows]));
  const fates: Fate[] = filings.map(() => 'gone');
  for (const { n, fate } of told) fates[n] = fate;
  return fates;
}

const toRow = (filing: Filing, n: number) => ({
  ...{ n, p: filing.product, i: filing.id, kind: filing.kind, d: filing.deviceId, title: filing.title },
  ...{ names: JSON.stringify(filing.buildNames), key: filing.keys.strict, other: filing.keys.other },
  ...{ sent_by: filing.sentBy, object_key: filing.objectKey, size_bytes: filing.sizeBytes, ms: filing.receivedMs },
});

/** Of its fault, and of who says so: what one sender may make an issue of, another may not. */
const nameOf = ({ product, sentBy, keys }: Filing): string => `${product}/${sentBy ?? ''}/${keys.strict}`;

const firstOfEachKey = (filings: readonly Filing[]): Filing[] => [
  ...new Map(filings.map((filing) => [nameOf(filing), filing])).values(),
];

/**
 * Two processes took one id in the same moment, and one of them settled it in that moment, too. The same again goes; what
 * is another report gets an id of its own, since its sender was told that it is kept.
 */
async function giveWay(db: Database, { product, id, objectKey, deviceId }: Filing): Promise<void> {
  const own = ownId(id, objectKey.slice(-64));
  await ask(
    db.execute(sql`
      with same as (
        select from reports where product_id = ${product} and id = ${id} and object_key = ${objectKey}
          and device_id is not distinct from ${deviceId}),
      gone as (
        delete from reports_waiting where product_id = ${product} and report_id = ${id} and facts is not null
          and exists (select from same))
      update reports_waiting set report_id = ${own}
      where product_id = ${product} and report_id = ${id} and facts is not null and not exists (select from same)`),
  );
}
