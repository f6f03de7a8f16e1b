// Fills a database with the reports of a large fleet and the sums that settling would have made of them, in SQL alone.
import type postgres from 'postgres';

/** Beside the product of the fleet there is one that nobody reports on, whose lists are empty. */
export const crowded = 'crowd';
export const deserted = 'desert';

export const builds = 20;
const models = 8;
const devices = 20_000;
const dayMs = 86_400_000;
/** Where the time of the reports begins, and how long it lasts. */
const fromMs = Date.UTC(2026, 0, 1);
const spanMs = 60 * dayMs;

export type Crowd = { readonly reports: number; readonly issues: number };

/** A few faults have most of the reports, as everywhere; one issue in ten has two keys. */
export async function seedLists(sql: postgres.Sql, { reports, issues }: Crowd): Promise<void> {
  await sql`insert into products (id, name, created_ms) values (${crowded}, 'crowd', 0), (${deserted}, 'desert', 0)`;
  await sql`
    insert into issues (product_id, number, fingerprint, kind, title, excerpt, status, reports, first_ms, last_ms)
    select ${crowded}, n, md5('key ' || n), case when n % 10 = 0 then 'bug' else 'crash' end,
      'IllegalStateException in com.nova.app' || n % 97 || '.part' || n % 31 || '.Widget.step' || n % 7,
      string_agg('at com.nova.app' || n % 97 || '.Widget' || (n * f) % 1009 || '.step' || f || '(Widget.java)', E'\n'),
      (array['new', 'triaged', 'in-progress', 'fixed', 'wont-fix'])[1 + n % 5], 0, 0, 0
    from generate_series(1, ${issues}::int) n, generate_series(1, 20) f group by n`;
  await sql`
    insert into issue_keys (product_id, key, number)
    select ${crowded}, md5('key ' || n), n from generate_series(1, ${issues}::int) n
    union all select ${crowded}, md5('other key ' || n), n from generate_series(10, ${issues}::int, 10) n`;
  await sql`
    insert into reports (product_id, id, kind, device_id, model_id, reported_build, title, issue_number, key, object_key,
      size_bytes, received_ms)
    select ${crowded}, 'r-' || i, 'crash', 'SN-' || d, 'n' || d % ${models}::int, '1.' || i * ${builds}::int / (${reports}::int + 1) || '.0',
      'Crash ' || n, n, md5(case when n % 10 = 0 and i % 3 = 0 then 'other key ' else 'key ' end || n), 'reports/' || md5(i::text),
      4096, ${fromMs}::bigint + i * (${spanMs}::bigint / ${reports}::int)
    from (select i, i::bigint * 7919 % ${devices}::int as d,
        1 + floor(${issues}::int * power((i::bigint * 104729 % 1000003) / 1000003.0, 3))::int as n
      from generate_series(1, ${reports}::int) i) x`;
  await sumUp(sql);
  for (const table of ['reports', 'issues', 'issue_words', 'issue_keys', 'issue_builds', 'issue_devices', 'issue_days'])
    await sql`vacuum analyze ${sql(table)}`;
}

/** As settling counts: by build and device, by build and model, by day, and by issue. */
async function sumUp(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into issue_devices (product_id, key, build, device_id, model_id, reports, first_ms, last_ms, met_ms)
    select product_id, key, reported_build, device_id, max(model_id), count(*), min(received_ms), max(received_ms),
      case when row_number() over (partition by issue_number, device_id order by min(received_ms), key, reported_build) = 1
        then min(received_ms) / ${dayMs}::bigint * ${dayMs}::bigint end
    from reports where product_id = ${crowded} group by 1, 2, 3, 4, issue_number`;
  await sql`
    insert into issue_builds (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
    select product_id, key, build, model_id, sum(reports), count(*), min(first_ms), max(last_ms)
    from issue_devices where product_id = ${crowded} group by 1, 2, 3, 4`;
  await sql`
    insert into issue_days (product_id, key, day_ms, reports, devices)
    select product_id, key, received_ms / ${dayMs}::bigint * ${dayMs}::bigint, count(*), 0
    from reports where product_id = ${crowded} group by 1, 2, 3`;
  // Before anybody counted these rows, PostgreSQL may join them one by one, for hours.
  await sql`analyze issues, issue_keys, issue_devices, issue_days`;
  await sql`
    update issue_days t set devices = m.devices
    from (select key, met_ms, count(*) as devices from issue_devices where product_id = ${crowded} group by 1, 2) m
    where t.product_id = ${crowded} and t.key = m.key and t.day_ms = m.met_ms`;
  await sql`
    update issues i set reports = s.reports, devices = s.devices, first_ms = s.first_ms, last_ms = s.last_ms,
      first_build = s.first_build, last_build = s.last_build
    from (select k.number, sum(d.reports) as reports, count(distinct d.device_id) as devices, min(d.first_ms) as first_ms,
        max(d.last_ms) as last_ms, min(d.build) as first_build, max(d.build) as last_build
      from issue_keys k join issue_devices d on d.product_id = k.product_id and d.key = k.key
      where k.product_id = ${crowded} group by 1) s
    where i.product_id = ${crowded} and i.number = s.number`;
}
