// Reads on which builds and models an issue was met: the latest, or all of them page by page.
import { sql } from 'drizzle-orm';
import type { Issues } from '../../../app/ports/issues.ts';
import type { IssueBuild } from '../../../domain/issue/issue.ts';
import { derivePage } from '../../../domain/page.ts';
import { ask, type Database } from '../database.ts';

const maxShown = 200;

const sumsOf = (product: string, number: number) => sql`
  select build, model_id as model, sum(reports)::int as reports, sum(devices)::int as devices, min(first_ms) as first_ms,
    max(last_ms) as last_ms
  from issue_builds where product_id = ${product}
    and key in (select key from issue_keys where product_id = ${product} and number = ${number})`;

const shown = sql`met.build, p.version, p.counter, met.model, met.reports, met.devices, met.first_ms as first, met.last_ms as last`;

type BuildRow = Omit<IssueBuild, 'counter' | 'firstMs' | 'lastMs'> & {
  readonly counter: string | null;
  readonly first: string;
  readonly last: string;
};

/** Big integers come as text. */
const toBuild = ({ build, version, counter, model, reports, devices, first, last }: BuildRow): IssueBuild => ({
  ...{ build, version, model, reports, devices },
  counter: counter === null ? null : Number(counter),
  firstMs: Number(first),
  lastMs: Number(last),
});

/** Summed up before builds are looked up: an issue may have been met on hundreds of builds and models each. */
export async function loadLatestMet(
  db: Database,
  product: string,
  number: number,
): Promise<{ readonly builds: readonly IssueBuild[]; readonly total: number }> {
  const rows = await db.execute<BuildRow & { readonly total: number }>(sql`
    select ${shown}, count(*) over ()::int as total from (${sumsOf(product, number)} group by 1, 2) met
      left join builds p on p.id = met.build
    order by p.counter desc nulls last, met.last_ms desc, met.model limit ${maxShown}`);
  return { builds: rows.map(toBuild), total: rows[0]?.total ?? 0 };
}

/** The cursor counts: names may be longer than one. Pairs are added and hardly ever go, so that a page may repeat one and misses none. */
export const loadMet =
  (db: Database): Issues['loadMet'] =>
  async (product, number, { limit, after }) => {
    const from = after === null ? 0 : /^\d{1,7}$/.test(after) ? Number(after) : null;
    const [[issue], rows] = await ask(
      Promise.all([
        db.execute(sql`select from issues where product_id = ${product} and number = ${number}`),
        from === null
          ? []
          : db.execute<BuildRow>(sql`
              select ${shown} from (${sumsOf(product, number)} group by 1, 2 order by 1, 2 limit ${limit + 1} offset ${from}) met
                left join builds p on p.id = met.build
              order by met.build, met.model`),
      ]),
    );
    return issue === undefined ? null : derivePage(rows.map(toBuild), limit, () => String((from ?? 0) + limit));
  };
