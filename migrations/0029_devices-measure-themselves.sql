CREATE TABLE "checkin_metrics" (
	"rollout_id" integer NOT NULL,
	"day_ms" bigint NOT NULL,
	"model_id" text NOT NULL,
	"arm" text NOT NULL,
	"metric" text NOT NULL,
	"bin" smallint NOT NULL,
	"devices" integer NOT NULL,
	CONSTRAINT "checkin_metrics_pk" PRIMARY KEY("rollout_id","day_ms","model_id","arm","metric","bin"),
	CONSTRAINT "checkin_metrics_arm" CHECK ("checkin_metrics"."arm" in ('new', 'control'))
);
--> statement-breakpoint
ALTER TABLE "device_windows" ADD COLUMN "boot_bin" smallint;--> statement-breakpoint
ALTER TABLE "device_windows" ADD COLUMN "drain_bin" smallint;--> statement-breakpoint
ALTER TABLE "device_windows" ADD COLUMN "free_bin" smallint;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "measured" jsonb;