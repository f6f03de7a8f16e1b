DROP INDEX "reports_build";--> statement-breakpoint
CREATE INDEX "issue_builds_model" ON "issue_builds" USING btree ("product_id","model_id");--> statement-breakpoint
CREATE INDEX "reports_build" ON "reports" USING btree ("product_id",coalesce("build_id", "reported_build"),"received_ms");