// Reads reports as their reporters see them: with the issue they are in, the device that reported, and the build that fixes it.
import { type SQL, sql } from 'drizzle-orm';
import type { OwnReport, OwnReportDetails } from '../../../app/ports/testers.ts';
import type { Issue, IssueStatus } from '../../../domain/issue/issue.ts';
import type { Told } from '../../../domain/loop/progress.ts';
import type { FixingBuild, RetestAnswer, RetestingDevice } from '../../../domain/loop/retest.ts';
import type { Report } from '../../../domain/report/report.ts';
import type { Database } from '../database.ts';
import { wentThrough } from '../issues/went-through.ts';

const maxTold = 200;

/** JSON keeps integers whole and names as the domain spells them; milliseconds fit into it. */
type Row = {
  readonly report: Report;
  readonly issue: Issue;
  readonly device: RetestingDevice | null;
  readonly build: FixingBuild | null;
  readonly answer: RetestAnswer | null;
};

const reportJson =
  sql.raw(`json_build_object('product', r.product_id, 'id', r.id, 'kind', r.kind, 'deviceId', r.device_id,
  'sentBy', r.sent_by, 'model', r.model_id, 'reportedBuild', r.reported_build, 'buildId', r.build_id, 'title', r.title, 'issueNumber', i.number,
  'objectKey', r.object_key, 'sizeBytes', r.size_bytes, 'receivedMs', r.received_ms)`);

const issueJson =
  sql.raw(`json_build_object('product', i.product_id, 'number', i.number, 'kind', i.kind, 'title', i.title,
  'status', i.status, 'fixedIn', i.fixed_in, 'mergedInto', i.merged_into, 'assignee', i.assignee, 'firstBuild', i.first_build,
  'lastBuild', i.last_build, 'firstMs', i.first_ms, 'lastMs', i.last_ms, 'reports', i.reports, 'devices', i.devices,
  'regressedMs', i.regressed_ms, 'changedMs', i.changed_ms, 'version', i.version, 'isHidden', i.is_hidden)`);

export const deviceJson =
  sql.raw(`case when d.id is null then null else json_build_object('id', d.id, 'channel', d.channel_id,
  'model', d.model_id, 'version', coalesce(running.version, d.reported_build), 'counter', running.counter) end`);

export const buildJson =
  sql.raw(`case when f.id is null then null else json_build_object('id', f.id, 'version', f.version,
  'channel', f.channel_id, 'counter', f.counter, 'models', f.models, 'accepts', f.accepts, 'isSealed', f.state = 'sealed',
  'isWithdrawn', exists (select from withdrawals w where w.build_id = f.id)) end`);

/** The newest first. */
export const selectOwn = (db: Database, isWanted: SQL, limit: number) =>
  db.execute<Row>(sql`
    select ${reportJson} as report, ${issueJson} as issue, ${deviceJson} as device, ${buildJson} as build,
      (select t.answer from report_retests t where t.product_id = r.product_id and t.report_id = r.id
        and t.build_id = i.fixed_in) as answer
    from reports r left join issue_keys k on k.product_id = r.product_id and k.key = r.key
      join issues i on i.product_id = r.product_id and i.number = coalesce(k.number, r.issue_number)
      left join devices d on d.product_id = r.product_id and d.id = r.device_id
      left join builds running on running.id = d.build_id
      left join builds f on f.id = i.fixed_in
    where ${isWanted} order by r.received_ms desc, r.id desc limit ${limit}`);

export const toOwnReport = ({ report, issue, device, build, answer }: Row): OwnReport => ({
  report,
  issue,
  device,
  build,
  answer,
});

type ToldRow = {
  audience: 'tester' | 'change';
  text: string;
  status: IssueStatus | null;
  build: string | null;
  isToCome: boolean;
  isBack: boolean;
  of: number;
  at: string;
};

/**
 * Of the issue that the report is in, of those that it went through, and of the one it came into, of which what was said
 * after a split is none of it; never what is internal, nor the sentences of changes.
 */
export async function loadTold(db: Database, product: string, reportId: string): Promise<Told[]> {
  const rows = await db.execute<ToldRow>(sql`
    select c.audience, case when c.audience = 'tester' then c.text else '' end as text, c.status,
      coalesce(b.version, c.fixed_in) as build, coalesce(b.sealed_ms, c.at_ms + 1) > c.at_ms as "isToCome", c.is_back as "isBack", c.number as of, c.at_ms as at
    from reports r left join issue_keys k on k.product_id = r.product_id and k.key = r.key
      cross join lateral (select array[r.issue_number, coalesce(k.number, r.issue_number)] as own, array(
        select t.number from issues t where t.product_id = r.product_id and t.merged_into = k.number
          and t.number in (${wentThrough(sql`r.product_id`, sql`r.issue_number`)})) as through) its
      join issue_comments c on c.product_id = r.product_id and c.number = any(its.own || its.through)
        and (c.status is distinct from 'duplicate' or c.number = any(its.own))
      left join builds b on b.id = c.fixed_in
      left join issues came on came.product_id = r.product_id and came.number = r.issue_number
    where r.product_id = ${product} and r.id = ${reportId}
      and (k.number is null or c.number = k.number or came.merged_into is not null or c.id <
        (select min(own.id) from issue_comments own where own.product_id = r.product_id and own.number = k.number))
      and (c.audience = 'tester' or c.audience = 'change' and (c.status is not null or c.is_back))
    order by c.id desc limit ${maxTold}`);
  return rows.reverse().flatMap(({ audience, text, status, build: name, isToCome, isBack, of, at }): Told[] => {
    if (isBack) return [{ atMs: Number(at), audience: 'back' }];
    if (audience === 'tester') return [{ atMs: Number(at), audience, text }];
    const build = name === null ? null : { name, isToCome };
    return status === null ? [] : [{ atMs: Number(at), audience, of, status, build }];
  });
}

type RetestRow = {
  readonly device: string | null;
  readonly model: string | null;
  readonly build: string;
  readonly answer: RetestAnswer;
  readonly remark: string;
  readonly at: string;
};

export async function loadRetests(
  db: Database,
  product: string,
  reportId: string,
): Promise<OwnReportDetails['retests'][number][]> {
  const rows = await db.execute<RetestRow>(sql`
    select t.device_id as device, t.model_id as model, coalesce(b.version, t.build_id) as build, t.answer, t.remark, t.at_ms as at
    from report_retests t left join builds b on b.id = t.build_id
    where t.product_id = ${product} and t.report_id = ${reportId} order by t.at_ms limit ${maxTold}`);
  return rows.map(({ device, model, build, answer, remark, at }) => {
    return { reportId, deviceId: device, model, build, answer, remark, atMs: Number(at) };
  });
}
