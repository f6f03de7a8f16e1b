// Finds in PostgreSQL what is to be grouped again, and groups it.
import { sql } from 'drizzle-orm';
import type { KeyedReport, OldKey, Regroupings } from '../../app/ports/regroupings.ts';
import { headTokenChars } from '../../domain/report/symbols/symbols.ts';
import { recountPiece } from './counts/recount.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { rekey } from './rekey/rekey.ts';
import { textOnItsWay } from './reports/text-on-its-way.ts';
import { rowSet } from './row-set.ts';

type Row = Omit<KeyedReport, 'receivedMs'> & { readonly receivedMs: string | number };

const columns = sql.raw(`r.product_id as product, r.id, r.kind, r.title, r.build_id as "buildId",
  r.reported_build as "reportedBuild", r.object_key as "objectKey", r.received_ms as "receivedMs",
  exists (select from report_attachments a where a.product_id = r.product_id and a.report_id = r.id) as "hasFiles"`);

/** Big integers come as text. */
const toKeyed = <T extends Row>(row: T) => ({ ...row, receivedMs: Number(row.receivedMs) });

const waitingBody = sql`(${textOnItsWay(sql`r.product_id`, sql`r.id`)}) as body`;

export function regroupingStore(db: Database): Regroupings {
  return {
    loadWaitingReports: (seqs) => loadWaitingReports(db, seqs),

    async loadWanting(limit) {
      const rows = await ask(db.execute<Row>(wanting(limit)));
      return rows.map(toKeyed);
    },

    async recordSymbolsApplied(beforeMs) {
      await ask(
        db.execute(sql`
          update symbol_files set is_pending = 0 where is_pending = 1 and upload_id is null and created_ms < ${beforeMs}`),
      );
    },

    loadOldKey: (versions) => loadOldKey(db, versions),

    async loadReportsOfKey({ product, key, walked }, limit) {
      const [ms = '-1', id = ''] =
        walked === null ? [] : [walked.slice(0, walked.indexOf('/')), walked.slice(walked.indexOf('/') + 1)];
      const rows = await ask(
        db.execute<Row>(sql`
          select ${columns}, ${waitingBody} from reports r
          where r.product_id = ${product} and r.key = ${key} and (r.received_ms, r.id) > (${ms}::bigint, ${id})
          order by r.received_ms, r.id limit ${limit}`),
      );
      return rows.map(toKeyed);
    },

    async recordWalked({ product, key }, last, version) {
      const walked = last === null ? null : `${last.receivedMs}/${last.id}`;
      await ask(
        db.execute(
          last === null
            ? sql`update issue_keys set walked = null, successor = nullif(successor, key), version = coalesce((
                select r.other_keys ->> 'version' from reports r where r.product_id = ${product} and r.key = ${key} limit 1), ${version})
              where product_id = ${product} and key = ${key}`
            : sql`update issue_keys set walked = ${walked} where product_id = ${product} and key = ${key}`,
        ),
      );
    },

    recordRekeyed: (reports, nowMs) => inTransaction(db, (tx) => rekey(tx, reports, nowMs)),

    recordRecounted: (nowMs) => recountPiece(db, nowMs),
  };
}

/** Files that came lately are few, and mostly none: then this costs a look into an index. */
const wanting = (limit: number) => sql`
  select distinct ${columns}, ${waitingBody} from symbol_files f join reports r on r.product_id = f.product_id
  where f.is_pending = 1 and f.upload_id is null and r.wants is not null and (
      position(' ' || f.everywhere || ' ' in r.wants) > 0
      or position(' ' || left(f.everywhere, ${headTokenChars}) || ' ' in r.wants) > 0
      or (f.build_id <> '' and position(' ' || f.of_build || ' ' in r.wants) > 0 and (r.build_id = f.build_id
        or (r.build_id is null and r.reported_build in (
          select unnest(array[b.id, b.version, b.vendor_version]) from builds b where b.id = f.build_id)))))
    and not exists (select from reports_waiting w where w.product_id = r.product_id and w.report_id = r.id)
  limit ${limit}`;

async function loadWaitingReports(
  db: Database,
  seqs: readonly number[],
): ReturnType<Regroupings['loadWaitingReports']> {
  const asked = rowSet(
    seqs.map((seq) => ({ s: seq })),
    's bigint',
  );
  const rows = await ask(
    db.execute<Row & { seq: string }>(sql`
      select w.seq, w.body, ${columns} from ${asked} join reports_waiting w on w.seq = x.s
        join reports r on r.product_id = w.product_id and r.id = w.report_id`),
  );
  return rows.map((row) => ({ ...toKeyed(row), seq: Number(row.seq) }));
}

/** Of an issue the founding key first: the others may then still find their way to where it went. */
async function loadOldKey(db: Database, versions: readonly string[]): Promise<OldKey | null> {
  if (versions.length === 0) return null;
  const older = rowSet(
    versions.map((version) => ({ v: version })),
    'v text',
  );
  const [row] = await ask(
    db.execute<OldKey>(sql`
      select k.product_id as product, k.key, k.version, k.walked from issue_keys k
      where k.version in (select x.v from ${older})
      order by k.product_id, k.number, exists (
        select from issues i where i.product_id = k.product_id and i.fingerprint = k.key) desc, k.key limit 1`),
  );
  return row ?? null;
}
