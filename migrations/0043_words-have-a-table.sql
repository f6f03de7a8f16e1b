CREATE TABLE "issue_words" (
	"product_id" text NOT NULL,
	"number" integer NOT NULL,
	"search" "tsvector" NOT NULL,
	CONSTRAINT "issue_words_product_id_number_pk" PRIMARY KEY("product_id","number")
);
--> statement-breakpoint
ALTER TABLE "issue_words" ADD CONSTRAINT "issue_words_product_id_number_issues_product_id_number_fk" FOREIGN KEY ("product_id","number") REFERENCES "public"."issues"("product_id","number") ON DELETE cascade ON UPDATE no action;