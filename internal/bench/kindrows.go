package main

import (
	"context"
	"fmt"

	"github.com/blindfit/blindfit/internal/bench/kinds"
)

// kindsChapter has the rounds of every kind, the bytes that an owner sends and the seconds of its sums.
func kindsChapter(_ context.Context, _ settings, r *report) error {
	for _, k := range kinds.Kinds {
		for _, columns := range kinds.Columns {
			if k.Most > 0 && columns > k.Most {
				continue
			}
			got, err := k.Measure(columns)
			if err != nil {
				return fmt.Errorf("%s with %d columns: %w", k.Name, columns, err)
			}
			name := fmt.Sprintf("kinds, %s, %d columns: ", k.Name, columns)
			r.alone(name+"rounds", float64(got.Rounds), "rounds", 0)
			r.alone(name+"an owner sends", float64(got.Bytes)/1000, "kB", 0)
			r.alone(fmt.Sprintf("%ssums of an owner's %d rows", name, kinds.Rows), got.Seconds, "s", 0)
		}
	}
	return nil
}
