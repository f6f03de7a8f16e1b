CREATE TABLE "file_minutes" (
	"sender" text NOT NULL,
	"minute_ms" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "file_minutes_sender_minute_ms_pk" PRIMARY KEY("sender","minute_ms")
);
--> statement-breakpoint
CREATE INDEX "file_minutes_age" ON "file_minutes" USING btree ("minute_ms");