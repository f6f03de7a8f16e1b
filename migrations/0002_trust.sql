CREATE TABLE "trust_proposals" (
	"role" text NOT NULL,
	"digest" text NOT NULL,
	"version" bigint NOT NULL,
	"payload" text NOT NULL,
	"signatures" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_ms" bigint NOT NULL,
	CONSTRAINT "trust_proposals_role_digest_pk" PRIMARY KEY("role","digest")
);
--> statement-breakpoint
CREATE TABLE "trust_publications" (
	"role" text NOT NULL,
	"version" bigint NOT NULL,
	"digest" text NOT NULL,
	"settled_ms" bigint NOT NULL,
	CONSTRAINT "trust_publications_role_version_pk" PRIMARY KEY("role","version")
);
