CREATE INDEX "reports_object" ON "reports" USING btree ("object_key");--> statement-breakpoint
CREATE INDEX "reports_age" ON "reports" USING btree ("kind","received_ms");