-- +goose Up
ALTER TABLE contributions ADD COLUMN object TEXT NOT NULL DEFAULT ''; -- name of the object with the ciphertexts; blob_sum is of its bytes
CREATE INDEX contributions_object ON contributions (object) WHERE object <> '';
CREATE TABLE objects (
    name  TEXT    NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL -- when it was announced, in Unix milliseconds; 0: no contribution holds it, and none will
) STRICT, WITHOUT ROWID;
CREATE INDEX objects_since ON objects (since);

-- +goose StatementBegin
CREATE TRIGGER contributions_object_changed AFTER UPDATE OF object ON contributions WHEN old.object <> '' AND old.object <> new.object BEGIN
    INSERT INTO objects (name, since) VALUES (old.object, 0);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER contributions_object_gone AFTER DELETE ON contributions WHEN old.object <> '' BEGIN
    INSERT INTO objects (name, since) VALUES (old.object, 0);
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER contributions_object_gone;
DROP TRIGGER contributions_object_changed;
DROP TABLE objects;
DROP INDEX contributions_object;
ALTER TABLE contributions DROP COLUMN object;
