// Adds a group of reports whose faults are known, in one statement and one commit: the ordinary case of intake.
import { bearerLimits, deviceLimits, type Filing, senderOf } from '../../../domain/issue/filing.ts';
import { ask, type Database } from '../database.ts';
import { withBodies } from './bodies.ts';
import { findBuilds } from './find-builds.ts';
import { fitJson } from './fit-json.ts';
import { insertReports } from './insert-reports.ts';

/**
 * `known`: the id is taken. `unread`: reports of its id or its sender wait unread. `over-limit`: its sender has sent their
 * share of its fault, `over-all`: of all. `unmet`: no issue knows the strict key. `elsewhere`: somebody else added it in the same moment.
 */
export type Fate = 'added' | 'known' | 'unread' | 'over-limit' | 'over-all' | 'unmet' | 'elsewhere';

export type Added = {
  readonly fate: Fate;
  /** Null but for what was added. */
  readonly issueNumber: number | null;
  readonly model: string | null;
  readonly buildId: string | null;
};

/** What a sender `x` sent within the window, looked at no further than to the limit. */
const within = (whose: string, limit: number) => `
  (select key from reports where product_id = x.p and ${whose} and received_ms > x.ms - ${deviceLimits.windowMs} limit ${limit}) r`;

/**
 * By whoever says so: what a key that anybody can read brings in the name of a device takes nothing from what the device
 * says itself, or its gateway.
 */
const ofDevice = within(`device_id = x.d and coalesce(sent_by, '') = x.b`, deviceLimits.any);
/** Spelled as the indexes `reports_bearer` and `reports_bearer_key` are: thousands of entries, and no row is looked at. */
const ofBearer = (limit: number, also = '') =>
  within(`device_id is null and coalesce(sent_by, '') = x.b${also}`, limit);

/**
 * Rows of one JSON text, since arrays cannot be bound with `fetch_types: false`. What a sender sent before it in the same
 * group counts like what it sent within the window.
 */
const statement = withBodies(
  ({ rowsOf }) => `
  with given as materialized (
    select x.*, coalesce(sent_by, '') as b from ${rowsOf(
      'p text, i text, kind text, s text, d text, names text, title text, key text, other json, sent_by text, object_key text, size_bytes int, ms bigint',
    )} x),
  ${findBuilds},
  met as materialized (
    select g.n, (select true from reports where product_id = g.p and id = g.i) is not null as is_known,
      exists (select from reports_waiting where product_id = g.p and report_id = g.i and facts is not null)
        or exists (select from reports_waiting where product_id = g.p and sender = g.s and facts is not null) as is_unread,
      (select number from issue_keys k where k.product_id = g.p and k.key = g.key) as number
    from given g),
  sent as materialized (
    select x.p, x.s, x.b, case when x.d is null then (select count(*) from ${ofBearer(bearerLimits.any)})
      else (select count(*) from ${ofDevice}) end as total
    from (select p, s, d, b, max(ms) as ms from given group by p, s, d, b) x),
  same as materialized (
    select x.p, x.s, x.b, x.key, case when x.d is null
      then (select count(*) from ${ofBearer(bearerLimits.sameFault, ' and key = x.key')})
      else (select count(*) from ${ofDevice} where key = x.key) end as same
    from (select p, s, d, b, key, max(ms) as ms from given group by p, s, d, b, key) x),
  judged as materialized (
    select m.*, sent.total + row_number() over (partition by g.p, g.s, g.b, m.is_known order by g.n)
          > case when g.d is null then ${bearerLimits.any} else ${deviceLimits.any} end as is_over_all,
      same.same + row_number() over (partition by g.p, g.s, g.b, g.key, m.is_known order by g.n)
          > case when g.d is null then ${bearerLimits.sameFault} else ${deviceLimits.sameFault} end as is_over_fault
    from given g join met m using (n) join sent using (p, s, b) join same using (p, s, b, key)),
  added as (${insertReports({
    judged: 'judged',
    unless: 'j.is_unread or j.is_over_all or j.is_over_fault',
    returning: 'product_id, id, model_id, build_id, issue_number',
  })}),
  waits as (
    insert into reports_waiting (product_id, report_id, object_key, body, received_ms)
    select g.p, g.i, g.object_key, g.body, g.ms from added a join given g on g.p = a.product_id and g.i = a.id order by g.n)
  select case when a.id is not null then 'added' when j.is_known then 'known' when j.is_unread then 'unread'
      when j.is_over_all then 'over-all' when j.is_over_fault then 'over-limit' when j.number is null then 'unmet' else 'elsewhere' end as fate,
    a.issue_number as "issueNumber", a.model_id as model, a.build_id as "buildId"
  from given g join judged j using (n) left join added a on a.product_id = g.p and a.id = g.i order by n`,
);

/** Ids within a group differ. In the order of the filings. */
export function addReports(db: Database, filings: readonly Filing[]): Promise<readonly Added[]> {
  const { text, bodies } = statement(filings.map(({ body }) => body));
  // Planned anew each time, since what waits grows from nothing to tens of thousands within a minute.
  return ask(db.$client.unsafe<Added[]>(text, [fitJson(filings.map(toRow)), ...bodies]));
}

const toRow = (filing: Filing, n: number) => ({
  n,
  p: filing.product,
  i: filing.id,
  kind: filing.kind,
  s: senderOf(filing),
  d: filing.deviceId,
  names: JSON.stringify(filing.buildNames),
  title: filing.title,
  key: filing.keys.strict,
  other: filing.keys.other,
  sent_by: filing.sentBy,
  object_key: filing.objectKey,
  size_bytes: filing.sizeBytes,
  ms: filing.receivedMs,
});
