CREATE TABLE "letters" (
	"id" text PRIMARY KEY DEFAULT 'ltr_' || replace(gen_random_uuid()::text, '-', '') NOT NULL,
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"recipient" text NOT NULL,
	"kind" text NOT NULL,
	"event_id" text,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"since_ms" bigint NOT NULL,
	"next_ms" bigint NOT NULL,
	"fault" text,
	CONSTRAINT "letters_event" UNIQUE("product_id","report_id","event_id"),
	CONSTRAINT "letters_kind" CHECK ("letters"."kind" in ('confirm', 'news')),
	CONSTRAINT "letters_state" CHECK ("letters"."state" in ('waiting', 'sent', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "mail_wishes" (
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"sealed" text NOT NULL,
	"recipient" text NOT NULL,
	"asked_ms" bigint NOT NULL,
	"confirmed_ms" bigint,
	CONSTRAINT "mail_wishes_product_id_report_id_pk" PRIMARY KEY("product_id","report_id")
);
--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_product_id_report_id_mail_wishes_product_id_report_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."mail_wishes"("product_id","report_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_wishes" ADD CONSTRAINT "mail_wishes_product_id_report_id_reports_product_id_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."reports"("product_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "letters_due" ON "letters" USING btree ("next_ms") WHERE "letters"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "letters_recipient" ON "letters" USING btree ("recipient","since_ms");