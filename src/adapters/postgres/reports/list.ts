// Lists reports, newest first: each list is read in the order of an index and ends with its page, however many follow.
import { type SQL, sql } from 'drizzle-orm';
import type { ReportFilter } from '../../../app/ports/reports.ts';
import type { PageRequest } from '../../../domain/page.ts';
import type { Report } from '../../../domain/report/report.ts';
import { ask, type Database } from '../database.ts';
import { namesOfBuild } from '../names-of-build.ts';

type Row = Omit<Report, 'receivedMs'> & { readonly receivedMs: string };

/** One row more than the page has, if there is one. */
export async function listReports(
  db: Database,
  filter: ReportFilter,
  { limit, after }: PageRequest,
): Promise<Report[]> {
  const rows = await ask(
    db.execute<Row>(sql`
      select r.product_id as product, r.id, r.kind, r.device_id as "deviceId", r.model_id as model,
        r.reported_build as "reportedBuild", r.build_id as "buildId", r.title,
        coalesce(k.number, r.issue_number) as "issueNumber", r.object_key as "objectKey", r.size_bytes as "sizeBytes",
        r.received_ms as "receivedMs"
      from (${await streams(db, filter, after, limit + 1)}) r
        left join issue_keys k on k.product_id = r.product_id and k.key = r.key
      order by r.received_ms desc, r.id desc limit ${limit + 1}`),
  );
  // Big integers come as text.
  return rows.map((row) => ({ ...row, receivedMs: Number(row.receivedMs) }));
}

/** The page's rows of each key of an issue, or of each name of a build; else of all. */
async function streams(db: Database, filter: ReportFilter, after: string | null, rows: number): Promise<SQL> {
  const { product, build, issue } = filter;
  const stream = (by: SQL) => sql`
    select * from reports where product_id = ${product} and ${by} and ${isOther(filter)} and ${isAfter(after)}
    order by received_ms desc, id desc limit ${rows}`;
  if (issue !== null && build !== null) return both(await loadBoth(db, product, { issue, build }), stream);
  if (issue !== null)
    return sql`
      select s.* from issue_keys own cross join lateral (${stream(sql`key = own.key`)}) s
      where own.product_id = ${product} and own.number = ${issue}`;
  if (build !== null)
    return sql`
      select s.* from (${namesOfBuild(product, build)}) names
        cross join lateral (${stream(sql`${boundTo} = names.name`)}) s`;
  return stream(sql`true`);
}

/** The name by which `reports_build` finds it. */
const boundTo = sql`coalesce(build_id, reported_build)`;

type Both = { readonly keys: readonly string[]; readonly names: readonly string[] };

/** Read beforehand, since PostgreSQL knows which of them are rare only where it sees them. */
async function loadBoth(
  db: Database,
  product: string,
  { issue, build }: { readonly issue: number; readonly build: string },
): Promise<Both> {
  const [found] = await ask(
    db.execute<Both>(sql`
      select (select coalesce(json_agg(key), '[]') from issue_keys where product_id = ${product} and number = ${issue}) as keys,
        (select json_agg(name) from (${namesOfBuild(product, build)}) names) as names`),
  );
  return found ?? { keys: [], names: [] };
}

/** Read in the order of the build's reports or of the key's, whichever ends first. */
function both({ keys, names }: Both, stream: (by: SQL) => SQL): SQL {
  const isKey = keys.length === 1 ? sql`key = ${keys[0]}` : sql`key = any(string_to_array(${keys.join(' ')}, ' '))`;
  return sql.join(
    names.map((name) => sql`(${stream(sql`${boundTo} = ${name} and ${isKey}`)})`),
    sql` union all `,
  );
}

function isOther({ kind, device }: ReportFilter): SQL {
  const isKind = kind === null ? sql`true` : sql`kind = ${kind}`;
  return sql`${isKind} and ${device === null ? sql`true` : sql`device_id = ${device}`}`;
}

/** The cursor is time and id of the last report shown; one that is none starts from the beginning of time. */
function isAfter(cursor: string | null): SQL {
  if (cursor === null) return sql`true`;
  const slash = cursor.indexOf('/');
  const ms = Number(cursor.slice(0, slash));
  if (slash < 1 || !Number.isSafeInteger(ms)) return sql`false`;
  const id = cursor.slice(slash + 1);
  // The first condition is what an index can begin at.
  return sql`received_ms <= ${ms}::bigint and (received_ms < ${ms}::bigint or id < ${id})`;
}
