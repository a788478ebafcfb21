-- +goose Up
ALTER TABLE contributions ADD COLUMN arrival INTEGER NOT NULL DEFAULT 0; -- the place in the order in which a training's came; 0 before this column
CREATE INDEX contributions_arrival ON contributions (training, arrival);

-- +goose Down
DROP INDEX contributions_arrival;
ALTER TABLE contributions DROP COLUMN arrival;
