package simulate

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Step is one round of a rehearsal.
type Step struct {
	Kind  wire.RoundKind
	Round int     // from 1, of all kinds
	Cost  float64 // as far as it is known after the round, else NaN
}

// Trained is what a rehearsal of any training ends with.
type Trained struct {
	Model    model.Model
	Metric   string
	Rounds   int        // of all kinds
	Point    []*big.Int // the final weights, where they would have travelled encrypted
	Warnings []string
	Cut      int // entries of updates past bounds.update
}

// Train runs a training of any kind on the tables, one per owner, in the clear:
// what owners upload, within the bounds of the bit budget, and what the model
// owner makes of the sums are those of the federated training. observe may be nil.
func Train(f *spec.File, tables []*schema.Table, observe func(Step)) (*Trained, error) {
	return TrainWith(f, tables, rand.Reader, observe)
}

// TrainWith is Train with the source of the noise that a differentially private training adds, as much of it as every
// owner of a cohort of this size would.
func TrainWith(f *spec.File, tables []*schema.Table, noise io.Reader, observe func(Step)) (*Trained, error) {
	if len(tables) == 0 {
		return nil, errors.New("invalid rehearsal: no tables")
	}
	owners := make([]*plan.Rows, len(tables))
	for i, t := range tables {
		var err error
		if owners[i], err = plan.NewRows(f, t, seed(f, i)); err != nil {
			return nil, fmt.Errorf("failed to sum table %d: %w", i+1, err)
		}
	}
	course, err := plan.New(f)
	if err != nil {
		return nil, err
	}
	out := &Trained{Metric: plan.MetricOf(f)}
	for {
		point, done, err := course.Next()
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
		course.Among(len(owners))
		if err := course.Observe(point, values); err != nil {
			return nil, fmt.Errorf("failed to step after round %d: %w", out.Rounds, err)
		}
		if observe != nil {
			observe(Step{Kind: point.Kind, Round: out.Rounds, Cost: course.Cost()})
		}
	}
	out.Model, out.Point, out.Warnings = course.Model(), course.Point(), course.Warnings()
	for _, o := range owners {
		out.Cut += o.Cut()
	}
	return out, nil
}

// seed stands for what an owner draws at random once: in a rehearsal the same
// rows are kept back every time.
func seed(f *spec.File, owner int) [32]byte {
	text := binary.BigEndian.AppendUint32([]byte("rehearsal holdout\x00"), uint32(owner))
	return sha256.Sum256(append(text, f.Canonical()...))
}

// upload adds what the owners send, holding each value against the bit budget as
// packing does.
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
		if err := plan.AddNoise(f, p.Kind, values, attempt.Honest(len(owners), len(owners)), noise); err != nil {
			return nil, fmt.Errorf("owner %d: %w", i+1, err)
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
	return total, nil
}

func shapeOf(f *spec.File, kind wire.RoundKind) (spec.RoundShape, error) {
	for _, shape := range f.RoundShapes() {
		if shape.Kind == kind {
			return shape, nil
		}
	}
	return spec.RoundShape{}, fmt.Errorf("invalid round: kind %q", kind)
}
