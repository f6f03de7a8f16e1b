-- Chinese and Japanese part no words by spaces, and Korean hangs its endings on them: what PostgreSQL takes for one word is half a
-- sentence. Each sign is a word of its own as well, so that a search finds those that stand side by side. Texts without such
-- signs gain nothing by it, and cost nothing.
CREATE FUNCTION signs_of(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN words ~ '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]' THEN to_tsvector('simple',
    regexp_replace(regexp_replace(words, '[^[:alnum:]]+', ' ', 'g'), '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])', ' \1 ', 'g'))
    ELSE ''::tsvector END
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION keep_issue_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO issue_words (product_id, number, search)
  VALUES (NEW.product_id, NEW.number,
    NEW.search || setweight(signs_of(NEW.title), 'A') || setweight(signs_of(NEW.excerpt), 'B'))
  ON CONFLICT (product_id, number) DO UPDATE SET search = excluded.search;
  RETURN NULL;
END;
$$;--> statement-breakpoint
UPDATE issue_words w SET search = i.search || setweight(signs_of(i.title), 'A') || setweight(signs_of(i.excerpt), 'B')
FROM issues i WHERE i.product_id = w.product_id AND i.number = w.number AND i.title || i.excerpt ~ '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]';
