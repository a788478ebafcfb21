-- +goose Up
CREATE TABLE kept (
    training BLOB    NOT NULL REFERENCES trainings (id),
    round    INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    since    INTEGER NOT NULL, -- Unix milliseconds
    PRIMARY KEY (training, round, attempt, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_since ON kept (since);

-- +goose Down
-- Nothing would erase these any more.
DELETE FROM blobs WHERE message IN (SELECT number FROM messages JOIN kept USING (training, round, attempt, kind));
UPDATE messages SET dropped = 1 WHERE (training, round, attempt, kind) IN (SELECT training, round, attempt, kind FROM kept);
DROP TABLE kept;
