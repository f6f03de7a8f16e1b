ALTER TABLE "reports_waiting" ADD COLUMN "facts" text;--> statement-breakpoint
ALTER TABLE "reports_waiting" ADD COLUMN "sender" text;--> statement-breakpoint
ALTER TABLE "reports_waiting" ADD COLUMN "received_ms" bigint;--> statement-breakpoint
CREATE INDEX "reports_bearer" ON "reports" USING btree ("product_id",coalesce(sent_by, ''),"received_ms") WHERE device_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "reports_waiting_report" ON "reports_waiting" USING btree ("product_id","report_id");--> statement-breakpoint
CREATE INDEX "reports_waiting_sender" ON "reports_waiting" USING btree ("product_id","sender") WHERE facts is not null;