CREATE TABLE "report_texts" (
	"seq" bigint NOT NULL,
	"product_id" text NOT NULL,
	"report_id" text NOT NULL,
	"object_key" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "report_texts_seq_pk" PRIMARY KEY("seq")
);
--> statement-breakpoint
ALTER TABLE "report_texts" ADD CONSTRAINT "report_texts_product_id_report_id_reports_product_id_id_fk" FOREIGN KEY ("product_id","report_id") REFERENCES "public"."reports"("product_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "report_texts_report" ON "report_texts" USING btree ("product_id","report_id");