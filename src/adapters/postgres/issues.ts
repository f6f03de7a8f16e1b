// Keeps issues in PostgreSQL: lists by one query over sums that are there already.
import { and, desc, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { IssueFilter, Issues } from '../../app/ports/issues.ts';
import { deriveIssueAnswered, deriveIssueChanged, deriveIssueCommented } from '../../domain/event/issue-events.ts';
import { type Issue, type IssueOrder, openStatuses } from '../../domain/issue/issue.ts';
import type { NewAnswer } from '../../domain/loop/answer.ts';
import { derivePage } from '../../domain/page.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import { recountNow } from './counts/recount.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { resolveFix } from './issues/bind-fixes.ts';
import { loadDetails } from './issues/details.ts';
import { loadMet } from './issues/met.ts';
import { mergeIssues, splitIssue } from './issues/regroup.ts';
import { shownIssue } from './issues/rows.ts';
import { hasWords } from './issues/words.ts';
import { deriveAsked } from './loop/asked.ts';
import { namesOfBuild } from './names-of-build.ts';
import { reportAnswers } from './schema/loop.ts';
import { issueComments, issues, reports } from './schema/reports.ts';

export function issueStore(db: Database): Issues {
  return {
    async loadIssues(filter, { limit, after }) {
      const by = columnOf[filter.order];
      const rarely = await loadRarelyMet(db, filter);
      const rows = await ask(
        db
          .select(shownIssue)
          .from(issues)
          .where(
            and(...matches(filter), rarely === null ? undefined : inArray(issues.number, rarely), isAfter(by, after)),
          )
          .orderBy(desc(issues[by]), desc(issues.number))
          .limit(limit + 1),
      );
      return derivePage(rows, limit, (issue) => `${issue[by]}/${issue.number}`);
    },

    loadIssue: (product, number) => loadDetails(db, product, number),

    loadMet: loadMet(db),

    recordChange: recordChange(db),

    recordComment: (product, number, comment, audit, answer) =>
      inTransaction(db, async (tx) => {
        const [found] = await tx.select(shownIssue).from(issues).where(isIssue(product, number));
        if (found === undefined) return false;
        await tx.insert(issueComments).values({ productId: product, number, ...comment });
        await appendEvents(tx, deriveIssueCommented(found, comment));
        if (answer !== undefined) await recordAnswer(tx, found, answer, comment.atMs);
        await appendAudit(tx, audit);
        return true;
      }),

    recordMerge: (product, pair, comment, audit) =>
      inTransaction(db, async (tx) => {
        const refusal = await mergeIssues(tx, product, pair, comment);
        if (refusal === null) await appendAudit(tx, audit);
        return refusal;
      }).then((refusal) =>
        refusal === null ? recountNow(db, product, [pair.from, pair.into], comment.atMs).then(() => null) : refusal,
      ),

    recordSplit: (product, pair, comment, audit) =>
      inTransaction(db, async (tx) => {
        const number = await splitIssue(tx, product, pair, comment);
        if (number !== null) await appendAudit(tx, audit);
        return number;
      }).then((number) =>
        number === null ? null : recountNow(db, product, [pair.from, number], comment.atMs).then(() => number),
      ),
  };
}

/** The report may be erased at this moment: then nothing of it is kept. */
async function recordAnswer(tx: Transaction, issue: Issue, { report, said, files }: NewAnswer, atMs: number) {
  const { product } = issue;
  if (said !== null)
    await tx.execute(sql`insert into ${reportAnswers} (product_id, report_id, file, words, at_ms)
      select product_id, id, ${said.file}, ${said.words}, ${atMs}::bigint from ${reports}
      where product_id = ${product} and id = ${report} for key share on conflict do nothing`);
  await appendEvents(tx, [deriveIssueAnswered(issue, { report, words: said !== null, files }, atMs)]);
}

const recordChange =
  (db: Database): Issues['recordChange'] =>
  (issue, change, { told, ...comment }, audit) =>
    inTransaction(db, async (tx) => {
      const { product, number, version } = issue;
      const { fixedIn = null } = change;
      const isFixNamed = fixedIn !== null && fixedIn !== issue.fixedIn;
      const fix = isFixNamed ? { fixedIn: await resolveFix(tx, product, fixedIn) } : {};
      const [changed] = await tx
        .update(issues)
        .set({
          ...change,
          ...fix,
          version: version + 1,
          changedMs: sql`greatest(${issues.changedMs} + 1, ${comment.atMs})`,
        })
        .where(and(isIssue(product, number), eq(issues.version, version)))
        .returning(shownIssue);
      if (changed === undefined) return false;
      await tx.insert(issueComments).values({ productId: product, number, ...comment, ...fix });
      const asked = await deriveAsked(tx, issue, changed, comment.atMs);
      await appendEvents(tx, [deriveIssueChanged(issue, changed, { ...comment, told }), ...asked]);
      await appendAudit(tx, audit);
      return true;
    });

const isIssue = (product: string, number: number) => and(eq(issues.productId, product), eq(issues.number, number));

function matches(filter: IssueFilter): (SQL | undefined)[] {
  const { product, statuses, isOpen, isRegressed, build, isNewInBuild, model, assignee, signature, words } = filter;
  return [
    eq(issues.productId, product),
    statuses.length === 0 ? undefined : inArray(issues.status, [...statuses]),
    isOpen ? or(inArray(issues.status, [...openStatuses]), isNotNull(issues.regressedMs)) : undefined,
    isRegressed === null ? undefined : isRegressed ? isNotNull(issues.regressedMs) : isNull(issues.regressedMs),
    assignee === null ? undefined : eq(issues.assignee, assignee),
    build === null || !isNewInBuild ? undefined : sql`${issues.firstBuild} = any(${listOf(product, build)})`,
    build === null && model === null ? undefined : isMet(filter),
    signature === null
      ? undefined
      : sql`${issues.number} in (select number from issue_keys where product_id = ${product} and key = ${signature})`,
    words === null ? undefined : hasWords(words),
  ];
}

/** Made before the list is read, so that indexes serve. */
const listOf = (product: string, build: string): SQL =>
  sql`array(select name from (${namesOfBuild(product, build)}) names)`;

/**
 * Fewer are read at once sooner than issues are asked one after the other until a page is full. In the order of devices more,
 * since the page of a build whose faults few devices have met lies behind all others.
 */
const fewMet = { last: 2_000, devices: 10_000 } as const satisfies Record<IssueOrder, number>;

/** So few are looked up one by one. */
const rarelyMet = 200;

/** Issues that have met a build or model which few have, so that no others are looked at; null where many have, or none is asked for. */
async function loadRarelyMet(db: Database, { product, build, model }: IssueFilter): Promise<number[] | null> {
  if (build === null && model === null) return null;
  const rows = await ask(
    db.execute<{ number: number }>(sql`
      select k.number from (select b.key from issue_builds b where ${metThere(product, build, model)} limit ${rarelyMet + 1}) few
        join issue_keys k on k.product_id = ${product} and k.key = few.key`),
  );
  return rows.length > rarelyMet ? null : [...new Set(rows.map(({ number }) => number))];
}

/** A row of `issue_builds`, as `b`, is of this build and model. */
const metThere = (product: string, build: string | null, model: string | null): SQL =>
  sql`b.product_id = ${product} ${build === null ? sql`` : sql`and b.build = any(${listOf(product, build)})`}
    ${model === null ? sql`` : sql`and b.model_id = ${model}`}`;

/**
 * PostgreSQL cannot tell how many issues have met a build. Where few have, they are read once, of an index alone: asking
 * one issue after the other would go through all of them. Where most have, a page of issues is soon full of them.
 */
function isMet({ product, build, model, order }: IssueFilter): SQL {
  const few = fewMet[order];
  const there = metThere(product, build, model);
  return sql`(case when (select count(*) from (select from issue_builds b where ${there} limit ${few}) few) < ${few}
    then ${issues.number} in (select k.number from (select distinct b.key from issue_builds b where ${there}) met
      join issue_keys k on k.product_id = ${product} and k.key = met.key)
    else (select true from issue_builds b join issue_keys k on k.product_id = b.product_id and k.key = b.key
      where ${there} and k.number = ${issues.number} limit 1) end)`;
}

/** Both have an index, and so does none of the rest that counting changes. */
const columnOf = { last: 'lastMs', devices: 'devices' } as const satisfies Record<IssueOrder, string>;

/** The cursor is what the list is ordered by and the number of the last issue shown; behind one that is none stands nothing. */
function isAfter(by: 'lastMs' | 'devices', cursor: string | null): SQL | undefined {
  if (cursor === null) return undefined;
  const [value, number] = cursor.split('/').map(Number);
  if (!Number.isSafeInteger(value) || !Number.isSafeInteger(number) || value === undefined || number === undefined)
    return sql`false`;
  const narrow = by === 'devices' ? [number, value] : [number];
  if (narrow.some((each) => Math.abs(each) > 2_147_483_647)) return sql`false`;
  return or(lt(issues[by], value), and(eq(issues[by], value), lt(issues.number, number)));
}
