// Command demo shows the whole product on one machine: it starts a facilitator, creates a training, brings in
// three data owners, trains to the end and compares the result with a fit on the pooled rows. It is run by `make
// demo` from the top of the repository and leaves nothing running.
//
// CHROME names the browser for two of the owners; without it all three join from the command line. OPEN=1
// lets a person be the first owner. CAMPAIGN=1 shows a training with trustees instead: an open link, two people
// with a form, five hundred by program, one that withdraws and one that sends garbage.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/programs"
)

const (
	binaries = "build/bin"
	example  = "examples/fuel"
	output   = "build/demo" // screenshots, and the three parties' folders
	limit    = 2 * time.Minute
	limitAll = 5 * time.Minute // with CAMPAIGN=1
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Getenv("CHROME"), os.Getenv("OPEN") == "1")
	switch {
	case err == nil:
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "\ndemo: interrupted; everything that was started has ended")
		os.Exit(130)
	default:
		fmt.Fprintln(os.Stderr, "demo: error:", err)
		os.Exit(1)
	}
}

// demo is one run of the demonstration.
type demo struct {
	*programs.Runner
	facilitator *programs.Facilitator
	training    string
	links       []string
	owners      []owner
	cost        float64 // of the federated model
	ciphertext  []byte  // one that the facilitator held
}

func run(ctx context.Context, chrome string, open bool) (err error) {
	if !open {
		var cancel context.CancelFunc
		within := limit
		if os.Getenv("CAMPAIGN") == "1" {
			within = limitAll
		}
		ctx, cancel = context.WithTimeoutCause(ctx, within, fmt.Errorf("not done within %v", within))
		defer cancel()
	}
	if err := os.RemoveAll(output); err != nil {
		return err
	}
	if err := os.MkdirAll(output, 0o700); err != nil {
		return err
	}
	runner, err := programs.NewRunner(binaries)
	if err != nil {
		return err
	}
	s := &demo{Runner: runner}
	defer func() { err = errors.Join(err, s.Close()) }()
	if os.Getenv("CAMPAIGN") == "1" {
		return runCampaign(ctx, chrome, runner)
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	joined, err := s.join(ctx, chrome, open)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, joined.close()) }()
	if err := s.train(ctx, joined); err != nil {
		return err
	}
	if open {
		if err := joined.waitForPerson(ctx); err != nil {
			return err
		}
	}
	if err := s.compare(open); err != nil {
		return err
	}
	if err := s.predict(ctx); err != nil {
		return err
	}
	if err := s.inspect(); err != nil {
		return err
	}
	s.goOn(joined)
	return nil
}

func file(parts ...string) string { return filepath.Join(append([]string{output}, parts...)...) }

// prepare starts the facilitator and makes the model owner's key, training and invite links.
func (s *demo) prepare(ctx context.Context) (err error) {
	title("A facilitator and a training")
	if s.facilitator, err = s.Facilitate(ctx, "127.0.0.1:0", file("facilitator")); err != nil {
		return err
	}
	fmt.Printf("The facilitator listens on %s and keeps its store in %s.\n", s.facilitator.URL, file("facilitator"))
	if _, err := s.Run(ctx, "modelowner", "keygen", "--dir", file("modelowner"), "--no-passphrase"); err != nil {
		return err
	}
	model := filepath.Join(example, "model.json")
	if s.training, s.links, err = s.Create(ctx, file("modelowner"), model, s.facilitator.URL, owners); err != nil {
		return err
	}
	fmt.Printf("The model owner made a %d-bit Paillier key and created training %.16s… from %s.\n", phe.DefaultBits, s.training, model)
	fmt.Printf("Three invite links exist. Their secrets come after the #; browsers never send that part.\n")
	return nil
}

// train runs the rounds and prints the cost of each.
func (s *demo) train(ctx context.Context, joined *participants) error {
	title("Training")
	train, err := s.Train(s.training, file("modelowner"))
	if err != nil {
		return err
	}
	started := time.Now()
	var shots error
	done, err := train.Events(ctx, func(e programs.Event) bool {
		s.keepCiphertext()
		if e.Event == "round" && e.Cost != nil {
			fmt.Printf("  round %2d  cost %s\n", e.Round, number(*e.Cost))
			if e.Round == 2 {
				shots = joined.screenshots(ctx, "round")
			}
		}
		return e.Event == "done"
	})
	if err := errors.Join(err, shots); err != nil {
		return err
	}
	if _, err := train.Wait(ctx); err != nil {
		return err
	}
	if done.Cost == nil {
		return errors.New("the training ended without a cost")
	}
	s.cost = *done.Cost
	fmt.Printf("Done after %d rounds in %.1f s.\n", done.Rounds, time.Since(started).Seconds())
	return joined.end(ctx)
}

// title begins a part of the output, in bold on a terminal.
func title(text string) {
	if info, err := os.Stdout.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		text = "\x1b[1m" + text + "\x1b[0m"
	}
	fmt.Printf("\n%s\n", text)
}
