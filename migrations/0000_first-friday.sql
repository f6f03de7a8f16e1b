CREATE TABLE "artifacts" (
	"build_id" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"from_build_id" text,
	"size_bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"sha512" text NOT NULL,
	"chunk_size_bytes" integer NOT NULL,
	"chunk_root" text NOT NULL,
	"verified_ms" bigint,
	CONSTRAINT "artifacts_build_id_sha256_pk" PRIMARY KEY("build_id","sha256"),
	CONSTRAINT "artifacts_kind" CHECK ("artifacts"."kind" in ('full', 'delta'))
);
--> statement-breakpoint
CREATE TABLE "builds" (
	"id" text PRIMARY KEY NOT NULL,
	"product_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"version" text NOT NULL,
	"vendor_version" text,
	"counter" bigint NOT NULL,
	"models" jsonb NOT NULL,
	"accepts" text NOT NULL,
	"security_floor" bigint NOT NULL,
	"state" text NOT NULL,
	"release" text,
	"created_by" text NOT NULL,
	"created_ms" bigint NOT NULL,
	"sealed_ms" bigint,
	CONSTRAINT "builds_version" UNIQUE("product_id","version"),
	CONSTRAINT "builds_counter" UNIQUE("product_id","counter"),
	CONSTRAINT "builds_state" CHECK ("builds"."state" in ('draft', 'sealed'))
);
--> statement-breakpoint
CREATE TABLE "upload_parts" (
	"build_id" text NOT NULL,
	"part_number" integer NOT NULL,
	"etag" text NOT NULL,
	"size_bytes" integer NOT NULL,
	CONSTRAINT "upload_parts_build_id_part_number_pk" PRIMARY KEY("build_id","part_number")
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"build_id" text PRIMARY KEY NOT NULL,
	"upload_id" text NOT NULL,
	"sha256" text NOT NULL,
	"part_size_bytes" integer NOT NULL,
	"joined_etag" text,
	"created_ms" bigint NOT NULL,
	CONSTRAINT "uploads_sha256" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "withdrawals" (
	"build_id" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"withdrawn_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"product_id" text NOT NULL,
	"id" text NOT NULL,
	"timetable" text,
	"poll_s" integer NOT NULL,
	"departed_ms" bigint NOT NULL,
	CONSTRAINT "channels_product_id_id_pk" PRIMARY KEY("product_id","id")
);
--> statement-breakpoint
CREATE TABLE "cohort_members" (
	"product_id" text NOT NULL,
	"cohort_id" text NOT NULL,
	"device_id" text NOT NULL,
	"added_ms" bigint NOT NULL,
	CONSTRAINT "cohort_members_product_id_cohort_id_device_id_pk" PRIMARY KEY("product_id","cohort_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "cohorts" (
	"product_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"rule" jsonb,
	"created_ms" bigint NOT NULL,
	CONSTRAINT "cohorts_product_id_id_pk" PRIMARY KEY("product_id","id"),
	CONSTRAINT "cohorts_kind" CHECK ("cohorts"."kind" in ('named', 'rule', 'testers'))
);
--> statement-breakpoint
CREATE TABLE "models" (
	"product_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "models_product_id_id_pk" PRIMARY KEY("product_id","id")
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"product_id" text NOT NULL,
	"key_id" text NOT NULL,
	"public_hex" text NOT NULL,
	"label" text NOT NULL,
	"added_by" text NOT NULL,
	"added_ms" bigint NOT NULL,
	"revoked_ms" bigint,
	CONSTRAINT "signing_keys_product_id_key_id_pk" PRIMARY KEY("product_id","key_id")
);
--> statement-breakpoint
CREATE TABLE "checkin_events" (
	"product_id" text NOT NULL,
	"device_id" text NOT NULL,
	"event_id" text NOT NULL,
	"folded_ms" bigint NOT NULL,
	CONSTRAINT "checkin_events_product_id_device_id_event_id_pk" PRIMARY KEY("product_id","device_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "checkin_hours" (
	"product_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"rollout_id" integer NOT NULL,
	"model_id" text NOT NULL,
	"build_id" text NOT NULL,
	"hour_ms" bigint NOT NULL,
	"arm" text NOT NULL,
	"exposure_s" double precision NOT NULL,
	"crashes" integer NOT NULL,
	"devices" integer NOT NULL,
	CONSTRAINT "checkin_hours_product_id_channel_id_rollout_id_model_id_build_id_hour_ms_arm_pk" PRIMARY KEY("product_id","channel_id","rollout_id","model_id","build_id","hour_ms","arm"),
	CONSTRAINT "checkin_hours_arm" CHECK ("checkin_hours"."arm" in ('new', 'control'))
);
--> statement-breakpoint
CREATE TABLE "checkin_queue" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"received_ms" bigint NOT NULL,
	"batch" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device_windows" (
	"product_id" text NOT NULL,
	"device_id" text NOT NULL,
	"hour_ms" bigint NOT NULL,
	"rollout_id" integer NOT NULL,
	"arm" text NOT NULL,
	"build_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"model_id" text NOT NULL,
	"claimed_s" integer NOT NULL,
	"crashed" boolean NOT NULL,
	"since_ms" bigint NOT NULL,
	"last_ms" bigint NOT NULL,
	CONSTRAINT "device_windows_pk" PRIMARY KEY("product_id","device_id","hour_ms","rollout_id","arm","build_id"),
	CONSTRAINT "device_windows_arm" CHECK ("device_windows"."arm" in ('new', 'control', 'aside'))
);
--> statement-breakpoint
CREATE TABLE "devices" (
	"product_id" text NOT NULL,
	"id" text NOT NULL,
	"channel_id" text NOT NULL,
	"model_id" text NOT NULL,
	"bucket" integer NOT NULL,
	"region" text,
	"locale" text,
	"reported_build" text,
	"build_id" text,
	"reported_ms" bigint NOT NULL,
	"is_tester" boolean NOT NULL,
	"is_blocked" boolean NOT NULL,
	"enrolled_ms" bigint NOT NULL,
	"seen_ms" bigint NOT NULL,
	"health_ms" bigint NOT NULL,
	CONSTRAINT "devices_product_id_id_pk" PRIMARY KEY("product_id","id")
);
--> statement-breakpoint
CREATE TABLE "installs" (
	"rollout_id" integer NOT NULL,
	"product_id" text NOT NULL,
	"device_id" text NOT NULL,
	"model_id" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"accepted_ms" bigint NOT NULL,
	"deadline_ms" bigint NOT NULL,
	"step_ms" bigint NOT NULL,
	"heard_ms" bigint NOT NULL,
	CONSTRAINT "installs_rollout_id_device_id_pk" PRIMARY KEY("rollout_id","device_id"),
	CONSTRAINT "installs_state" CHECK ("installs"."state" in ('accepted', 'installed', 'confirmed', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at_ms" bigint NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"details" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"actor" text NOT NULL,
	"route" text NOT NULL,
	"key" text NOT NULL,
	"request_sha256" text NOT NULL,
	"attempt" text NOT NULL,
	"claimed_ms" bigint NOT NULL,
	"status" integer,
	"content_type" text,
	"body" text,
	CONSTRAINT "idempotency_keys_actor_route_key_pk" PRIMARY KEY("actor","route","key")
);
--> statement-breakpoint
CREATE TABLE "map_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"wanted" bigint NOT NULL,
	"published" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"sha256" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"product_id" text,
	"created_by" text NOT NULL,
	"created_ms" bigint NOT NULL,
	"expires_ms" bigint,
	"revoked_ms" bigint,
	CONSTRAINT "tokens_name" UNIQUE("name"),
	CONSTRAINT "tokens_role" CHECK ("tokens"."role" in ('operator', 'engineer', 'viewer', 'gateway', 'enroller'))
);
--> statement-breakpoint
CREATE TABLE "issues" (
	"product_id" text NOT NULL,
	"number" integer NOT NULL,
	"fingerprint" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"first_ms" bigint NOT NULL,
	"last_ms" bigint NOT NULL,
	"reports" integer NOT NULL,
	CONSTRAINT "issues_product_id_number_pk" PRIMARY KEY("product_id","number"),
	CONSTRAINT "issues_fingerprint" UNIQUE("product_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"product_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"device_id" text,
	"model_id" text,
	"reported_build" text NOT NULL,
	"build_id" text,
	"title" text NOT NULL,
	"issue_number" integer NOT NULL,
	"object_key" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"received_ms" bigint NOT NULL,
	CONSTRAINT "reports_product_id_id_pk" PRIMARY KEY("product_id","id"),
	CONSTRAINT "reports_kind" CHECK ("reports"."kind" in ('crash', 'bug', 'idea'))
);
--> statement-breakpoint
CREATE TABLE "ceilings" (
	"build_id" text NOT NULL,
	"plan_id" integer NOT NULL,
	"seq" bigint NOT NULL,
	"envelope" text NOT NULL,
	"signed" jsonb NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_ms" bigint NOT NULL,
	CONSTRAINT "ceilings_build_id_plan_id_seq_pk" PRIMARY KEY("build_id","plan_id","seq")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"rollout_id" integer NOT NULL,
	"number" integer NOT NULL,
	"parent" integer,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"stage_index" integer NOT NULL,
	"verdict" jsonb,
	"evidence" jsonb,
	"decided_ms" bigint NOT NULL,
	CONSTRAINT "decisions_rollout_id_number_pk" PRIMARY KEY("rollout_id","number"),
	CONSTRAINT "decisions_parent" UNIQUE("rollout_id","parent"),
	CONSTRAINT "decisions_kind" CHECK ("decisions"."kind" in ('start', 'advance', 'promote', 'complete', 'hold', 'halt', 'resume', 'retreat', 'close'))
);
--> statement-breakpoint
CREATE TABLE "departures" (
	"product_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"departure_ms" bigint NOT NULL,
	"rollout_id" integer,
	"skipped" text,
	"decided_ms" bigint NOT NULL,
	CONSTRAINT "departures_product_id_channel_id_departure_ms_pk" PRIMARY KEY("product_id","channel_id","departure_ms")
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "plans_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"product_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"gates_digests" jsonb NOT NULL,
	"source" text NOT NULL,
	"plan" jsonb NOT NULL,
	"applied_by" text NOT NULL,
	"applied_ms" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollouts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "rollouts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"product_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"build_id" text NOT NULL,
	"plan_id" integer NOT NULL,
	"fallback_build_id" text,
	"salt" text NOT NULL,
	"ceiling" text NOT NULL,
	"ceiling_ends_ms" bigint NOT NULL,
	"permit" text,
	"state" text NOT NULL,
	"stage_index" integer NOT NULL,
	"stage_entered_ms" bigint NOT NULL,
	"evidence_from_ms" bigint NOT NULL,
	"started_ms" bigint NOT NULL,
	"head" integer NOT NULL,
	CONSTRAINT "rollouts_state" CHECK ("rollouts"."state" in ('running', 'held', 'halted', 'retreated', 'completed', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"rollout_id" integer NOT NULL,
	"index" integer NOT NULL,
	"name" text NOT NULL,
	"cohort" text NOT NULL,
	"permille" integer NOT NULL,
	"bake_s" integer NOT NULL,
	"promote" text NOT NULL,
	"gates" jsonb NOT NULL,
	"not_before_ms" bigint NOT NULL,
	"entered_ms" bigint,
	CONSTRAINT "stages_rollout_id_index_pk" PRIMARY KEY("rollout_id","index")
);
--> statement-breakpoint
ALTER TABLE "artifacts" ADD CONSTRAINT "artifacts_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "artifacts" ADD CONSTRAINT "artifacts_from_build_id_builds_id_fk" FOREIGN KEY ("from_build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "builds" ADD CONSTRAINT "builds_product_id_channel_id_channels_product_id_id_fk" FOREIGN KEY ("product_id","channel_id") REFERENCES "public"."channels"("product_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload_parts" ADD CONSTRAINT "upload_parts_build_id_uploads_build_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."uploads"("build_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "withdrawals" ADD CONSTRAINT "withdrawals_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cohort_members" ADD CONSTRAINT "cohort_members_product_id_cohort_id_cohorts_product_id_id_fk" FOREIGN KEY ("product_id","cohort_id") REFERENCES "public"."cohorts"("product_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cohorts" ADD CONSTRAINT "cohorts_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "models" ADD CONSTRAINT "models_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD CONSTRAINT "signing_keys_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installs" ADD CONSTRAINT "installs_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "installs" ADD CONSTRAINT "installs_product_id_device_id_devices_product_id_id_fk" FOREIGN KEY ("product_id","device_id") REFERENCES "public"."devices"("product_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issues" ADD CONSTRAINT "issues_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_product_id_issue_number_issues_product_id_number_fk" FOREIGN KEY ("product_id","issue_number") REFERENCES "public"."issues"("product_id","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ceilings" ADD CONSTRAINT "ceilings_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ceilings" ADD CONSTRAINT "ceilings_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departures" ADD CONSTRAINT "departures_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departures" ADD CONSTRAINT "departures_product_id_channel_id_channels_product_id_id_fk" FOREIGN KEY ("product_id","channel_id") REFERENCES "public"."channels"("product_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_product_id_channel_id_channels_product_id_id_fk" FOREIGN KEY ("product_id","channel_id") REFERENCES "public"."channels"("product_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_build_id_builds_id_fk" FOREIGN KEY ("build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_fallback_build_id_builds_id_fk" FOREIGN KEY ("fallback_build_id") REFERENCES "public"."builds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_product_id_channel_id_channels_product_id_id_fk" FOREIGN KEY ("product_id","channel_id") REFERENCES "public"."channels"("product_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_rollout_id_rollouts_id_fk" FOREIGN KEY ("rollout_id") REFERENCES "public"."rollouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "artifacts_sha256" ON "artifacts" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "builds_vendor_version" ON "builds" USING btree ("product_id","vendor_version");--> statement-breakpoint
CREATE INDEX "builds_channel" ON "builds" USING btree ("product_id","channel_id","counter");--> statement-breakpoint
CREATE INDEX "cohort_members_device" ON "cohort_members" USING btree ("product_id","device_id");--> statement-breakpoint
CREATE INDEX "checkin_events_age" ON "checkin_events" USING brin ("folded_ms");--> statement-breakpoint
CREATE INDEX "checkin_hours_rollout" ON "checkin_hours" USING btree ("rollout_id","hour_ms");--> statement-breakpoint
CREATE INDEX "device_windows_age" ON "device_windows" USING brin ("hour_ms");--> statement-breakpoint
CREATE INDEX "devices_build" ON "devices" USING btree ("product_id","build_id");--> statement-breakpoint
CREATE INDEX "devices_model" ON "devices" USING btree ("product_id","channel_id","model_id");--> statement-breakpoint
CREATE INDEX "installs_device" ON "installs" USING btree ("product_id","device_id");--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","seq");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("claimed_ms");--> statement-breakpoint
CREATE INDEX "reports_newest" ON "reports" USING btree ("product_id","received_ms");--> statement-breakpoint
CREATE INDEX "reports_build" ON "reports" USING btree ("product_id","build_id","received_ms");--> statement-breakpoint
CREATE INDEX "plans_channel" ON "plans" USING btree ("product_id","channel_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "rollouts_one_open" ON "rollouts" USING btree ("product_id","channel_id") WHERE state in ('running', 'held', 'halted');--> statement-breakpoint
CREATE INDEX "rollouts_channel" ON "rollouts" USING btree ("product_id","channel_id","id");