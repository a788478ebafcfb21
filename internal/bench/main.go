package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// chapter is one subject: it measures and adds its rows.
type chapter struct {
	name  string
	run   func(ctx context.Context, s settings, r *report) error
	quick bool // part of a quick run
}

// settings are the paths and times of the measurements.
type settings struct {
	assets   string // folder with the files of the page of the browser chapter
	page     string // the built page of the data owner
	programs string // folder of the built programs
	samples  int    // of each side
	part     string // of the load chapter; all parts if empty
	quick    bool
	keys     keyring
}

// chapters are run in this order.
var chapters = []chapter{
	{"native", nativeChapter, true},
	{"facilitator", facilitatorChapter, false},
	{"load", loadChapter, false},
	{"browser", browserChapter, true},
	{"page", pageChapter, false},
	{"speed", speedChapter, false},
	{"learning", learningChapter, false},
	{"kinds", kindsChapter, false},
	{"network", networkChapter, true},
}

func main() {
	out := flag.String("out", "build/bench.json", "file for the rows as JSON")
	assets := flag.String("assets", "build/bench", "folder with the browser programs that tools/bench.sh builds")
	page := flag.String("page", "web/dist", "folder of the data owner's built page")
	programs := flag.String("programs", "build/bin", "folder with the built programs")
	quick := flag.Bool("quick", false, "measure the arithmetic and the network alone, with few samples, at one key length")
	samples := flag.Int("samples", 7, "samples of each side")
	part := flag.String("part", "", "run this part of the load chapter alone: telling, memory, uploads, recovery, round, failover, rolling or classroom")
	only := flag.String("only", "", "run this chapter alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, settings{assets: *assets, page: *page, programs: *programs, samples: *samples, part: *part, quick: *quick}, *only, *out); err != nil {
		fmt.Fprintf(os.Stderr, "bench: error: %v\n", err)
		os.Exit(1)
	}
}

// run measures all chapters, prints the table and writes the file. A chapter that fails does not keep the others'
// rows from being shown.
func run(ctx context.Context, s settings, only, out string) error {
	if s.samples < 1 {
		return errors.New("invalid -samples: must be at least 1")
	}
	if s.quick {
		s.samples = min(s.samples, 3)
		lengths = lengths[len(lengths)-1:]
	}
	var err error
	if s.keys, err = newKeyring(); err != nil {
		return err
	}
	r := &report{}
	ran := false
	var failed error
	for _, c := range chapters {
		if only != "" && only != c.name || s.quick && !c.quick {
			continue
		}
		ran = true
		fmt.Fprintf(os.Stderr, "bench: measuring %s\n", c.name)
		if err := c.run(ctx, s, r); err != nil {
			failed = errors.Join(failed, fmt.Errorf("failed to measure %s: %w", c.name, err))
		}
	}
	if !ran {
		return fmt.Errorf("invalid -only: no chapter %q", only)
	}
	fmt.Print(machine(ctx))
	if err := r.table(os.Stdout); err != nil {
		return errors.Join(failed, err)
	}
	return errors.Join(failed, r.write(out))
}
