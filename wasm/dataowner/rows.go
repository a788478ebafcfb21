package dataowner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/server/wire"
)

// Check is what a person is told about a file. It is for the owner alone; nothing of it leaves.
type Check struct {
	*schema.Report
	Name    string  `json:"name"`
	Columns int     `json:"columns"` // encoded columns, the intercept included
	OK      bool    `json:"ok"`
	Preview Preview `json:"preview"`
	// Summary describes each column of the training as this file has it.
	Summary  *schema.Summary `json:"summary"`
	Estimate Estimate        `json:"estimate"`
}

// Reading says how a file is read where it is not as the training has it: the fixes of a Summary that a person chose.
type Reading struct {
	Rename       map[string]string // names of columns in the file, and what the training calls them
	DecimalComma bool              // numbers in quotes have decimal commas
}

// Load reads and checks a CSV file, computes its exact sums, and rehearses one round's arithmetic to time it.
// A file that breaks the schema gives a Check with OK false and no error; the file loaded before stays in place.
// An error means that the file could not be read at all.
func (o *Owner) Load(ctx context.Context, name string, r io.Reader) (*Check, error) {
	return o.LoadAs(ctx, name, r, Reading{})
}

// LoadAs is Load for a file that is read otherwise than it says.
func (o *Owner) LoadAs(ctx context.Context, name string, r io.Reader, how Reading) (*Check, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, problemf(ProblemRows, "", "failed to read file: %w", err)
	}
	if len(b) > maxFile {
		return nil, problemf(ProblemRows, "Split the file or bring fewer rows.", "the file must be at most %d MB", maxFile>>20)
	}
	defer clear(b)
	opt := schema.ReadOptions{
		NeedTarget: true, MaxRows: int(o.terms.file.Bounds.Rows), Rename: how.Rename, DecimalComma: how.DecimalComma,
	}
	table, report, err := o.terms.file.Schema().ReadCSV(bytes.NewReader(b), opt)
	if report == nil && err != nil {
		return nil, problemf(ProblemRows, "", "%w", err)
	}
	check := &Check{
		Report: report, Name: name, Columns: o.terms.budget.Columns, Preview: preview(b, report.Separator), Estimate: o.terms.estimate(),
	}
	var failed error
	if check.Summary, failed = o.terms.file.Schema().Summarise(bytes.NewReader(b), opt); failed != nil {
		return nil, problemf(ProblemRows, "", "failed to look at columns: %w", failed)
	}
	if errors.Is(err, schema.ErrInvalidRows) {
		return check, nil
	}
	if err != nil {
		return nil, problemf(ProblemRows, "", "%w", err)
	}
	stats, err := model.Accumulate(table)
	if err != nil {
		return nil, problemf(ProblemRows, "", "failed to sum rows: %w", err)
	}
	data := []wire.Digest{wire.DigestOf(b), digestTable(table)}
	clear(table.X)
	clear(table.Y)
	if check.Estimate.SecondsPerRound, err = o.rehearse(ctx, stats); err != nil {
		return nil, problemf(ProblemInternalFail, "", "failed to rehearse a round: %w", err)
	}
	check.OK = true
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.running {
		return nil, problemf(ProblemBadCommand, "Leave the training first.", "rows cannot change while a training runs")
	}
	o.stats, o.data, o.estimate = stats, data, check.Estimate
	return check, nil
}

// maxFile bounds what a file may make a browser hold, in bytes.
const maxFile = 1 << 30

// rehearse evaluates one round on a ciphertext of no meaning, so that the estimate shown is a measurement and the
// tables and compiled code are warm when the first round opens. Nothing of it is kept or sent.
func (o *Owner) rehearse(ctx context.Context, s *model.Statistics) (seconds float64, err error) {
	enc, err := o.encryptor()
	if err != nil {
		return 0, err
	}
	if err := enc.Precompute(ctx, 0, 1); err != nil {
		return 0, err
	}
	zero, err := o.terms.key.ParseCiphertext(big.NewInt(4).FillBytes(make([]byte, o.terms.key.CiphertextSize())))
	if err != nil {
		return 0, err
	}
	weights := make([]*phe.Ciphertext, o.terms.budget.Columns)
	for i := range weights {
		weights[i] = zero
	}
	start := time.Now()
	bases, err := enc.Prepare(weights, o.terms.budget.Columns+1, o.terms.budget.ScalarBits)
	if err != nil {
		return 0, fmt.Errorf("failed to prepare weights: %w", err)
	}
	defer bases.Release()
	for c := range o.terms.packing.Ciphertexts() {
		form, err := o.form(s, c, new(big.Int))
		if err != nil {
			return 0, err
		}
		if _, err := enc.EvaluatePrepared(bases, form); err != nil {
			return 0, fmt.Errorf("failed to evaluate: %w", err)
		}
	}
	return time.Since(start).Seconds(), nil
}
