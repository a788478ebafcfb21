-- Who is connected is soft state: two of the tables are emptied when the database has lost its power.
-- +goose Up
CREATE UNLOGGED TABLE attendance (
    training    bytea       NOT NULL,
    identity    bytea       NOT NULL,
    facilitator bytea       NOT NULL, -- a process, drawn when it starts
    until       timestamptz NOT NULL,
    PRIMARY KEY (training, identity, facilitator)
);

CREATE INDEX attendance_until ON attendance (until);

CREATE UNLOGGED TABLE farewells (
    training bytea  NOT NULL,
    identity bytea  NOT NULL,
    at       bigint NOT NULL, -- Unix milliseconds
    round    bigint NOT NULL,
    attempt  bigint NOT NULL,
    PRIMARY KEY (training, identity)
);

CREATE TABLE audience (
    training bytea  NOT NULL PRIMARY KEY,
    changes  bigint NOT NULL
) WITH (fillfactor = 50);

-- +goose Down
DROP TABLE audience;
DROP TABLE farewells;
DROP TABLE attendance;
