-- What the database itself refuses, whoever asks: edits of sealed builds, of decisions and of the audit chain.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE FUNCTION refuse_change_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'sealed' THEN
    RAISE EXCEPTION 'build % is sealed and never changes', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint
CREATE FUNCTION refuse_change_of_sealed_artifact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM builds WHERE id = OLD.build_id AND state = 'sealed') THEN
    RAISE EXCEPTION 'artifacts of sealed build % never change', OLD.build_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint
CREATE TRIGGER builds_sealed BEFORE UPDATE OR DELETE ON builds FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed();
--> statement-breakpoint
CREATE TRIGGER artifacts_sealed BEFORE UPDATE OR DELETE ON artifacts FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_artifact();
--> statement-breakpoint
CREATE TRIGGER withdrawals_final BEFORE UPDATE OR DELETE ON withdrawals FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER ceilings_final BEFORE UPDATE OR DELETE ON ceilings FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER decisions_final BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_final BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
INSERT INTO map_state (id, wanted, published) VALUES (1, 0, 0);

--> statement-breakpoint
-- Every check-in moves a device's `seen_ms`: room on the page lets PostgreSQL do so without touching the indexes.
ALTER TABLE devices SET (fillfactor = 75);
