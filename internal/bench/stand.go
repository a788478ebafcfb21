package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/internal/programs"
)

// stand is the setting of a chapter with whole trainings: a folder, a facilitator that listens on loopback, and a
// model owner with keys.
type stand struct {
	runner *programs.Runner
	dir    string
	url    string // of the facilitator
	owner  string // the model owner's folder
}

// onStand runs a chapter on a stand of its own and ends all of its programs.
func onStand(ctx context.Context, s settings, chapter func(*stand) error) (failed error) {
	runner, err := programs.NewRunner(s.programs)
	if err != nil {
		return err
	}
	defer func() { failed = errors.Join(failed, runner.Close()) }()
	dir, err := os.MkdirTemp("", "blindfit-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	facilitator, err := runner.Facilitate(ctx, "127.0.0.1:0", filepath.Join(dir, "facilitator"))
	if err != nil {
		return err
	}
	owner := filepath.Join(dir, "modelowner")
	if _, err := runner.Run(ctx, "modelowner", "keygen", "--dir", owner, "--no-passphrase"); err != nil {
		return err
	}
	return chapter(&stand{runner: runner, dir: dir, url: facilitator.URL, owner: owner})
}
