CREATE TABLE "deliveries" (
	"subscription_id" text NOT NULL,
	"event_seq" bigint NOT NULL,
	"lane" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"since_ms" bigint NOT NULL,
	"next_ms" bigint NOT NULL,
	"told_ms" bigint,
	"status" integer,
	"fault" text,
	CONSTRAINT "deliveries_subscription_id_event_seq_pk" PRIMARY KEY("subscription_id","event_seq"),
	CONSTRAINT "deliveries_state" CHECK ("deliveries"."state" in ('waiting', 'told', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"product_id" text,
	"url" text NOT NULL,
	"events" jsonb NOT NULL,
	"secrets" jsonb NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"stop_reason" text,
	"created_by" text NOT NULL,
	"created_ms" bigint NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"rest_until_ms" bigint DEFAULT 0 NOT NULL,
	"told_ms" bigint,
	"fence" bigint DEFAULT 0 NOT NULL,
	"claimed_until_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "subscriptions_kind" CHECK ("subscriptions"."kind" in ('webhook', 'github', 'gitlab')),
	CONSTRAINT "subscriptions_state" CHECK ("subscriptions"."state" in ('active', 'stopped'))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event_seq_events_seq_fk" FOREIGN KEY ("event_seq") REFERENCES "public"."events"("seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_lane" ON "deliveries" USING btree ("subscription_id","lane","event_seq") WHERE "deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "deliveries_event" ON "deliveries" USING btree ("event_seq");--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("since_ms") WHERE "deliveries"."state" <> 'told';