ALTER TABLE "checkin_hours" ADD COLUMN "fell" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "checkin_parts" ADD COLUMN "fell" integer DEFAULT 0 NOT NULL;