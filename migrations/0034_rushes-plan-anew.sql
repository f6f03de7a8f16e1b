-- What a rush asks of each report, planned anew each time: these tables fill and empty within minutes, and a plan that was
-- made while they were empty looks at each of 30,000 reports once for each that comes in. A statement cannot say so, and a
-- setting of the session is lost behind a pooler. The limits are the caller's.
CREATE FUNCTION put_unread(rows json, bodies text[], carefree int, window_ms bigint)
RETURNS TABLE (product text, id text) LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.p, r.s ORDER BY r.n) AS nth
    FROM ROWS FROM (json_to_recordset(rows) AS (n int, p text, i text, s text, d text, b text, ms bigint, object_key text,
      facts text), unnest(bodies)) r WHERE r.n IS NOT NULL)
  INSERT INTO reports_waiting (product_id, report_id, object_key, body, facts, sender, received_ms)
  SELECT g.p, g.i, g.object_key, g.unnest, g.facts, g.s, g.ms FROM given g
  WHERE EXISTS (SELECT FROM products WHERE products.id = g.p)
    AND NOT EXISTS (SELECT FROM reports r WHERE r.product_id = g.p AND r.id = g.i)
    AND g.nth + CASE WHEN g.d IS NOT NULL
        THEN (SELECT count(*) FROM (SELECT FROM reports r WHERE r.product_id = g.p AND r.device_id = g.d
          AND r.received_ms > g.ms - window_ms LIMIT carefree) x)
        ELSE (SELECT count(*) FROM (SELECT FROM reports r WHERE r.product_id = g.p AND r.device_id IS NULL
          AND coalesce(r.sent_by, '') = g.b AND r.received_ms > g.ms - window_ms LIMIT carefree) x) END
      + (SELECT count(*) FROM (SELECT FROM reports_waiting w WHERE w.product_id = g.p AND w.sender = g.s
          AND w.facts IS NOT NULL LIMIT carefree) x) <= carefree
  ORDER BY g.p, g.i ON CONFLICT DO NOTHING RETURNING product_id, report_id;
END $$;
