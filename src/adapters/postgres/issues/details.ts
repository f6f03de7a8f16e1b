// Reads one issue with all that is known of it: ten small questions that go out together.
import { and, asc, desc, eq, inArray, sql, sum } from 'drizzle-orm';
import type { IssueDetails } from '../../../app/ports/issues.ts';
import type { DroppedReports } from '../../../domain/issue/issue.ts';
import { countRetests } from '../../../domain/loop/retest.ts';
import { ask, type Database } from '../database.ts';
import { reportAnswers, reportRetests } from '../schema/loop.ts';
import { issueComments, issueDays, issueDevices, issueKeys, issues, reports } from '../schema/reports.ts';
import { loadLatestMet } from './met.ts';
import { shownIssue } from './rows.ts';

const maxDays = 30;
const maxComments = 500;
const maxKeys = 200;
const maxRemarks = 20;
const maxRetests = 2_000;

export async function loadDetails(db: Database, product: string, number: number): Promise<IssueDetails | null> {
  const isIt = and(eq(issues.productId, product), eq(issues.number, number));
  const ownKeys = sql`(select key from issue_keys where product_id = ${product} and number = ${number})`;
  const [[issue], met, days, comments, keys, merged, [newest], retests, answers, dropped] = await ask(
    Promise.all([
      db.select(shownIssue).from(issues).where(isIt),
      loadLatestMet(db, product, number),
      db
        .select({
          dayMs: issueDays.dayMs,
          reports: sql<number>`sum(${issueDays.reports})`.mapWith(Number),
          devices: sql<number>`sum(${issueDays.devices})`.mapWith(Number),
        })
        .from(issueDays)
        .where(and(eq(issueDays.productId, product), inArray(issueDays.key, ownKeys)))
        .groupBy(issueDays.dayMs)
        .orderBy(desc(issueDays.dayMs))
        .limit(maxDays),
      loadComments(db, product, number),
      db
        .select({ key: issueKeys.key, title: issues.title })
        .from(issueKeys)
        .leftJoin(issues, and(eq(issues.productId, issueKeys.productId), eq(issues.fingerprint, issueKeys.key)))
        .where(and(eq(issueKeys.productId, product), eq(issueKeys.number, number)))
        .orderBy(asc(issueKeys.key))
        .limit(maxKeys),
      db
        .select({ number: issues.number })
        .from(issues)
        .where(and(eq(issues.productId, product), eq(issues.mergedInto, number)))
        .orderBy(asc(issues.number))
        .limit(maxKeys),
      loadNewest(db, product, number),
      loadRetests(db, product, number),
      loadAnswers(db, product, number),
      loadDropped(db, product, number),
    ]),
  );
  if (issue === undefined) return null;
  return {
    issue,
    builds: met.builds,
    buildsTotal: met.total,
    dropped,
    days: days.reverse(),
    comments,
    keys: keys.map(({ key }) => key),
    keyTitles: Object.fromEntries(keys.flatMap(({ key, title }) => (title === null ? [] : [[key, title]]))),
    merged: merged.map((each) => each.number),
    retests: countRetests(retests),
    remarks: retests
      .filter(({ remark }) => remark !== '')
      .slice(0, maxRemarks)
      .map(({ answer, model, remark, atMs }) => ({ answer, model, remark, atMs })),
    answers,
    representative: newest?.id ?? null,
  };
}

async function loadDropped(db: Database, product: string, number: number): Promise<DroppedReports> {
  const isItsKey = and(eq(issueKeys.productId, issueDevices.productId), eq(issueKeys.key, issueDevices.key));
  const [row] = await db
    .select({
      reports: sum(issueDevices.dropped).mapWith(Number),
      devices: sql<number>`count(distinct nullif(${issueDevices.deviceId}, ''))`.mapWith(Number),
    })
    .from(issueDevices)
    .innerJoin(issueKeys, isItsKey)
    // Spelled as the index is: a fault of a million devices has few that sent too much.
    .where(and(eq(issueKeys.productId, product), eq(issueKeys.number, number), sql`dropped > 0`));
  return { reports: row?.reports ?? 0, devices: row?.devices ?? 0 };
}

/** Answers about the build that the issue names as its fix. */
const loadRetests = (db: Database, product: string, number: number) =>
  db
    .select({
      reportId: reportRetests.reportId,
      deviceId: reportRetests.deviceId,
      model: reportRetests.modelId,
      answer: reportRetests.answer,
      remark: reportRetests.remark,
      atMs: reportRetests.atMs,
    })
    .from(reportRetests)
    .innerJoin(reports, and(eq(reports.productId, reportRetests.productId), eq(reports.id, reportRetests.reportId)))
    .innerJoin(issueKeys, and(eq(issueKeys.productId, reports.productId), eq(issueKeys.key, reports.key)))
    .innerJoin(issues, and(eq(issues.productId, issueKeys.productId), eq(issues.number, issueKeys.number)))
    .where(and(eq(issues.productId, product), eq(issues.number, number), eq(reportRetests.buildId, issues.fixedIn)))
    .orderBy(desc(reportRetests.atMs))
    .limit(maxRetests);

const loadAnswers = (db: Database, product: string, number: number) =>
  db
    .select({
      report: reportAnswers.reportId,
      file: reportAnswers.file,
      model: reports.modelId,
      words: reportAnswers.words,
      atMs: reportAnswers.atMs,
    })
    .from(reportAnswers)
    .innerJoin(reports, and(eq(reports.productId, reportAnswers.productId), eq(reports.id, reportAnswers.reportId)))
    .innerJoin(issueKeys, and(eq(issueKeys.productId, reports.productId), eq(issueKeys.key, reports.key)))
    .where(and(eq(issueKeys.productId, product), eq(issueKeys.number, number)))
    .orderBy(desc(reportAnswers.atMs))
    .limit(maxRemarks);

const loadComments = (db: Database, product: string, number: number) =>
  db
    .select({
      id: issueComments.id,
      audience: issueComments.audience,
      author: issueComments.author,
      text: issueComments.text,
      status: issueComments.status,
      fixedIn: issueComments.fixedIn,
      atMs: issueComments.atMs,
    })
    .from(issueComments)
    .where(and(eq(issueComments.productId, product), eq(issueComments.number, number)))
    .orderBy(asc(issueComments.id))
    .limit(maxComments);

/** One look into an index for each key, however many reports it has. */
const loadNewest = (db: Database, product: string, number: number) =>
  db.execute<{ id: string }>(sql`
    select newest.id from issue_keys own cross join lateral (
      select id, received_ms from reports where product_id = ${product} and key = own.key
      order by received_ms desc, id desc limit 1) newest
    where own.product_id = ${product} and own.number = ${number}
    order by newest.received_ms desc, newest.id desc limit 1`);
