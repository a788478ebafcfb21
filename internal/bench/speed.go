package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blindfit/blindfit/web/browser"
)

// watchPage records when a person can read the page, when its module answers, and every task that blocks the main thread
// of the page for longer than 50 ms, the least time that a browser reports.
const watchPage = `(() => {
  const seen = globalThis.speed = { readable: 0, ready: 0, longest: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  const state = () => document.querySelector('main')?.dataset.state;
  new MutationObserver(() => {
    const heading = document.querySelector('main[data-state] h1')?.textContent.trim();
    if (!seen.readable && heading && state() !== 'loading') requestAnimationFrame(() => (seen.readable ||= performance.now()));
    if (!seen.ready && state() === 'link') seen.ready = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
})()`

// speed holds the times of watchPage, in milliseconds after the request for the page.
type speed struct {
	Readable float64 `json:"readable"`
	Ready    float64 `json:"ready"`
	Longest  float64 `json:"longest"` // 0 if no task took more than 50 ms
}

// rowsInFile is the number of rows in the file that the measured page reads.
const rowsInFile = 20_000

// speedChapter measures the data owner's page as a facilitator serves it, each time in a profile that has nothing of it
// yet, and then its thread through a whole training with two more data owners.
func speedChapter(ctx context.Context, s settings, r *report) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	return onStand(ctx, s, func(st *stand) (failed error) {
		b, err := browser.Launch(ctx, browser.Options{})
		if err != nil {
			return err
		}
		defer func() { failed = errors.Join(failed, b.Close()) }()
		if err := start(ctx, b, st.url, s.samples, r); err != nil {
			return err
		}
		task, err := st.trainingTask(ctx, b)
		if err != nil {
			return err
		}
		r.alone(fmt.Sprintf("page: longest task of its thread in a training with %d rows (0: below 50)", rowsInFile), task, "ms", 100)
		return nil
	})
}

// start measures how the page begins.
func start(ctx context.Context, b *browser.Browser, facilitator string, samples int, r *report) error {
	var readable, ready, longest []float64
	for range samples {
		got, err := load(ctx, b, facilitator+"/join")
		if err != nil {
			return err
		}
		readable, ready, longest = append(readable, got.Readable), append(ready, got.Ready), append(longest, got.Longest)
	}
	r.alone("page: until it can be read, nothing of it cached", median(readable), "ms", 0)
	r.alone("page: until its module answers, nothing of it cached", median(ready), "ms", 0)
	r.alone("page: longest task of its thread while it starts (0: below 50)", median(longest), "ms", 100)
	return nil
}

// load opens the page once in a new profile.
func load(ctx context.Context, b *browser.Browser, address string) (speed, error) {
	p, err := b.NewOwner(ctx)
	if err != nil {
		return speed{}, err
	}
	defer p.Close()
	if err := p.BeforeLoad(ctx, watchPage); err != nil {
		return speed{}, err
	}
	if err := p.Navigate(ctx, address); err != nil {
		return speed{}, err
	}
	if _, err := p.WaitState(ctx, "link"); err != nil {
		return speed{}, err
	}
	return browser.Evaluate[speed](ctx, p, "speed")
}

// benchModel is a training of an everyday size.
const benchModel = `{"name": "Bench", "features": [
  {"name": "a", "type": "continuous", "min": 0, "max": 1}, {"name": "b", "type": "continuous", "min": 0, "max": 1},
  {"name": "c", "type": "discrete", "min": 0, "max": 9}, {"name": "d", "type": "nominal", "levels": ["x", "y", "z"]}],
  "target": {"name": "t", "type": "continuous", "min": 0, "max": 20}, "training": {"rounds": 20}, "bounds": {"rows": 65536, "weight": 256}}`

// trainingTask takes a page through a training from its link to the receipt and returns the milliseconds of the longest task
// of its thread.
func (st *stand) trainingTask(ctx context.Context, b *browser.Browser) (float64, error) {
	model := filepath.Join(st.dir, "model.json")
	if err := os.WriteFile(model, []byte(benchModel), 0o600); err != nil {
		return 0, err
	}
	training, links, err := st.runner.Create(ctx, st.owner, model, st.url, 3)
	if err != nil {
		return 0, err
	}
	rows, few := filepath.Join(st.dir, "rows.csv"), filepath.Join(st.dir, "few.csv")
	if err := errors.Join(writeRows(rows, rowsInFile), writeRows(few, 100)); err != nil {
		return 0, err
	}
	p, err := b.NewOwner(ctx)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	steps := []func() error{
		func() error { return p.BeforeLoad(ctx, watchPage) },
		func() error { return p.Navigate(ctx, links[0]) },
		func() error { return second(p.WaitState(ctx, "invitation")) },
		func() error { return p.SetFile(ctx, "input[type=file]", rows) },
		func() error { return second(p.WaitState(ctx, "ready")) },
		func() error { return p.Click(ctx, "[data-action=contribute]") },
		func() error { return second(st.runner.Join("second", links[1], few, filepath.Join(st.dir, "second"))) },
		func() error { return second(st.runner.Join("third", links[2], few, filepath.Join(st.dir, "third"))) },
		func() error {
			train, err := st.runner.Train(training, st.owner)
			if err != nil {
				return err
			}
			return second(train.Wait(ctx))
		},
		func() error { return second(p.WaitState(ctx, "done")) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return 0, err
		}
	}
	got, err := browser.Evaluate[speed](ctx, p, "speed")
	return got.Longest, err
}

func second[T any](_ T, err error) error { return err }

// writeRows writes rows that fit benchModel.
func writeRows(path string, n int) error {
	var b strings.Builder
	b.WriteString("a,b,c,d,t\n")
	for i := range n {
		fmt.Fprintf(&b, "%g,%g,%d,%s,%g\n", float64(i%997)/997, float64(i%31)/31, i%10, "xyz"[i%3:i%3+1], float64(i%997)/99)
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}
