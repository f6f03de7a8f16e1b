-- Until now the sentence alone said where an issue went on; it stands at both, and the issue that it names is the other one.
UPDATE issue_comments c SET goes_on = said.into_number FROM (
  SELECT id, substring(text FROM 'is the same as issue ([0-9]{1,9})')::int AS into_number FROM issue_comments
  WHERE audience = 'change'
    AND text ~ '^(Issue [0-9]{1,9} is the same as issue [0-9]{1,9}, and goes on there|Its reporter says that it is the same as issue [0-9]{1,9})[.]$') said
WHERE said.id = c.id AND said.into_number <> c.number;
