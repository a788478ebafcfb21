-- +goose Up
-- The releases of the program that have written to this database.
CREATE TABLE writers (
    release text   NOT NULL PRIMARY KEY,
    signed  bigint NOT NULL -- grows with every start
);

-- One row for each facilitator that runs, written again and again to see whether the database can be written.
CREATE TABLE pulse (
    facilitator bytea       NOT NULL PRIMARY KEY,
    at          timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE audit (
    number bigint NOT NULL PRIMARY KEY,
    entry  bytea  NOT NULL -- JSON, chained by digests
);

-- +goose Down
DROP TABLE audit;
DROP TABLE pulse;
DROP TABLE writers;
