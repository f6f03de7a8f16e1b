-- What took effect in the name of a signed role file stays noted.
CREATE TRIGGER trust_publications_final BEFORE UPDATE OR DELETE ON trust_publications FOR EACH ROW EXECUTE FUNCTION refuse_change();
