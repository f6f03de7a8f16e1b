ALTER TABLE "issues" ADD COLUMN "made_by" text;--> statement-breakpoint
CREATE INDEX "issues_maker" ON "issues" USING btree ("product_id","made_by","first_ms") WHERE made_by is not null;