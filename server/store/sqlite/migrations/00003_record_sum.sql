-- +goose Up
-- SHA-256 of record; NULL in rows that were last written before this column was there.
ALTER TABLE trainings ADD COLUMN record_sum BLOB;

-- +goose Down
ALTER TABLE trainings DROP COLUMN record_sum;
