-- +goose Up
CREATE TABLE contributions (
    training  BLOB    NOT NULL REFERENCES trainings (id),
    identity  BLOB    NOT NULL,
    sequence  INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    frozen    INTEGER NOT NULL DEFAULT 0, -- number of the freeze that holds it, 0 if none does
    body      BLOB    NOT NULL,
    body_sum  BLOB    NOT NULL, -- SHA-256 of body
    masks     BLOB    NOT NULL,
    masks_sum BLOB    NOT NULL, -- SHA-256 of masks
    blob      BLOB    NOT NULL,
    blob_sum  BLOB    NOT NULL, -- SHA-256 of blob
    PRIMARY KEY (training, identity)
) STRICT;

-- +goose Down
DROP TABLE contributions;
