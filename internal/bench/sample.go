package main

import (
	"context"
	"slices"
	"time"
)

// side is one side of a comparison: a job that returns its time in milliseconds.
type side func() (float64, error)

// timed returns a side that runs a job count times and returns the processor time of one run on all cores, garbage
// collection included. On an idle machine this is the elapsed time of a job that uses one core.
func timed(count int, job func() error) side {
	return func() (float64, error) {
		start := processorTime()
		for range count {
			if err := job(); err != nil {
				return 0, err
			}
		}
		return milliseconds(processorTime()-start) / float64(count), nil
	}
}

// clocked is timed by the clock, for jobs that use several cores.
func clocked(count int, job func() error) side {
	return func() (float64, error) {
		start := time.Now()
		for range count {
			if err := job(); err != nil {
				return 0, err
			}
		}
		return milliseconds(time.Since(start)) / float64(count), nil
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// inTurns takes samples of every side, one after the other and then again, and returns the medians. A first turn
// warms up and does not count.
func inTurns(ctx context.Context, samples int, sides ...side) ([]float64, error) {
	taken := make([][]float64, len(sides))
	for turn := range samples + 1 {
		for i, s := range sides {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			v, err := s()
			if err != nil {
				return nil, err
			}
			if turn > 0 {
				taken[i] = append(taken[i], v)
			}
		}
	}
	out := make([]float64, len(sides))
	for i := range taken {
		out[i] = median(taken[i])
	}
	return out, nil
}

// median of at least one value.
func median(values []float64) float64 {
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
