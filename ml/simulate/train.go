// Package simulate owns the training in the clear: the rows, quantised points, methods and sums of a federated training in
// one process, without encryption. A federated training of the same file over the same rows has the same result.
package simulate

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Step is one round of a simulation.
type Step struct {
	Kind  wire.RoundKind
	Round int     // from 1, of all kinds
	Cost  float64 // after the round; NaN if it is not known
}

// Result is the outcome of a simulation.
type Result struct {
	Model    *model.Model
	Metric   string
	Rounds   int        // of all kinds
	Point    []*big.Int // the final weights in steps of 2^-spec.WeightBits, if they would have travelled encrypted
	Warnings []string
	Squares  *squares.Statistics   // as plan.SquaresOf returns them
	Folds    []*squares.Statistics // as plan.FoldsOf returns them
	Cut      int                   // entries of updates past bounds.update
}

// Train runs a training on the tables, one for each data owner. Uploads are checked against the bit budget as packing
// does. observe, which may be nil, is called after every round.
func Train(f *spec.File, tables []*schema.Table, observe func(Step)) (*Result, error) {
	return TrainWithNoise(f, tables, rand.Reader, observe)
}

// TrainWithNoise is Train with a source of the noise that every owner of a private training adds.
func TrainWithNoise(f *spec.File, tables []*schema.Table, noise io.Reader, observe func(Step)) (*Result, error) {
	if len(tables) == 0 {
		return nil, errNoTables
	}
	owners := make([]*plan.Rows, len(tables))
	for i, t := range tables {
		var err error
		if owners[i], err = plan.NewRows(f, t, seed(f, i)); err != nil {
			return nil, fmt.Errorf("failed to sum table %d: %w", i+1, err)
		}
	}
	p, err := plan.New(f)
	if err != nil {
		return nil, err
	}
	out := &Result{Metric: plan.MetricOf(f)}
	for {
		point, done, err := p.Next()
		if err != nil {
			return nil, err
		}
		if done {
			break
		}
		out.Rounds++
		values, err := upload(f, owners, point, noise)
		if err != nil {
			return nil, fmt.Errorf("failed to sum round %d: %w", out.Rounds, err)
		}
		sums := plan.Sums{Values: values, Owners: len(owners), Honest: attempt.Honest(len(owners), len(owners))}
		if len(f.Trustees) > 0 {
			sums.Honest, sums.Noise = 0, f.NoiseVariance(f.Cells(len(owners)))
		}
		if err := p.Observe(point, sums); err != nil {
			return nil, fmt.Errorf("failed to step after round %d: %w", out.Rounds, err)
		}
		if observe != nil {
			observe(Step{Kind: point.Kind, Round: out.Rounds, Cost: p.Cost()})
		}
	}
	out.Model, out.Point, out.Warnings = p.Model(), p.Point(), p.Warnings()
	out.Squares, out.Folds = plan.SquaresOf(p), plan.FoldsOf(p)
	for _, o := range owners {
		out.Cut += o.Cut()
	}
	return out, nil
}

// seed replaces the random seed of a data owner, so that every simulation holds back the same rows.
func seed(f *spec.File, owner int) [32]byte {
	text := binary.BigEndian.AppendUint32([]byte("rehearsal holdout\x00"), uint32(owner))
	return sha256.Sum256(append(text, f.Canonical()...))
}

// upload adds up the values of all owners. It fails on a value past the bit budget.
func upload(f *spec.File, owners []*plan.Rows, p *plan.Point, noise io.Reader) ([]*big.Int, error) {
	shape, err := shapeOf(f, p.Kind)
	if err != nil {
		return nil, err
	}
	total := make([]*big.Int, shape.Values)
	for i := range total {
		total[i] = new(big.Int)
	}
	for i, o := range owners {
		values, err := o.Upload(p)
		if err != nil {
			return nil, fmt.Errorf("owner %d: %w", i+1, err)
		}
		if len(f.Trustees) == 0 {
			if err := plan.AddNoise(f, p.Kind, values, attempt.Honest(len(owners), len(owners)), noise); err != nil {
				return nil, fmt.Errorf("owner %d: %w", i+1, err)
			}
		}
		if len(values) != shape.Values {
			return nil, fmt.Errorf("owner %d: %d values, want %d", i+1, len(values), shape.Values)
		}
		for j, v := range values {
			if v.CmpAbs(shape.Bound) > 0 {
				return nil, fmt.Errorf("owner %d: value %d is past its bound", i+1, j)
			}
			total[j].Add(total[j], v)
		}
	}
	return total, addTrustees(f, p.Kind, total, len(owners), noise)
}

// addTrustees adds the noise of all trustees in all cells, if there are any.
func addTrustees(f *spec.File, kind wire.RoundKind, total []*big.Int, owners int, noise io.Reader) error {
	for range f.Trustees {
		cells, err := f.Noise(kind).DrawCells(f.Cells(owners), noise)
		if err != nil {
			return err
		}
		for _, values := range cells {
			for k, z := range values {
				total[k].Add(total[k], z)
			}
		}
	}
	return nil
}

func shapeOf(f *spec.File, kind wire.RoundKind) (spec.RoundShape, error) {
	for _, shape := range f.RoundShapes() {
		if shape.Kind == kind {
			return shape, nil
		}
	}
	return spec.RoundShape{}, fmt.Errorf("invalid round: kind %q", kind)
}
