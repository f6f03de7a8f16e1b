-- Keys that were there before rules had versions on them: what their newest report says, or that nobody knows.
UPDATE "issue_keys" k SET "version" = r."version"
FROM (
  SELECT DISTINCT ON ("product_id", "key") "product_id", "key", coalesce("other_keys"->>'version', 'none/0') AS "version"
  FROM "reports" WHERE "kind" = 'crash' AND "key" IS NOT NULL
  ORDER BY "product_id", "key", "received_ms" DESC
) r WHERE r."product_id" = k."product_id" AND r."key" = k."key";
