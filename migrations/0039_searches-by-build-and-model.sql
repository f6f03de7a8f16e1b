DROP INDEX "issue_builds_build";--> statement-breakpoint
DROP INDEX "issue_builds_model";--> statement-breakpoint
CREATE INDEX "issue_builds_met" ON "issue_builds" USING btree ("product_id","build","model_id","key");--> statement-breakpoint
CREATE INDEX "issue_builds_model_met" ON "issue_builds" USING btree ("product_id","model_id","key");