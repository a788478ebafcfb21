-- +goose Up
ALTER TABLE contributions ADD COLUMN invite BLOB; -- NULL for one that is withdrawn, or older than this column
ALTER TABLE contributions ADD COLUMN single INTEGER NOT NULL DEFAULT 0; -- the invite is good once
CREATE UNIQUE INDEX contributions_single ON contributions (training, invite) WHERE single;
CREATE INDEX contributions_invite ON contributions (training, invite) WHERE NOT single;

-- +goose Down
DROP INDEX contributions_invite;
DROP INDEX contributions_single;
ALTER TABLE contributions DROP COLUMN single;
ALTER TABLE contributions DROP COLUMN invite;
