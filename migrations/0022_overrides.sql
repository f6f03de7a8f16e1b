ALTER TABLE "decisions" ADD COLUMN "override_until_ms" bigint;--> statement-breakpoint
ALTER TABLE "rollouts" ADD COLUMN "override" jsonb;