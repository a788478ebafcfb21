-- +goose Up
CREATE TABLE contributions (
    training  bytea   NOT NULL,
    identity  bytea   NOT NULL,
    sequence  bigint  NOT NULL,
    withdrawn boolean NOT NULL,
    frozen    bigint  NOT NULL DEFAULT 0, -- number of the freeze that holds it, 0 if none does
    body      bytea   NOT NULL,
    body_sum  bytea   NOT NULL, -- SHA-256 of body
    masks     bytea   NOT NULL,
    masks_sum bytea   NOT NULL, -- SHA-256 of masks
    blob      bytea   NOT NULL,
    blob_sum  bytea   NOT NULL, -- SHA-256 of blob
    PRIMARY KEY (training, identity)
);

-- Neither compresses.
ALTER TABLE contributions ALTER COLUMN masks SET STORAGE EXTERNAL, ALTER COLUMN blob SET STORAGE EXTERNAL;

-- +goose Down
DROP TABLE contributions;
