package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindfit/blindfit/internal/programs"
	"github.com/blindfit/blindfit/web/browser"
)

// course is a way of learning, and its rounds are timed.
type course struct {
	name    string
	fields  string // of the training file
	owners  int    // the page, and one fewer as programs
	columns []int
}

// courses are timed in this order. A round on encrypted weights of 1,000 columns takes minutes, and a training takes as
// many rounds. It is left out, because one_round finds the same model in one.
var courses = []course{
	{"one_round", `"model": {"method": "one_round"}, "cohort": {"min": 3, "max": 3}`, 3, []int{10, 100, 1000}},
	{"encrypted weights", `"training": {"rounds": 2}, "cohort": {"min": 3, "max": 3}`, 3, []int{10, 100}},
	{"shared weights", `"model": {"weights": "shared"}, "training": {"rounds": 3}, "cohort": {"min": 5, "max": 5}, "privacy": {"epsilon": 10}`, 5, []int{10, 100, 1000}},
}

// rowsPerOwner is how many rows every owner of a timed training has.
const rowsPerOwner = 2000

// learningChapter measures the rounds of every kind of training, with one of the owners in a browser, and compares them
// with the estimate of modelowner create. All programs run on this machine, so the time of a round includes that of the
// other owners, the facilitator and the model owner.
func learningChapter(ctx context.Context, s settings, r *report) error {
	return onStand(ctx, s, func(st *stand) (failed error) {
		b, err := browser.Launch(ctx, browser.Options{})
		if err != nil {
			return err
		}
		defer func() { failed = errors.Join(failed, b.Close()) }()
		for _, c := range courses {
			for _, columns := range c.columns {
				within, cancel := context.WithTimeout(ctx, 15*time.Minute)
				l := &lesson{runner: st.runner, browser: b, facilitator: st.url, owner: st.owner,
					dir: filepath.Join(st.dir, fmt.Sprintf("%s %d", c.name, columns))}
				err := l.run(within, r, c, columns)
				cancel()
				if err != nil {
					return fmt.Errorf("%s with %d columns: %w", c.name, columns, err)
				}
			}
		}
		return nil
	})
}

// lesson is one timed training.
type lesson struct {
	runner             *programs.Runner
	browser            *browser.Browser
	facilitator, owner string
	dir                string
}

// created is the part of the output of modelowner create --json that is used here.
type created struct {
	ID       string `json:"id"`
	Expected struct {
		Rounds []struct {
			Kind    string  `json:"kind"`
			BytesUp int     `json:"bytes_up"`
			Seconds float64 `json:"seconds"`
		} `json:"rounds"`
	} `json:"expected"`
}

// finished is the part of the output of modelowner status --json that is used here.
type finished struct {
	Rounds []struct {
		Kind    string  `json:"kind"`
		Seconds float64 `json:"seconds"`
	} `json:"rounds"`
}

func (l *lesson) run(ctx context.Context, r *report, c course, columns int) error {
	if err := os.Mkdir(l.dir, 0o700); err != nil {
		return err
	}
	model, rows := filepath.Join(l.dir, "model.json"), filepath.Join(l.dir, "rows.csv")
	if err := errors.Join(os.WriteFile(model, wideModel(columns, c.fields), 0o600), os.WriteFile(rows, wideRows(columns), 0o600)); err != nil {
		return err
	}
	var made created
	if err := l.command(ctx, &made, "create", "-f", model, "--facilitator", l.facilitator, "--upload-timeout", "10m", "--force"); err != nil {
		return err
	}
	links, err := l.runner.Run(ctx, "modelowner", "invite", made.ID, "--dir", l.owner, "--count", fmt.Sprint(c.owners))
	if err != nil {
		return err
	}
	if err := l.train(ctx, made.ID, strings.Fields(links), rows); err != nil {
		return err
	}
	var got finished
	if err := l.command(ctx, &got, "status", made.ID); err != nil {
		return err
	}
	for _, kind := range made.Expected.Rounds {
		var seconds []float64
		for _, round := range got.Rounds {
			if round.Kind == kind.Kind {
				seconds = append(seconds, round.Seconds)
			}
		}
		if len(seconds) == 0 {
			return fmt.Errorf("no %s round", kind.Kind)
		}
		name := fmt.Sprintf("learning, %s, %d columns: %s round, %d kB an owner", c.name, columns, kind.Kind, kind.BytesUp/1000)
		r.against(name, median(seconds), kind.Seconds, "said by create", "s", 0)
	}
	return nil
}

// command runs the model owner's program and reads the JSON that it prints.
func (l *lesson) command(ctx context.Context, into any, args ...string) error {
	out, err := l.runner.Run(ctx, "modelowner", append(args, "--dir", l.owner, "--json")...)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(out), into)
}

// train runs a training with a page and the other owners.
func (l *lesson) train(ctx context.Context, training string, links []string, rows string) error {
	p, err := l.browser.NewOwner(ctx)
	if err != nil {
		return err
	}
	defer p.Close()
	steps := []func() error{
		func() error { return p.Navigate(ctx, links[0]) },
		func() error { return second(p.WaitState(ctx, "invitation")) },
		func() error { return p.SetFile(ctx, "input[type=file]", rows) },
		func() error { return second(p.WaitState(ctx, "ready")) },
		func() error { return p.Click(ctx, "[data-action=contribute]") },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	for i, link := range links[1:] {
		name := fmt.Sprintf("owner %d", i+2)
		if _, err := l.runner.Join(name, link, rows, filepath.Join(l.dir, name)); err != nil {
			return err
		}
	}
	train, err := l.runner.Train(training, l.owner)
	if err != nil {
		return err
	}
	if _, err := train.Wait(ctx); err != nil {
		return err
	}
	return second(p.WaitState(ctx, "done"))
}

// wideModel is a training file of that many columns, the intercept counted.
func wideModel(columns int, fields string) []byte {
	var features []string
	for i := range columns - 1 {
		features = append(features, fmt.Sprintf(`{"name": "x%d", "type": "continuous", "min": 0, "max": 1}`, i))
	}
	return fmt.Appendf(nil, `{"name": "Wide", "features": [%s], "target": {"name": "t", "type": "continuous", "min": 0, "max": 1}, %s}`,
		strings.Join(features, ", "), fields)
}

// wideRows are rows that fit wideModel.
func wideRows(columns int) []byte {
	var b strings.Builder
	for i := range columns - 1 {
		fmt.Fprintf(&b, "x%d,", i)
	}
	b.WriteString("t\n")
	for row := range rowsPerOwner {
		for i := range columns - 1 {
			fmt.Fprintf(&b, "%.3f,", float64((row*(i+7)+row*row)%997)/997)
		}
		fmt.Fprintf(&b, "%.3f\n", float64(row%91)/91)
	}
	return []byte(b.String())
}
