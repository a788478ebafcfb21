package dataowner

import (
	"context"
	"math/big"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Estimate is what a training costs this owner. The fields per round are those of its main kind of round, gradient or
// one_round; Rounds and what follows it are for the whole training, if it takes as many rounds as it may be expected to.
// Seconds are 0 until a round was rehearsed and timed.
type Estimate struct {
	BytesUpPerRound   int     `json:"bytesUpPerRound"`
	BytesDownPerRound int     `json:"bytesDownPerRound"`
	Ciphertexts       int     `json:"ciphertexts"`
	Values            int     `json:"values"`
	SecondsPerRound   float64 `json:"secondsPerRound"`
	Rounds            int     `json:"rounds"`
	BytesUp           int     `json:"bytesUp"`
	BytesDown         int     `json:"bytesDown"`
	Seconds           float64 `json:"seconds"`
	Memory            int     `json:"memory"` // bytes that the largest round takes, rows aside
}

// What a round holds at once, in bytes: the program itself; a weight and its update as floats, integers and packed, for
// each value; a ciphertext, its obfuscator, mask and bytes. Measured with 100,000 weights in a browser.
const (
	memoryBase  = 128 << 20
	memoryValue = 1536
	memoryText  = 8 // times its own size
)

// memory bounds what the largest round takes, so that a machine without it is told before it reads a file.
func (t *terms) memory() int {
	most := 0
	for i := range t.rounds {
		r := &t.rounds[i]
		texts := r.Ciphertexts + r.Weights
		most = max(most, r.Values*memoryValue+texts*t.key.CiphertextSize()*memoryText+2*r.Sealed)
	}
	return memoryBase + most
}

// main is the kind of round that a training mostly consists of.
func (t *terms) main() *rounds.Round {
	if r := t.rounds.Of(wire.RoundGradient); r != nil {
		return r
	}
	return t.rounds.Of(wire.RoundOneRound)
}

// up and down are the bytes of a round, with as many members as there may be.
func (t *terms) up(r *rounds.Round) int { return r.Up(t.key.CiphertextSize()) }

func (t *terms) down(r *rounds.Round) int {
	return r.Down(t.key.CiphertextSize(), t.manifest.Cohort.Max)
}

// expected is how many rounds of a kind there will be at most.
func (t *terms) expected(r *rounds.Round) int { return r.Expected(t.file) }

func (t *terms) estimate() Estimate {
	m := t.main()
	e := Estimate{BytesUpPerRound: t.up(m), BytesDownPerRound: t.down(m), Ciphertexts: m.Ciphertexts, Values: m.Values, Memory: t.memory()}
	for i := range t.rounds {
		r := &t.rounds[i]
		n := t.expected(r)
		e.Rounds, e.BytesUp, e.BytesDown = e.Rounds+n, e.BytesUp+n*t.up(r), e.BytesDown+n*t.down(r)
	}
	return e
}

// encryptions is how many fresh ciphertexts a training may take, for the size of tables.
func (t *terms) encryptions() int {
	n := 0
	for i := range t.rounds {
		if r := &t.rounds[i]; r.Weights == 0 {
			n += t.expected(r) * r.Ciphertexts
		}
	}
	return n
}

// Measure rehearses a round before there are rows, so that an invitation can say how long a round will take here. But for
// learning on shared weights, which Load times, the work follows from the manifest and never from data. It returns the
// estimate with its seconds.
func (o *Owner) Measure(ctx context.Context) (Estimate, error) {
	o.mu.Lock()
	e := o.estimate
	o.mu.Unlock()
	if e.SecondsPerRound > 0 {
		return e, nil
	}
	e, err := o.rehearse(ctx, nil)
	if err != nil {
		return e, problemf(ProblemInternalFail, "", "failed to rehearse a round: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.estimate.SecondsPerRound == 0 {
		o.estimate = e
	}
	return o.estimate, nil
}

// rehearsed bounds how many ciphertexts of a round are made to time it; the rest take as long each.
const rehearsed = 8

// rehearse runs the arithmetic of a round on what means nothing, so that the estimate shown is a measurement and tables
// and compiled code are warm when the first round opens. Nothing of it is kept or sent. rows may be nil.
func (o *Owner) rehearse(ctx context.Context, rows *plan.Rows) (Estimate, error) {
	e := o.terms.estimate()
	enc, err := o.encryptor()
	if err != nil {
		return e, err
	}
	var evaluating, encrypting, learning float64
	for i := range o.terms.rounds {
		r := &o.terms.rounds[i]
		seconds := 0.0
		if r.Weights > 0 {
			if evaluating == 0 { // all such rounds have one shape
				if err := enc.Precompute(ctx, 0, 1); err != nil {
					return e, err
				}
				if evaluating, err = o.timeForms(enc, r); err != nil {
					return e, err
				}
			}
			seconds = evaluating
		} else {
			if encrypting == 0 {
				if encrypting, err = o.timeEncryption(ctx, enc, r); err != nil {
					return e, err
				}
			}
			seconds = encrypting * float64(r.Ciphertexts)
		}
		if r.Sealed > 0 {
			if learning == 0 {
				if learning, err = o.timeLearning(rows); err != nil {
					return e, err
				}
			}
			seconds += learning
		}
		if r.Kind == o.terms.main().Kind {
			e.SecondsPerRound = seconds
		}
		e.Seconds += float64(o.terms.expected(r)) * seconds
	}
	return e, nil
}

// timeLearning gives the seconds of learning in a round on weights that owners read, and sets the pace. Without rows they
// are the least.
func (o *Owner) timeLearning(rows *plan.Rows) (float64, error) {
	if rows == nil {
		return leastPace.Seconds(), nil
	}
	start := time.Now()
	if _, err := rows.Upload(o.terms.firstPoint()); err != nil {
		return 0, err
	}
	pace := paceFor(2 * time.Since(start)) // a round may find the machine busy
	o.mu.Lock()
	o.pace = pace
	o.mu.Unlock()
	return pace.Seconds(), nil
}

// timeForms gives the seconds of a round on encrypted weights, of which it makes a part.
func (o *Owner) timeForms(enc *phe.Encryptor, r *rounds.Round) (float64, error) {
	four, err := o.terms.key.ParseCiphertext(big.NewInt(4).FillBytes(make([]byte, o.terms.key.CiphertextSize())))
	if err != nil {
		return 0, err
	}
	f, err := newForms(noSums(o.terms.budget.Columns), r)
	if err != nil {
		return 0, err
	}
	timed := func(ciphertexts int) (float64, error) {
		start := time.Now()
		_, err := o.evaluate(enc, f, slices.Repeat([]*phe.Ciphertext{four}, r.Weights), zeros(ciphertexts), nil)
		return time.Since(start).Seconds(), err
	}
	fixed, err := timed(0)
	if err != nil {
		return 0, err
	}
	part := min(rehearsed, r.Ciphertexts)
	some, err := timed(part)
	if err != nil {
		return 0, err
	}
	return fixed + max(0, some-fixed)*float64(r.Ciphertexts)/float64(part), nil
}

// timeEncryption gives the seconds of a fresh ciphertext and its masks.
func (o *Owner) timeEncryption(ctx context.Context, enc *phe.Encryptor, r *rounds.Round) (float64, error) {
	if err := enc.Precompute(ctx, 1, 0); err != nil { // builds the tables
		return 0, err
	}
	part := min(rehearsed, r.Ciphertexts)
	start := time.Now()
	masks, err := o.someMasks(part)
	if err != nil {
		return 0, err
	}
	if _, err := encrypt(enc, r, zeros(r.Values), masks, nil); err != nil {
		return 0, err
	}
	return time.Since(start).Seconds() / float64(part), nil
}

// someMasks makes masks between as many owners as the training starts with.
func (o *Owner) someMasks(count int) ([]*big.Int, error) {
	pair, err := mask.NewKeyPair()
	if err != nil {
		return nil, err
	}
	var peers []mask.Peer
	for i := 1; i < o.terms.manifest.Cohort.Start; i++ {
		other, err := mask.NewKeyPair()
		if err != nil {
			return nil, err
		}
		peers = append(peers, mask.Peer{ID: wire.Identity{byte(i)}, Key: other.Public()})
	}
	return pair.Pairwise(wire.Digest{}, wire.Identity{}, peers, o.terms.key.N(), count)
}

// firstPoint is what the first gradient round of a training on shared weights opens with, on the declared ranges.
func (t *terms) firstPoint() *plan.Point {
	f := t.file
	p := &plan.Parameters{Weights: plan.Initial(f), Fill: make([]int32, len(f.Features))}
	if f.Scaling == spec.ScalingFederated {
		p.Scale = &schema.Standard{Mean: make([]float64, f.Schema().Width()), Deviation: slices.Repeat([]float64{1}, f.Schema().Width())}
	}
	return &plan.Point{Kind: wire.RoundGradient, Shared: p}
}

// noSums is the linear forms of an owner without rows over so many columns.
type noSums int

func (n noSums) Forms(wire.RoundKind) (scalars [][]*big.Int, constants []*big.Int, err error) {
	scalars, constants = model.NewStatistics(int(n)).Forms(spec.WeightBits)
	return scalars, constants, nil
}

func zeros(n int) []*big.Int {
	out := make([]*big.Int, n)
	for i := range out {
		out[i] = new(big.Int)
	}
	return out
}

// Uploads lists what this owner sent in this training, without the signed messages and proofs of a receipt.
func (o *Owner) Uploads() []Entry {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := append([]Entry{}, o.rec.Sent...)
	for i := range list {
		list[i].Head, list[i].Proof = nil, nil
	}
	return list
}
