-- Identities and ids are byte strings of fixed length, checksums SHA-256. Who writes a message holds its training's
-- row (see message.go), so messages and blobs carry no foreign keys.
-- +goose Up
CREATE TABLE trainings (
    id         bytea   NOT NULL PRIMARY KEY,
    manifest   bytea   NOT NULL,
    checksum   bytea   NOT NULL, -- of manifest
    revision   bigint  NOT NULL,
    record     bytea   NOT NULL, -- JSON
    record_sum bytea   NOT NULL,
    running    boolean NOT NULL  -- the phase has a deadline
) WITH (fillfactor = 50);

CREATE INDEX trainings_running ON trainings (id) WHERE running;

CREATE TABLE log (
    training bytea  NOT NULL REFERENCES trainings (id),
    sequence bigint NOT NULL,
    entry    bytea  NOT NULL,
    checksum bytea  NOT NULL, -- of entry
    PRIMARY KEY (training, sequence)
);

CREATE TABLE messages (
    number   bigint  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    training bytea   NOT NULL,
    round    bigint  NOT NULL,
    attempt  bigint  NOT NULL,
    kind     text    NOT NULL COLLATE "C",
    identity bytea   NOT NULL,
    body     bytea   NOT NULL,
    body_sum bytea   NOT NULL,
    blob_sum bytea   NOT NULL, -- kept when the blob is dropped
    dropped  boolean NOT NULL DEFAULT false,
    UNIQUE (training, round, attempt, kind, identity)
);

CREATE TABLE blobs (
    message bigint NOT NULL PRIMARY KEY,
    bytes   bytea  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);

-- Ciphertexts do not compress.
ALTER TABLE blobs ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE kept (
    training bytea  NOT NULL REFERENCES trainings (id),
    round    bigint NOT NULL,
    attempt  bigint NOT NULL,
    kind     text   NOT NULL COLLATE "C",
    since    bigint NOT NULL, -- Unix milliseconds
    PRIMARY KEY (training, round, attempt, kind)
);

CREATE INDEX kept_since ON kept (since);

-- +goose Down
DROP TABLE kept;
DROP TABLE blobs;
DROP TABLE messages;
DROP TABLE log;
DROP TABLE trainings;
