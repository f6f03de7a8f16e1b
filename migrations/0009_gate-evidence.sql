CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"fence" bigint NOT NULL,
	"until_ms" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "installs" DROP CONSTRAINT "installs_state";--> statement-breakpoint
ALTER TABLE "decisions" DROP CONSTRAINT "decisions_kind";--> statement-breakpoint
ALTER TABLE "checkin_hours" ADD COLUMN "free_s" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "checkin_hours" ADD COLUMN "first_crashes" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "checkin_hours" ADD COLUMN "asked" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "checkin_hours" ADD COLUMN "answered" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "installs" ADD COLUMN "restart_ms" bigint;--> statement-breakpoint
ALTER TABLE "installs" ADD COLUMN "finished_ms" bigint;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "asked" jsonb;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "models" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "rollouts" ADD COLUMN "tranches" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rollouts" ADD COLUMN "quarantined" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "rollouts" ADD COLUMN "lifted_ms" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "device_windows_crashed" ON "device_windows" USING btree ("product_id","device_id") WHERE crashed;--> statement-breakpoint
ALTER TABLE "installs" ADD CONSTRAINT "installs_state" CHECK ("installs"."state" in ('accepted', 'installed', 'restarting', 'confirmed', 'failed'));--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_kind" CHECK ("decisions"."kind" in ('start', 'advance', 'promote', 'extend', 'complete', 'hold', 'quarantine', 'lift', 'halt', 'resume', 'retreat', 'close'));