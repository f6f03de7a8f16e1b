-- In this order, since whoever reads issues waits from the moment in which their index goes.
CREATE INDEX "issue_words_search" ON "issue_words" USING gin ("search");--> statement-breakpoint
DROP INDEX "issues_search";
