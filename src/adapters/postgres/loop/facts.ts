// Reads what the loop with testers asks of issues: candidates by their words, fixes of a build, first answers.
import { type SQL, sql } from 'drizzle-orm';
import type { LoopFacts } from '../../../app/ports/loop-facts.ts';
import { maxExcerptChars } from '../../../domain/issue/filing.ts';
import { openStatuses } from '../../../domain/issue/issue.ts';
import type { FixedIssue } from '../../../domain/loop/build-notes.ts';
import type { SimilarCandidate } from '../../../domain/loop/similar.ts';
import { ask, type Database } from '../database.ts';

const maxAnswers = 20_000;
const maxFixed = 500;

const openWords = sql.raw(openStatuses.map((status) => `'${status}'`).join(', '));

/** An issue, as `i`, that testers may be offered. */
export const isOffered: SQL = sql`i.merged_into is null and not i.is_hidden
  and (i.status in (${openWords}) or i.regressed_ms is not null)`;

export function loopFactStore(db: Database): LoopFacts {
  return {
    loadCandidates: (product, words, limit) => loadCandidates(db, product, words, limit),

    async loadJoinKey(product, number) {
      const [row] = await ask(
        db.execute<{ key: string }>(sql`
        select k.key from issues i join issue_keys k on k.product_id = i.product_id and k.number = i.number
        where i.product_id = ${product} and i.number = ${number} and ${isOffered}
        order by k.key = i.fingerprint desc, k.key limit 1`),
      );
      return row?.key ?? null;
    },

    async loadOwnDraft(product, reportId) {
      const [row] = await ask(
        db.execute<{ number: number; title: string; text: string }>(sql`
        select i.number, r.title, left(coalesce(w.body, i.excerpt), ${maxExcerptChars}) as text
        from reports r join issues i on i.product_id = r.product_id and i.fingerprint = r.key
          left join reports_waiting w on w.product_id = r.product_id and w.report_id = r.id
        where r.product_id = ${product} and r.id = ${reportId} and ${isUntouched}`),
      );
      return row ?? null;
    },

    async loadFirstAnswers(product, fromMs) {
      const rows = await ask(
        db.execute<{ reported: string; answered: string | null }>(sql`
        select i.first_ms as reported, (
          select min(c.at_ms) from issue_comments c where c.product_id = i.product_id and c.number = i.number
            and (c.audience = 'tester' or c.status <> 'new')) as answered
        from issues i where i.product_id = ${product} and i.kind <> 'crash' and i.first_ms >= ${fromMs}
        order by i.first_ms limit ${maxAnswers}`),
      );
      return rows.map(({ reported, answered }) => ({
        reportedMs: Number(reported),
        answeredMs: answered === null ? null : Number(answered),
      }));
    },

    loadFixedIssues: (build) => loadFixed(db, build),
  };
}

/** So many are looked at for each word and pair of words: what more issues have says little of any of them. */
const maxHaving = 100;
/** Of the first words, which are those of the title. */
const pairedWords = 6;
/** So many are ranked at most: each costs a look at all of its words. */
const maxRanked = 240;

/** Each word, and what is said by two common words together. */
function searchesOf(words: readonly string[]): string[] {
  const all = words.map((word) => `${word}:*`);
  const first = all.slice(0, pairedWords);
  const pairs = first.flatMap((one, at) => first.slice(at + 1).map((other) => `${one} & ${other}`));
  return [...all, ...pairs, first.join(' & ')];
}

/**
 * Those that share what few others have come first, and are found by the index alone; only they are ranked by the places of
 * their words. What this costs does not grow with the number of issues that have a word.
 */
async function loadCandidates(
  db: Database,
  ...[product, words, limit]: Parameters<LoopFacts['loadCandidates']>
): Promise<SimilarCandidate[]> {
  if (words.length === 0) return [];
  const any = words.map((word) => `${word}:*`).join(' | ');
  const rows = await ask(
    db.execute<SimilarCandidate>(sql`
      with found as materialized (
        select f.number, count(*) over (partition by q.query) as have
        from json_array_elements_text(${JSON.stringify(searchesOf(words))}::text::json) q(query) cross join lateral (
          select i.number from issue_words w join issues i using (product_id, number)
          where w.product_id = ${product} and w.search @@ to_tsquery('simple', q.query) and ${isOffered}
          limit ${maxHaving}) f),
      near as materialized (
        select number from found group by number order by sum(1.0 / have) desc, number desc limit ${maxRanked})
      select i.number, i.title, i.excerpt, i.status, i.devices
      from near cross join lateral (select * from issues where product_id = ${product} and number = near.number offset 0) i
      order by ts_rank(i.search, to_tsquery('simple', ${any})) desc, i.last_ms desc limit ${limit}`),
  );
  return rows.map(({ number, title, excerpt, status, devices }) => ({ number, title, excerpt, status, devices }));
}

/** The issue, as `i`, is as the report `r` made it. */
export const isUntouched: SQL = sql`i.merged_into is null and i.status = 'new' and i.version = 0
  and not exists (select from reports o where o.product_id = i.product_id and o.id <> r.id
    and o.key in (select key from issue_keys k where k.product_id = i.product_id and k.number = i.number))
  and not exists (select from issue_comments c where c.product_id = i.product_id and c.number = i.number)`;

type FixedRow = Omit<FixedIssue, 'regressedMs' | 'credits'> & { regressed: string | null; credits: string[] };

async function loadFixed(
  db: Database,
  { product, id, version }: Parameters<LoopFacts['loadFixedIssues']>[0],
): Promise<FixedIssue[]> {
  const rows = await ask(
    db.execute<FixedRow>(sql`
    select i.number, i.kind, i.title, i.status, i.regressed_ms as regressed, i.devices, coalesce((
      select json_agg(named.name order by named.received_ms, named.id) from (
        select c.name, r.received_ms, r.id from issue_keys k
          join reports r on r.product_id = k.product_id and r.key = k.key
          join report_credits c on c.product_id = r.product_id and c.report_id = r.id
        where k.product_id = i.product_id and k.number = i.number
        order by r.received_ms, r.id limit 200) named), '[]'::json) as credits
    from issues i where i.product_id = ${product} and i.fixed_in in (${id}, ${version}) and i.merged_into is null and not i.is_hidden
    order by i.devices desc, i.number limit ${maxFixed}`),
  );
  return rows.map(({ number, kind, title, status, regressed, devices, credits }) => {
    const regressedMs = regressed === null ? null : Number(regressed);
    return { number, kind, title, status, regressedMs, devices, credits };
  });
}
