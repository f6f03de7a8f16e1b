CREATE TABLE "key_minutes" (
	"sent_by" text NOT NULL,
	"minute_ms" bigint NOT NULL,
	"kept" integer NOT NULL,
	"dropped" integer NOT NULL,
	CONSTRAINT "key_minutes_sent_by_minute_ms_pk" PRIMARY KEY("sent_by","minute_ms")
);
