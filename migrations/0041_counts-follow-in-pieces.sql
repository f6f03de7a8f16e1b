CREATE TABLE "issue_recounts" (
	"product_id" text NOT NULL,
	"key" text NOT NULL,
	"stage" text NOT NULL,
	"left_issues" jsonb NOT NULL,
	"build" text DEFAULT '' NOT NULL,
	"device_id" text DEFAULT '' NOT NULL,
	CONSTRAINT "issue_recounts_product_id_key_pk" PRIMARY KEY("product_id","key"),
	CONSTRAINT "issue_recounts_stage" CHECK ("issue_recounts"."stage" in ('rest', 'devices', 'ends'))
);
--> statement-breakpoint
ALTER TABLE "issue_devices" ADD COLUMN "met_ms" bigint;