-- In one of the rows that a device has in an issue it is counted: the one of its first report there.
UPDATE "issue_devices" d SET "met_ms" = d."first_ms" / 86400000 * 86400000
FROM (
  SELECT DISTINCT ON (e."product_id", k."number", e."device_id") e."product_id", e."key", e."build", e."device_id"
  FROM "issue_devices" e JOIN "issue_keys" k ON k."product_id" = e."product_id" AND k."key" = e."key"
  WHERE e."device_id" <> ''
  ORDER BY e."product_id", k."number", e."device_id", e."first_ms", e."key", e."build") f
WHERE d."product_id" = f."product_id" AND d."key" = f."key" AND d."build" = f."build" AND d."device_id" = f."device_id";--> statement-breakpoint
UPDATE "issue_days" SET "devices" = 0 WHERE "devices" <> 0;--> statement-breakpoint
INSERT INTO "issue_days" ("product_id", "key", "day_ms", "reports", "devices")
SELECT "product_id", "key", "met_ms", 0, count(*) FROM "issue_devices" WHERE "met_ms" IS NOT NULL GROUP BY 1, 2, 3
ON CONFLICT ("product_id", "key", "day_ms") DO UPDATE SET "devices" = excluded."devices";--> statement-breakpoint
UPDATE "issues" i SET "devices" = s."devices"
FROM (
  SELECT k."product_id", k."number", sum(t."devices") AS "devices"
  FROM "issue_keys" k JOIN "issue_days" t ON t."product_id" = k."product_id" AND t."key" = k."key" GROUP BY 1, 2) s
WHERE i."product_id" = s."product_id" AND i."number" = s."number" AND i."devices" <> s."devices";
