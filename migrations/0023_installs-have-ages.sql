CREATE TABLE "checkin_parts" (
	"rollout_id" integer NOT NULL,
	"model_id" text NOT NULL,
	"hour_ms" bigint NOT NULL,
	"arm" text NOT NULL,
	"is_tester" boolean NOT NULL,
	"age_h" smallint NOT NULL,
	"exposure_s" double precision NOT NULL,
	"crashes" integer NOT NULL,
	"free_s" double precision NOT NULL,
	"first_crashes" integer NOT NULL,
	CONSTRAINT "checkin_parts_pk" PRIMARY KEY("rollout_id","hour_ms","model_id","arm","is_tester","age_h"),
	CONSTRAINT "checkin_parts_arm" CHECK ("checkin_parts"."arm" in ('new', 'control'))
);
--> statement-breakpoint
ALTER TABLE "device_windows" ADD COLUMN "is_tester" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "device_windows" ADD COLUMN "age_h" smallint DEFAULT 6 NOT NULL;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "trial_id" integer;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "trial_ms" bigint;