-- +goose Up
ALTER TABLE contributions
    ADD COLUMN invite bytea, -- NULL for one that is withdrawn, or older than this column
    ADD COLUMN single boolean NOT NULL DEFAULT false; -- the invite is good once
CREATE UNIQUE INDEX contributions_single ON contributions (training, invite) WHERE single;
CREATE INDEX contributions_invite ON contributions (training, invite) WHERE NOT single;

-- +goose Down
ALTER TABLE contributions DROP COLUMN single, DROP COLUMN invite;
