-- +goose Up
CREATE SEQUENCE contributions_arrivals;
ALTER TABLE contributions ADD COLUMN arrival bigint NOT NULL DEFAULT 0; -- the place in the order in which they came; 0 before this column
CREATE INDEX contributions_arrival ON contributions (training, arrival);

-- +goose Down
DROP INDEX contributions_arrival;
ALTER TABLE contributions DROP COLUMN arrival;
DROP SEQUENCE contributions_arrivals;
