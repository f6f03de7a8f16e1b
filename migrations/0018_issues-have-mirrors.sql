CREATE TABLE "mirror_links" (
	"subscription_id" text NOT NULL,
	"number" integer NOT NULL,
	"external" bigint,
	"url" text,
	"made_ms" bigint NOT NULL,
	"closed_there_ms" bigint,
	CONSTRAINT "mirror_links_subscription_id_number_pk" PRIMARY KEY("subscription_id","number")
);
--> statement-breakpoint
ALTER TABLE "mirror_links" ADD CONSTRAINT "mirror_links_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE cascade ON UPDATE no action;