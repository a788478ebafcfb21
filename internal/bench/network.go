package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindfit/blindfit/internal/programs"
)

// trips are the round-trip times of the network chapter.
var trips = []time.Duration{0, 50 * time.Millisecond, 100 * time.Millisecond}

// networkChapter measures the rounds of examples/fuel with three owners as programs, on lines of several round-trip times,
// and how many round trips a round takes. All parties run on this machine. A line opens new connections as programs need
// them: their round trips count.
func networkChapter(ctx context.Context, s settings, r *report) error {
	return onStand(ctx, s, func(st *stand) error {
		u, err := url.Parse(st.url)
		if err != nil {
			return err
		}
		var near float64
		for _, trip := range trips {
			within, cancel := context.WithTimeout(ctx, 10*time.Minute)
			address, err := newDelayLine(within, u.Host, trip)
			if err == nil {
				l := &lesson{runner: st.runner, facilitator: "http://" + address, owner: st.owner, dir: filepath.Join(st.dir, trip.String())}
				err = l.fuel(within, r, trip, &near)
			}
			cancel()
			if err != nil {
				return fmt.Errorf("with %v: %w", trip, err)
			}
		}
		return nil
	})
}

// fuel runs the training of examples/fuel once and reports its rounds. near is the time with the shortest line.
func (l *lesson) fuel(ctx context.Context, r *report, trip time.Duration, near *float64) error {
	if err := os.Mkdir(l.dir, 0o700); err != nil {
		return err
	}
	var made created
	if err := l.command(ctx, &made, "create", "-f", "examples/fuel/model.json", "--facilitator", l.facilitator, "--force"); err != nil {
		return err
	}
	links, err := l.runner.Run(ctx, "modelowner", "invite", made.ID, "--dir", l.owner, "--count", "3")
	if err != nil {
		return err
	}
	var joined []*programs.Process
	for i, link := range strings.Fields(links) {
		p, err := l.runner.Join(fmt.Sprintf("owner %d, %v", i+1, trip), link, fmt.Sprintf("examples/fuel/owner-%d.csv", i+1), filepath.Join(l.dir, fmt.Sprint(i)))
		if err != nil {
			return err
		}
		joined = append(joined, p)
	}
	train, err := l.runner.Train(made.ID, l.owner)
	if err != nil {
		return err
	}
	for _, p := range append(joined, train) {
		if _, err := p.Wait(ctx); err != nil {
			return err
		}
	}
	var got finished
	if err := l.command(ctx, &got, "status", made.ID); err != nil {
		return err
	}
	total := 0.0
	for _, round := range got.Rounds {
		total += round.Seconds
	}
	limit := 0.0
	if trip == 100*time.Millisecond {
		limit = 8
	}
	r.alone(fmt.Sprintf("network, examples/fuel, %d rounds, round-trip time %v", len(got.Rounds), trip), total, "s", limit)
	if trip == 0 {
		*near = total
		return nil
	}
	r.alone(fmt.Sprintf("network, round trips of a round, round-trip time %v", trip), (total-*near)/trip.Seconds()/float64(len(got.Rounds)), "", 0)
	return nil
}
