-- +goose Up
CREATE TABLE pages (
    page text   NOT NULL PRIMARY KEY, -- digest of its files
    kept bigint NOT NULL -- grows with every page that is kept
);

CREATE TABLE page_files (
    page     text    NOT NULL REFERENCES pages (page) ON DELETE CASCADE,
    name     text    NOT NULL,
    packed   boolean NOT NULL, -- compressed with brotli
    body     bytea   NOT NULL,
    body_sum bytea   NOT NULL, -- SHA-256 of body
    PRIMARY KEY (name, page)
);

CREATE INDEX page_files_page ON page_files (page);
ALTER TABLE page_files ALTER COLUMN body SET STORAGE EXTERNAL; -- does not compress

-- +goose Down
DROP TABLE page_files;
DROP TABLE pages;
