-- What earlier changes made of an issue, from the sentences that the service wrote then.
UPDATE "issue_comments" SET "status" = CASE
    WHEN "text" LIKE 'It is new again.%' THEN 'new'
    WHEN "text" LIKE 'It was looked at.%' THEN 'triaged'
    WHEN "text" LIKE 'It is being worked on.%' THEN 'in-progress'
    WHEN "text" LIKE 'It is fixed in build %' THEN 'fixed'
    WHEN "text" LIKE 'It will not be fixed.%' THEN 'wont-fix'
    WHEN "text" LIKE 'Issue ' || "number" || ' is the same as issue %' THEN 'duplicate'
  END,
  "fixed_in" = substring("text" from '^It is fixed in build ([!-~]+)\.( |$)')
WHERE "audience" = 'change';
