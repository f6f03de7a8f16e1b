CREATE TABLE "events" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"id" text DEFAULT 'evt_' || replace(gen_random_uuid()::text, '-', '') NOT NULL,
	"type" text NOT NULL,
	"product_id" text NOT NULL,
	"subject" text NOT NULL,
	"at_ms" bigint NOT NULL,
	"data" jsonb NOT NULL,
	"once" text,
	"spread_ms" bigint,
	CONSTRAINT "events_id" UNIQUE("id"),
	CONSTRAINT "events_once" UNIQUE("once")
);
--> statement-breakpoint
CREATE INDEX "events_unspread" ON "events" USING btree ("seq") WHERE "events"."spread_ms" is null;--> statement-breakpoint
CREATE INDEX "events_subject" ON "events" USING btree ("product_id","subject","seq");