-- +goose Up
ALTER TABLE contributions ADD COLUMN object text NOT NULL DEFAULT ''; -- name of the object with the ciphertexts; blob_sum is of its bytes
CREATE INDEX contributions_object ON contributions (object) WHERE object <> '';
CREATE TABLE objects (
    name  text   NOT NULL PRIMARY KEY,
    since bigint NOT NULL -- when it was announced, in Unix milliseconds; 0: no contribution holds it, and none will
);
CREATE INDEX objects_since ON objects (since);

-- +goose StatementBegin
CREATE FUNCTION contribution_object_unused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO objects (name, since) VALUES (old.object, 0);
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER contributions_object_changed AFTER UPDATE OF object ON contributions
    FOR EACH ROW WHEN (old.object <> '' AND old.object <> new.object) EXECUTE FUNCTION contribution_object_unused();
CREATE TRIGGER contributions_object_gone AFTER DELETE ON contributions
    FOR EACH ROW WHEN (old.object <> '') EXECUTE FUNCTION contribution_object_unused();

-- +goose Down
DROP TRIGGER contributions_object_gone ON contributions;
DROP TRIGGER contributions_object_changed ON contributions;
DROP FUNCTION contribution_object_unused;
DROP TABLE objects;
ALTER TABLE contributions DROP COLUMN object;
