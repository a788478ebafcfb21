package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/swarm"
	"github.com/blindfit/blindfit/protocol/wire"
)

// crowd runs whole owners through the protocol: two rounds, from invite to model, or as the last argument has it. If an exact sum is
// not, it returns an error instead of a row.
func crowd(ctx context.Context, t *stage, owners, trainings int, change func(*swarm.Config)) (*swarm.Report, error) {
	dir, err := os.MkdirTemp(t.dir, "swarm-*")
	if err != nil {
		return nil, err
	}
	c := swarm.Config{
		Owners: owners, Trainings: trainings, Rounds: 1, Columns: 4, Rows: 8, KeyBits: loadBits, Timeout: 5 * time.Minute,
		Program: t.program, Replicas: 1, Dir: dir, Seed: 1,
	}
	if change != nil {
		change(&c)
	}
	report, err := swarm.Run(ctx, c, nil)
	if err == nil && !report.OK() {
		err = fmt.Errorf("the swarm is not well: %v", report.Problems)
	}
	return report, err
}

// memory compares the most memory that a facilitator takes for about 1,000 owners with that for ten: all of them connected and
// uploading 100,000 values each at the same time, and all of them through the whole protocol with small uploads.
func memory(ctx context.Context, t *stage, r *report) error {
	many, size, err := uploadPeak(ctx, t, storeTrainings, storeOwners)
	if err != nil {
		return err
	}
	few, _, err := uploadPeak(ctx, t, 1, 10)
	if err != nil {
		return err
	}
	r.against(fmt.Sprintf("facilitator: most memory, %d owners who upload %.1f MB each", storeTrainings*storeOwners, size/1e6), many/1e6, few/1e6, "10 owners", "MB", 1/1.5)
	return protocolPeak(ctx, t, r)
}

// uploadPeak returns the peak memory of a facilitator while all owners are connected and upload, and the size of an
// upload, both in bytes.
func uploadPeak(ctx context.Context, t *stage, trainings, owners int) (peak, size float64, err error) {
	f, err := swarm.StartFacilitator(ctx, t.program, filepath.Join(t.dir, fmt.Sprintf("uploads-%d", trainings*owners)), "")
	if err != nil {
		return 0, 0, err
	}
	defer f.Kill()
	all, err := t.audiences(ctx, f.URL, trainings, owners, 300, wire.RoundOneRound)
	if err != nil {
		return 0, 0, err
	}
	l, err := swarm.Listen(ctx, all)
	if err != nil {
		return 0, 0, err
	}
	defer l.Close()
	err = atOnce(all, func(a *swarm.Audience) error {
		if _, err := a.Open(ctx); err != nil {
			return err
		}
		if err := a.SendKeys(ctx); err != nil {
			return err
		}
		return a.UploadBut(ctx, 0)
	})
	if err != nil {
		return 0, 0, err
	}
	u, err := f.Usage()
	return float64(u.PeakBytes), float64(all[0].UploadBytes()), err
}

func protocolPeak(ctx context.Context, t *stage, r *report) error {
	few, err := crowd(ctx, t, 10, 1, nil)
	if err != nil {
		return err
	}
	many, err := crowd(ctx, t, 1000, 100, nil)
	if err != nil {
		return err
	}
	peak := func(r *swarm.Report) float64 { return float64(r.Facilitators[0].PeakBytes) / 1e6 }
	r.against("facilitator: most memory, 1000 owners in 100 trainings through two rounds", peak(many), peak(few), "10 owners in one training", "MB", 1/1.5)
	return nil
}

// wholeRound measures rounds of several sizes with all owners on this machine, and the bytes of one owner.
func wholeRound(ctx context.Context, t *stage, r *report) error {
	for _, owners := range maskOwners {
		report, err := crowd(ctx, t, owners, 1, nil)
		if err != nil {
			return err
		}
		roundOf(r, report, fmt.Sprintf("a round of %d owners", owners), "one ciphertext up, four weights down", 0, 0)
	}
	for _, epsilon := range []float64{0, 1} {
		for _, owners := range maskOwners {
			report, err := crowd(ctx, t, owners, 1, func(c *swarm.Config) { c.OneRound, c.Columns, c.Rows, c.Epsilon = true, sumColumns, 40, epsilon })
			if err != nil {
				return err
			}
			form, seconds, down := "exact", 0.0, 0.0
			if epsilon > 0 {
				form = "with noise"
			}
			if owners == slices.Max(maskOwners) {
				seconds, down = 3, 100
			}
			roundOf(r, report, fmt.Sprintf("a round of all sums of %d owners, %s", owners, form), fmt.Sprintf("%d values", swarm.Values(sumColumns)), seconds, down)
		}
	}
	return nil
}

// sumColumns is how many columns make a hundred sums, the constant one included.
const sumColumns = 13

// roundOf adds the rows of a round; seconds and down, in kB of an owner, are the most that it may take, 0 for no limit.
func roundOf(r *report, report *swarm.Report, name, values string, seconds, down float64) {
	slices.Sort(report.RoundSeconds)
	r.alone(fmt.Sprintf("protocol: %s, %s, all on this machine with obfuscators from a stock", name, values), median(report.RoundSeconds), "s", seconds)
	var bytesUp, bytesDown int64
	for _, l := range report.Requests {
		if slices.Contains(inRound, l.Request) {
			bytesUp, bytesDown = bytesUp+l.Up, bytesDown+l.Down
		}
	}
	each := float64(report.Owners * report.Attempts)
	r.alone(fmt.Sprintf("protocol: an owner's bytes up in %s, %s", name, values), float64(bytesUp)/each/1e3, "kB", 0)
	r.alone(fmt.Sprintf("protocol: an owner's bytes down in %s, %s", name, values), float64(bytesDown)/each/1e3, "kB", down)
}

// inRound are the requests that every round takes of an owner.
var inRound = []string{"GET weights", "PUT keys", "GET keys", "GET encapsulations", "PUT uploads", "GET uploads", "PUT reveals"}

// The store is measured with as many trainings as 1,000 uploads take, each of storeOwners owners and one that has not sent.
const (
	storeTrainings = 16
	storeOwners    = wire.MaxOwners - 1
)

// recovery measures how long a facilitator that was killed with 1,000 uploads in its store takes, from its start until
// every training goes on where it was.
func recovery(ctx context.Context, t *stage, r *report) error {
	if err := t.start(ctx); err != nil {
		return err
	}
	defer func() { t.Kill() }()
	all, err := t.audiences(ctx, t.URL, storeTrainings, storeOwners+1, 4, wire.RoundGradient)
	if err != nil {
		return err
	}
	for _, a := range all {
		if _, err := a.Open(ctx); err != nil {
			return err
		}
		if err := a.SendKeys(ctx); err != nil {
			return err
		}
		if err := a.UploadBut(ctx, 1); err != nil {
			return err
		}
	}
	if err := t.Kill(); err != nil {
		return err
	}
	start := time.Now()
	if err := t.Restart(ctx); err != nil {
		return err
	}
	for _, a := range all {
		s, err := a.State(ctx)
		if err != nil {
			return err
		}
		if s.Phase != wire.PhaseUpload || s.Awaited.Count() != 1 {
			return fmt.Errorf("a training is in %s and awaits %d owners after a crash", s.Phase, s.Awaited.Count())
		}
	}
	took := time.Since(start)
	r.alone(fmt.Sprintf("facilitator: recovery after a kill with %d uploads in the store", storeTrainings*storeOwners), took.Seconds(), "s", 0)
	// The last uploads are taken, so the sums are whole.
	for _, a := range all {
		if err := a.UploadBut(ctx, 0); err != nil {
			return err
		}
		if s, err := a.State(ctx); err != nil || s.Phase != wire.PhaseFinish {
			return errors.Join(errors.New("a training does not finish after a crash"), err)
		}
	}
	return nil
}
