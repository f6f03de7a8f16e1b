CREATE TABLE "issue_builds" (
	"product_id" text NOT NULL,
	"key" text NOT NULL,
	"build" text NOT NULL,
	"model_id" text NOT NULL,
	"reports" integer NOT NULL,
	"devices" integer NOT NULL,
	"first_ms" bigint NOT NULL,
	"last_ms" bigint NOT NULL,
	CONSTRAINT "issue_builds_product_id_key_build_model_id_pk" PRIMARY KEY("product_id","key","build","model_id")
);
--> statement-breakpoint
CREATE TABLE "issue_comments" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"number" integer NOT NULL,
	"audience" text NOT NULL,
	"author" text NOT NULL,
	"text" text NOT NULL,
	"at_ms" bigint NOT NULL,
	CONSTRAINT "issue_comments_audience" CHECK ("issue_comments"."audience" in ('tester', 'internal', 'change'))
);
--> statement-breakpoint
CREATE TABLE "issue_days" (
	"product_id" text NOT NULL,
	"key" text NOT NULL,
	"day_ms" bigint NOT NULL,
	"reports" integer NOT NULL,
	"devices" integer NOT NULL,
	CONSTRAINT "issue_days_product_id_key_day_ms_pk" PRIMARY KEY("product_id","key","day_ms")
);
--> statement-breakpoint
CREATE TABLE "issue_devices" (
	"product_id" text NOT NULL,
	"key" text NOT NULL,
	"build" text NOT NULL,
	"device_id" text NOT NULL,
	"model_id" text,
	"reports" integer NOT NULL,
	"dropped" integer DEFAULT 0 NOT NULL,
	"first_ms" bigint NOT NULL,
	"last_ms" bigint NOT NULL,
	CONSTRAINT "issue_devices_product_id_key_build_device_id_pk" PRIMARY KEY("product_id","key","build","device_id")
);
--> statement-breakpoint
CREATE TABLE "issue_keys" (
	"product_id" text NOT NULL,
	"key" text NOT NULL,
	"number" integer NOT NULL,
	CONSTRAINT "issue_keys_product_id_key_pk" PRIMARY KEY("product_id","key")
);
--> statement-breakpoint
CREATE TABLE "report_attachments" (
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"name" text NOT NULL,
	"form" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"object_key" text NOT NULL,
	"upload_id" text,
	"created_ms" bigint NOT NULL,
	CONSTRAINT "report_attachments_product_id_report_id_name_pk" PRIMARY KEY("product_id","report_id","name"),
	CONSTRAINT "report_attachments_form" CHECK ("report_attachments"."form" in ('text', 'image', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "reports_waiting" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"object_key" text NOT NULL,
	"body" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tokens" DROP CONSTRAINT "tokens_role";--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "devices" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "status" text DEFAULT 'new' NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "fixed_in" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "merged_into" integer;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "assignee" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "first_build" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "last_build" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "regressed_ms" bigint;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "changed_ms" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "excerpt" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', regexp_replace("issues"."title", '[^[:alnum:]]+', ' ', 'g')), 'A') || setweight(to_tsvector('simple', regexp_replace("issues"."excerpt", '[^[:alnum:]]+', ' ', 'g')), 'B')) STORED;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "other_keys" jsonb;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "sent_by" text;--> statement-breakpoint
ALTER TABLE "issue_comments" ADD CONSTRAINT "issue_comments_product_id_number_issues_product_id_number_fk" FOREIGN KEY ("product_id","number") REFERENCES "public"."issues"("product_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issue_keys" ADD CONSTRAINT "issue_keys_product_id_number_issues_product_id_number_fk" FOREIGN KEY ("product_id","number") REFERENCES "public"."issues"("product_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "issue_builds_build" ON "issue_builds" USING btree ("product_id","build");--> statement-breakpoint
CREATE INDEX "issue_comments_issue" ON "issue_comments" USING btree ("product_id","number","id");--> statement-breakpoint
CREATE INDEX "issue_devices_device" ON "issue_devices" USING btree ("product_id","device_id","key");--> statement-breakpoint
CREATE INDEX "issue_keys_number" ON "issue_keys" USING btree ("product_id","number");--> statement-breakpoint
CREATE INDEX "report_attachments_object" ON "report_attachments" USING btree ("object_key");--> statement-breakpoint
CREATE INDEX "issues_newest" ON "issues" USING btree ("product_id","last_ms","number");--> statement-breakpoint
CREATE INDEX "issues_search" ON "issues" USING gin ("search");--> statement-breakpoint
CREATE INDEX "reports_key" ON "reports" USING btree ("product_id","key","received_ms");--> statement-breakpoint
CREATE INDEX "reports_device" ON "reports" USING btree ("product_id","device_id","received_ms");--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_role" CHECK ("tokens"."role" in ('operator', 'engineer', 'viewer', 'gateway', 'enroller', 'reporter'));--> statement-breakpoint
ALTER TABLE "issues" ADD CONSTRAINT "issues_status" CHECK ("issues"."status" in ('new', 'triaged', 'in-progress', 'fixed', 'wont-fix', 'duplicate'));