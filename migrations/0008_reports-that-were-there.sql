-- Reports and issues that were there before keys find their place among those that come.
INSERT INTO "issue_keys" ("product_id", "key", "number")
SELECT "product_id", "fingerprint", "number" FROM "issues" ON CONFLICT DO NOTHING;
--> statement-breakpoint
UPDATE "reports" r SET "key" = i."fingerprint"
FROM "issues" i WHERE i."product_id" = r."product_id" AND i."number" = r."issue_number" AND r."key" IS NULL;
--> statement-breakpoint
INSERT INTO "issue_devices" ("product_id", "key", "build", "device_id", "model_id", "reports", "first_ms", "last_ms")
SELECT "product_id", "key", coalesce("build_id", "reported_build"), coalesce("device_id", ''), max("model_id"), count(*), min("received_ms"), max("received_ms")
FROM "reports" WHERE "key" IS NOT NULL
GROUP BY 1, 2, 3, 4 ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO "issue_builds" ("product_id", "key", "build", "model_id", "reports", "devices", "first_ms", "last_ms")
SELECT "product_id", "key", "build", coalesce("model_id", ''), sum("reports"), count(*) FILTER (WHERE "device_id" <> ''), min("first_ms"), max("last_ms")
FROM "issue_devices" GROUP BY 1, 2, 3, 4 ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO "issue_days" ("product_id", "key", "day_ms", "reports", "devices")
SELECT "product_id", "key", "received_ms" / 86400000 * 86400000, count(*), 0
FROM "reports" WHERE "key" IS NOT NULL GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING;
--> statement-breakpoint
UPDATE "issues" i SET
  "changed_ms" = i."first_ms",
  "devices" = (SELECT count(DISTINCT d."device_id") FROM "issue_devices" d
    WHERE d."product_id" = i."product_id" AND d."key" = i."fingerprint" AND d."device_id" <> ''),
  "first_build" = (SELECT b."build" FROM "issue_builds" b
    WHERE b."product_id" = i."product_id" AND b."key" = i."fingerprint" ORDER BY b."first_ms" LIMIT 1),
  "last_build" = (SELECT b."build" FROM "issue_builds" b
    WHERE b."product_id" = i."product_id" AND b."key" = i."fingerprint" ORDER BY b."last_ms" DESC LIMIT 1);
