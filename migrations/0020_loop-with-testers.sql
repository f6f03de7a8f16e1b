CREATE TABLE "report_credits" (
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"name" text NOT NULL,
	"agreed_ms" bigint NOT NULL,
	CONSTRAINT "report_credits_product_id_report_id_pk" PRIMARY KEY("product_id","report_id")
);
--> statement-breakpoint
CREATE TABLE "report_links" (
	"sha256" text PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"created_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_retests" (
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"build_id" text NOT NULL,
	"device_id" text,
	"model_id" text,
	"answer" text NOT NULL,
	"remark" text NOT NULL,
	"at_ms" bigint NOT NULL,
	CONSTRAINT "report_retests_product_id_report_id_build_id_pk" PRIMARY KEY("product_id","report_id","build_id"),
	CONSTRAINT "report_retests_answer" CHECK ("report_retests"."answer" in ('fixed', 'still-there'))
);
--> statement-breakpoint
ALTER TABLE "issue_comments" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "issue_comments" ADD COLUMN "fixed_in" text;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "issues" ADD COLUMN "is_hidden" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "report_credits" ADD CONSTRAINT "report_credits_product_id_report_id_reports_product_id_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."reports"("product_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_links" ADD CONSTRAINT "report_links_product_id_report_id_reports_product_id_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."reports"("product_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_retests" ADD CONSTRAINT "report_retests_product_id_report_id_reports_product_id_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."reports"("product_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_links_report" ON "report_links" USING btree ("product_id","report_id");--> statement-breakpoint
CREATE INDEX "reports_sender" ON "reports" USING btree ("sent_by","received_ms") WHERE sent_by is not null and kind <> 'crash';