CREATE TABLE "report_answers" (
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"file" text NOT NULL,
	"words" text NOT NULL,
	"at_ms" bigint NOT NULL,
	CONSTRAINT "report_answers_product_id_report_id_file_pk" PRIMARY KEY("product_id","report_id","file")
);
--> statement-breakpoint
ALTER TABLE "report_answers" ADD CONSTRAINT "report_answers_product_id_report_id_reports_product_id_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."reports"("product_id","id") ON DELETE cascade ON UPDATE no action;