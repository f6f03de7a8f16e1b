-- What a rush asks of each report, planned once a connection: planning took PostgreSQL longer than the rest of a group. Such a
-- plan is made while these tables are empty, when every index seems as good as any, so each question leaves one way to answer
-- it: bounds and order are those of one index, and sorting or reading the whole table is not to be considered. The questions
-- are values, not conditions on a join, or they would be asked of all reports at once. The limits are the caller's.
CREATE OR REPLACE FUNCTION put_unread(rows json, bodies text[], carefree int, window_ms bigint)
RETURNS TABLE (product text, id text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET enable_incremental_sort = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.p, r.s ORDER BY r.n) AS nth
    FROM ROWS FROM (json_to_recordset(rows) AS (n int, p text, i text, s text, d text, b text, ms bigint, object_key text,
      facts text), unnest(bodies)) r WHERE r.n IS NOT NULL)
  INSERT INTO reports_waiting (product_id, report_id, object_key, body, facts, sender, received_ms)
  SELECT g.p, g.i, g.object_key, g.unnest, g.facts, g.s, g.ms FROM given g
  WHERE (SELECT true FROM products WHERE products.id = g.p)
    AND (SELECT true FROM reports r WHERE (r.product_id, r.id) >= (g.p, g.i) AND (r.product_id, r.id) <= (g.p, g.i)
      ORDER BY r.product_id, r.id LIMIT 1) IS NULL
    AND g.nth + CASE WHEN g.d IS NOT NULL
        THEN (SELECT count(*) FROM (SELECT FROM reports r
          WHERE (r.product_id, r.device_id, r.received_ms) > (g.p, g.d, g.ms - window_ms)
            AND (r.product_id, r.device_id) <= (g.p, g.d)
          ORDER BY r.product_id, r.device_id, r.received_ms LIMIT carefree) x)
        ELSE (SELECT count(*) FROM (SELECT FROM reports r
          WHERE r.device_id IS NULL AND (r.product_id, coalesce(r.sent_by, ''), r.received_ms) > (g.p, g.b, g.ms - window_ms)
            AND (r.product_id, coalesce(r.sent_by, '')) <= (g.p, g.b)
          ORDER BY r.product_id, coalesce(r.sent_by, ''), r.received_ms LIMIT carefree) x) END
      + (SELECT count(*) FROM (SELECT FROM reports_waiting w
          WHERE w.facts IS NOT NULL AND (w.product_id, w.sender) >= (g.p, g.s) AND (w.product_id, w.sender) <= (g.p, g.s)
          ORDER BY w.product_id, w.sender LIMIT carefree) x) <= carefree
  ORDER BY g.p, g.i ON CONFLICT DO NOTHING RETURNING product_id, report_id;
END $$;
