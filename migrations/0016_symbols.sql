CREATE TABLE "symbol_files" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"build_id" text NOT NULL,
	"kind" text NOT NULL,
	"identity" text NOT NULL,
	"name" text NOT NULL,
	"file_name" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"object_key" text NOT NULL,
	"upload_id" text,
	"everywhere" text,
	"of_build" text NOT NULL,
	"created_ms" bigint NOT NULL,
	"is_pending" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "symbol_files_content" UNIQUE("product_id","build_id","sha256"),
	CONSTRAINT "symbol_files_kind" CHECK ("symbol_files"."kind" in ('mapping', 'library', 'firmware', 'source-map'))
);
--> statement-breakpoint
ALTER TABLE "issue_keys" ADD COLUMN "version" text;--> statement-breakpoint
ALTER TABLE "issue_keys" ADD COLUMN "successor" text;--> statement-breakpoint
ALTER TABLE "issue_keys" ADD COLUMN "walked" text;--> statement-breakpoint
ALTER TABLE "reports" ADD COLUMN "wants" text;--> statement-breakpoint
ALTER TABLE "symbol_files" ADD CONSTRAINT "symbol_files_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "symbol_files_everywhere" ON "symbol_files" USING btree ("product_id","everywhere");--> statement-breakpoint
CREATE INDEX "symbol_files_build" ON "symbol_files" USING btree ("product_id","build_id","of_build");--> statement-breakpoint
CREATE INDEX "symbol_files_pending" ON "symbol_files" USING btree ("id") WHERE is_pending = 1 and upload_id is null;--> statement-breakpoint
CREATE INDEX "issue_keys_version" ON "issue_keys" USING btree ("version");--> statement-breakpoint
CREATE INDEX "reports_wants" ON "reports" USING btree ("product_id","received_ms") WHERE wants is not null;