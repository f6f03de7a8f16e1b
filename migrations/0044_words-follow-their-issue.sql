-- For every writer. What an UPDATE does not name of an issue it leaves alone here, too: counting touches no words.
CREATE FUNCTION keep_issue_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO issue_words (product_id, number, search) VALUES (NEW.product_id, NEW.number, NEW.search)
  ON CONFLICT (product_id, number) DO UPDATE SET search = excluded.search;
  RETURN NULL;
END;
$$;--> statement-breakpoint
-- From here on nobody changes an issue until all of this is done; who only reads, or files a report of a known fault, goes on.
CREATE TRIGGER issues_keep_words AFTER INSERT OR UPDATE OF title, excerpt ON issues
  FOR EACH ROW EXECUTE FUNCTION keep_issue_words();--> statement-breakpoint
INSERT INTO issue_words (product_id, number, search) SELECT product_id, number, search FROM issues
ON CONFLICT DO NOTHING;
