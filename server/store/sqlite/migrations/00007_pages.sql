-- +goose Up
CREATE TABLE pages (
    page TEXT    NOT NULL PRIMARY KEY, -- digest of its files
    kept INTEGER NOT NULL -- grows with every page that is kept
) STRICT, WITHOUT ROWID;

CREATE TABLE page_files (
    page     TEXT    NOT NULL REFERENCES pages (page),
    name     TEXT    NOT NULL,
    packed   INTEGER NOT NULL, -- compressed with brotli
    body     BLOB    NOT NULL,
    body_sum BLOB    NOT NULL, -- SHA-256 of body
    PRIMARY KEY (name, page)
) STRICT;

CREATE INDEX page_files_page ON page_files (page);

-- +goose Down
DROP TABLE page_files;
DROP TABLE pages;
