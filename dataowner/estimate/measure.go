package estimate

import (
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/protocol/wire"
)

// timed bounds how many ciphertexts of a round are made to time it; the rest take as long each.
const timed = 8

// Measure runs the arithmetic of a round on data without meaning, so that the estimate is a measurement and tables and
// compiled code are warm when the first round opens. Nothing of it is kept or sent. rows may be nil: only learning on
// shared weights depends on them. It returns the estimate with its seconds, and the pace that such learning has.
func Measure(ctx context.Context, t *invitation.Terms, m *update.Maker, rows *plan.Rows) (Estimate, time.Duration, error) {
	e := For(t)
	pace := update.LeastPace
	var evaluating, encrypting float64
	var err error
	learned := false
	for i := range t.Rounds {
		r := &t.Rounds[i]
		var seconds float64
		if r.Weights > 0 {
			if evaluating == 0 { // all such rounds have one shape
				if evaluating, err = timeForms(ctx, t, m, r); err != nil {
					return e, 0, err
				}
			}
			seconds = evaluating
		} else {
			if encrypting == 0 {
				if encrypting, err = timeEncryption(ctx, t, m, r); err != nil {
					return e, 0, err
				}
			}
			seconds = encrypting * float64(r.Ciphertexts)
		}
		if r.Sealed > 0 {
			if !learned && rows != nil {
				if pace, err = timeLearning(t, rows); err != nil {
					return e, 0, err
				}
				learned = true
			}
			seconds += pace.Seconds()
		}
		if r.Kind == t.Main().Kind {
			e.SecondsPerRound = seconds
		}
		e.Seconds += float64(r.Expected(t.File)) * seconds
	}
	return e, pace, nil
}

// timeLearning returns the pace of learning in a round on weights that owners read.
func timeLearning(t *invitation.Terms, rows *plan.Rows) (time.Duration, error) {
	start := time.Now()
	if _, err := rows.Upload(FirstPoint(t.File)); err != nil {
		return 0, err
	}
	return update.PaceFor(2 * time.Since(start)), nil // a round may find the machine busy
}

// timeForms returns the seconds of a round on encrypted weights, of which it makes a part.
func timeForms(ctx context.Context, t *invitation.Terms, m *update.Maker, r *rounds.Round) (float64, error) {
	if err := m.Precompute(ctx, update.Need{Full: 1}); err != nil {
		return 0, err
	}
	four, err := t.Key.ParseCiphertext(big.NewInt(4).FillBytes(make([]byte, t.Key.CiphertextSize())))
	if err != nil {
		return 0, err
	}
	f, err := update.NewForms(noSums(t.Budget.Columns), r)
	if err != nil {
		return 0, err
	}
	seconds := func(ciphertexts int) (float64, error) {
		start := time.Now()
		_, err := m.Evaluate(f, slices.Repeat([]*phe.Ciphertext{four}, r.Weights), zeros(ciphertexts), nil)
		return time.Since(start).Seconds(), err
	}
	fixed, err := seconds(0)
	if err != nil {
		return 0, err
	}
	part := min(timed, r.Ciphertexts)
	some, err := seconds(part)
	if err != nil {
		return 0, err
	}
	return fixed + max(0, some-fixed)*float64(r.Ciphertexts)/float64(part), nil
}

// timeEncryption returns the seconds of a fresh ciphertext and its masks.
func timeEncryption(ctx context.Context, t *invitation.Terms, m *update.Maker, r *rounds.Round) (float64, error) {
	if err := m.Precompute(ctx, update.Need{Fresh: 1}); err != nil { // builds the tables
		return 0, err
	}
	part := min(timed, r.Ciphertexts)
	start := time.Now()
	masks, err := someMasks(t, part)
	if err != nil {
		return 0, err
	}
	if _, err := m.Encrypt(r, zeros(r.Values), masks, nil); err != nil {
		return 0, err
	}
	return time.Since(start).Seconds() / float64(part), nil
}

// someMasks makes masks between as many owners as the training starts with.
func someMasks(t *invitation.Terms, count int) ([]*big.Int, error) {
	pair, err := mask.NewKeyPair()
	if err != nil {
		return nil, err
	}
	var peers []mask.Peer
	for i := 1; i < t.Manifest.Cohort.Start; i++ {
		other, err := mask.NewKeyPair()
		if err != nil {
			return nil, err
		}
		peers = append(peers, mask.Peer{ID: wire.Identity{byte(i)}, Key: other.Public()})
	}
	return pair.Pairwise(wire.Digest{}, wire.Identity{}, peers, t.Key.N(), count)
}

// FirstPoint returns the weights of the first gradient round of a training on shared weights, on the declared ranges.
func FirstPoint(f *spec.File) *plan.Point {
	p := &plan.Parameters{Weights: plan.Initial(f), Fill: make([]int32, len(f.Features))}
	if f.Scaling == spec.ScalingFederated {
		p.Scale = &schema.Standard{Mean: make([]float64, f.Schema().Width()), Deviation: slices.Repeat([]float64{1}, f.Schema().Width())}
	}
	return &plan.Point{Kind: wire.RoundGradient, Shared: p}
}

// noSums is the linear forms of an owner without rows over so many columns.
type noSums int

func (n noSums) Forms(wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error) {
	scalars, constants = squares.NewStatistics(int(n)).Forms(spec.WeightBits)
	return scalars, constants, nil
}

func zeros(n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}
