-- Each question begins and ends with an index by conditions on single columns: before PostgreSQL 18 a bound on several columns at
-- once ends a scan by its first column alone, and each report was asked of all of its product that came behind it in the index.
-- Ranges, not equalities, since by these PostgreSQL takes a column out of the order, and other indexes serve as well. And
-- nothing is compiled: what may not be considered counts as endlessly dear, so that each group was worth a second of it.
CREATE OR REPLACE FUNCTION put_unread(rows json, bodies text[], carefree int, window_ms bigint)
RETURNS TABLE (product text, id text) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
SET enable_incremental_sort = off SET jit = off AS $$
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
    AND (SELECT true FROM reports r WHERE r.product_id = g.p AND r.id >= g.i AND r.id <= g.i
      ORDER BY r.id LIMIT 1) IS NULL
    AND g.nth + CASE WHEN g.d IS NOT NULL
        THEN (SELECT count(*) FROM (SELECT FROM reports r
          WHERE r.product_id = g.p AND (r.device_id, r.received_ms) > (g.d, g.ms - window_ms) AND r.device_id <= g.d
          ORDER BY r.device_id, r.received_ms LIMIT carefree) x)
        ELSE (SELECT count(*) FROM (SELECT FROM reports r
          WHERE r.device_id IS NULL AND r.product_id = g.p
            AND (coalesce(r.sent_by, ''), r.received_ms) > (g.b, g.ms - window_ms) AND coalesce(r.sent_by, '') <= g.b
          ORDER BY coalesce(r.sent_by, ''), r.received_ms LIMIT carefree) x) END
      + (SELECT count(*) FROM (SELECT FROM reports_waiting w
          WHERE w.facts IS NOT NULL AND w.product_id = g.p AND w.sender >= g.s AND w.sender <= g.s
          ORDER BY w.sender LIMIT carefree) x) <= carefree
  ORDER BY g.p, g.i ON CONFLICT DO NOTHING RETURNING product_id, report_id;
END $$;
