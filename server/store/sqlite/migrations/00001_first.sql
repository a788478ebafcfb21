-- +goose Up
CREATE TABLE trainings (
    id       BLOB    NOT NULL PRIMARY KEY,
    manifest BLOB    NOT NULL,
    checksum BLOB    NOT NULL, -- SHA-256 of manifest
    revision INTEGER NOT NULL,
    record   BLOB    NOT NULL  -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    training BLOB    NOT NULL REFERENCES trainings (id),
    sequence INTEGER NOT NULL,
    entry    BLOB    NOT NULL,
    checksum BLOB    NOT NULL, -- SHA-256 of entry
    PRIMARY KEY (training, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    number    INTEGER PRIMARY KEY,
    training  BLOB    NOT NULL REFERENCES trainings (id),
    round     INTEGER NOT NULL,
    attempt   INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    identity  BLOB    NOT NULL,
    body      BLOB    NOT NULL,
    body_sum  BLOB    NOT NULL, -- SHA-256 of body
    blob_sum  BLOB    NOT NULL, -- SHA-256 of the blob, kept when the blob is dropped
    dropped   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (training, round, attempt, kind, identity)
) STRICT;

CREATE TABLE blobs (
    message INTEGER PRIMARY KEY REFERENCES messages (number),
    bytes   BLOB    NOT NULL
) STRICT;

-- +goose Down
DROP TABLE blobs;
DROP TABLE messages;
DROP TABLE log;
DROP TABLE trainings;
