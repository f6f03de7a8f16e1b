ALTER TABLE "devices" ADD COLUMN "tester_since_ms" bigint;--> statement-breakpoint
ALTER TABLE "stages" ADD COLUMN "joined_by_ms" bigint;