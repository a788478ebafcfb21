-- +goose Up
-- The releases of the program that have written to this store.
CREATE TABLE writers (
    release TEXT    NOT NULL PRIMARY KEY,
    signed  INTEGER NOT NULL -- grows with every start
) STRICT, WITHOUT ROWID;

-- One row, written again and again to see whether the store can be written.
CREATE TABLE pulse (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    beats INTEGER NOT NULL
) STRICT;

INSERT INTO pulse (id, beats) VALUES (1, 0);

CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY,
    entry  BLOB    NOT NULL -- JSON, chained by digests
) STRICT;

-- +goose Down
DROP TABLE audit;
DROP TABLE pulse;
DROP TABLE writers;
