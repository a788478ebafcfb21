package modelowner

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"runtime"
	"slices"
	"time"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// BrowserFactor is the time of an owner's arithmetic in a browser's worker over that on one core of a program on the same
// machine. `make bench` measures both sides: for keys of 3072 bits it was 2.4 for a linear form and 3.2 to 3.4 for
// encryption.
const BrowserFactor = 3.5

// Expected is the cost of a training for one owner: the most that is expected, if as many owners take part as it starts
// with.
type Expected struct {
	Rounds    []ExpectedRounds `json:"rounds"` // by kind
	BytesUp   int64            `json:"bytes_up"`
	BytesDown int64            `json:"bytes_down"`
	// Seconds are the time of encryption in a browser on a machine like this one, without learning on the owner's own rows,
	// without the network and without waiting for others.
	Seconds float64 `json:"seconds"`
	// OpenSeconds are the time in which the model owner decrypts all sums, on all cores of this machine.
	OpenSeconds float64 `json:"open_seconds"`
}

// ExpectedRounds are the rounds of one kind; bytes and seconds are those of one of them.
type ExpectedRounds struct {
	Kind      wire.RoundKind `json:"kind"`
	Most      int            `json:"most"`
	BytesUp   int            `json:"bytes_up"`
	BytesDown int            `json:"bytes_down"`
	Seconds   float64        `json:"seconds"`
	// OpenSeconds are the model owner's.
	OpenSeconds float64 `json:"open_seconds"`
}

// PublicKey returns the training's Paillier key.
func (t *Training) PublicKey() (*phe.PublicKey, error) {
	return phe.ParsePublicKey(t.Manifest.Key.Modulus)
}

// Expect returns the expected cost of the training for an owner. The bytes follow from the training file. The seconds come
// from timing a part of a round's arithmetic here, on one core, and from BrowserFactor; those of the model owner, with keys
// these are, from decrypting some ciphertexts.
func (t *Training) Expect(ctx context.Context, keys *Keys) (*Expected, error) {
	key, err := t.Paillier(keys)
	if err != nil {
		return nil, err
	}
	public := key.Public()
	f := t.File
	kinds, err := rounds.For(f, public.Bits())
	if err != nil {
		return nil, err
	}
	clock := &timing{file: f, public: public, key: key}
	e := &Expected{}
	for i := range kinds {
		r := &kinds[i]
		seconds, err := clock.round(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("failed to time a %s round: %w", r.Kind, err)
		}
		x := ExpectedRounds{
			Kind: r.Kind, Most: r.Expected(f), Seconds: seconds * BrowserFactor,
			BytesUp: r.Up(public.CiphertextSize(), f.Cohort.Start), BytesDown: r.Down(public.CiphertextSize(), f.Cohort.Start),
		}
		if n := len(f.Trustees); n > 0 { // no other owner's keys, but those of the trustees
			x.BytesUp = r.Up(public.CiphertextSize(), 1) + n*(wire.TrusteeEncapsulationSize+wire.TrusteeTagSize)
			x.BytesDown = r.Down(public.CiphertextSize(), 1) + n*trusteeBytes
		}
		if x.OpenSeconds, err = clock.open(r); err != nil {
			return nil, fmt.Errorf("failed to time the opening of a %s round: %w", r.Kind, err)
		}
		e.OpenSeconds += float64(x.Most) * x.OpenSeconds
		e.Rounds = append(e.Rounds, x)
		e.BytesUp += int64(x.Most) * int64(x.BytesUp)
		e.BytesDown += int64(x.Most) * int64(x.BytesDown)
		e.Seconds += float64(x.Most) * x.Seconds
	}
	return e, nil
}

// trusteeBytes is about the size of a trustee's accept.
const trusteeBytes = 2500

// timing times the parts of rounds, each once.
type timing struct {
	file   *spec.File
	public *phe.PublicKey
	key    *privkey.Key
	enc    *phe.Encryptor

	fresh     float64 // a fresh ciphertext with its masks
	evaluated float64 // a whole round on encrypted weights
	opened    float64 // a ciphertext decrypted together with others
}

// timed is how many ciphertexts are made to time one.
const timed = 4

func (t *timing) round(ctx context.Context, r *rounds.Round) (seconds float64, err error) {
	if t.enc == nil {
		if t.enc, err = phe.NewEncryptor(t.public, phe.GoKernel(t.public), phe.EncryptorOptions{Encryptions: r.Ciphertexts * r.Most}); err != nil {
			return 0, err
		}
	}
	if r.Weights > 0 {
		if t.evaluated == 0 {
			t.evaluated, err = t.evaluate(ctx, r)
		}
		return t.evaluated, err
	}
	if t.fresh == 0 {
		t.fresh, err = t.encrypt(ctx)
	}
	return t.fresh * float64(r.Ciphertexts), err
}

// open returns the seconds in which the model owner decrypts the sums of a round.
func (t *timing) open(r *rounds.Round) (float64, error) {
	if t.opened == 0 {
		some := 4 * runtime.GOMAXPROCS(0)
		four, err := t.public.ParseCiphertext(big.NewInt(4).FillBytes(make([]byte, t.public.CiphertextSize())))
		if err != nil {
			return 0, err
		}
		all, err := least(func() error { _, err := t.key.DecryptVector(slices.Repeat([]*phe.Ciphertext{four}, some)); return err })
		if err != nil {
			return 0, err
		}
		t.opened = all / float64(some)
	}
	return t.opened * float64(r.Ciphertexts), nil
}

// encrypt returns the seconds of one fresh ciphertext and its masks: between as many owners as start, or for the trustees.
func (t *timing) encrypt(ctx context.Context) (float64, error) {
	if err := t.enc.Precompute(ctx, 1, 0); err != nil { // builds the tables
		return 0, err
	}
	if _, err := t.enc.Encrypt(new(big.Int)); err != nil {
		return 0, err
	}
	pair, err := mask.NewKeyPair()
	if err != nil {
		return 0, err
	}
	var peers []mask.Peer
	for i := range t.peers() {
		other, err := mask.NewKeyPair()
		if err != nil {
			return 0, err
		}
		peers = append(peers, mask.Peer{ID: wire.Identity{byte(i + 1)}, Key: other.Public()})
	}
	return least(func() error {
		if _, err := pair.Pairwise(wire.Digest{}, wire.Identity{}, peers, t.public.N(), 1); err != nil {
			return err
		}
		_, err := t.enc.Encrypt(new(big.Int))
		return err
	})
}

// peers returns how many other parties an owner shares masks with.
func (t *timing) peers() int {
	if n := len(t.file.Trustees); n > 0 {
		return n
	}
	return t.file.Cohort.Start - 1
}

// least returns the seconds of the quickest of some runs: other work on this machine delayed the others.
func least(run func() error) (float64, error) {
	quickest := math.Inf(1)
	for range timed {
		start := time.Now()
		if err := run(); err != nil {
			return 0, err
		}
		quickest = math.Min(quickest, time.Since(start).Seconds())
	}
	return quickest, nil
}

// A linear form over many weights is timed over these numbers of weights, and the time for more is extrapolated. Other
// programs disturb short runs less often than a long one.
const fewWeights, someWeights = 2, 8

// evaluate returns the seconds of a round on encrypted weights. The time of a linear form depends on the length of its
// scalars, which is fixed, and not on their values.
func (t *timing) evaluate(ctx context.Context, r *rounds.Round) (float64, error) {
	ready := 0
	obfuscator, err := least(func() error { ready++; return t.enc.Precompute(ctx, 0, ready) })
	if err != nil {
		return 0, err
	}
	var prepare, form [2]float64
	for i, weights := range []int{fewWeights, someWeights} {
		if err := t.enc.Precompute(ctx, 0, timed); err != nil { // evaluating uses them up
			return 0, err
		}
		if prepare[i], form[i], err = t.form(r, weights); err != nil {
			return 0, err
		}
	}
	at := func(y [2]float64) float64 {
		slope := max(0, y[1]-y[0]) / (someWeights - fewWeights)
		return max(0, y[0]+slope*float64(r.Weights-fewWeights))
	}
	return at(prepare) + (at(form)+obfuscator)*float64(r.Ciphertexts), nil
}

// form returns the seconds of preparing that many weights for a round, and of one ciphertext evaluated on them.
func (t *timing) form(r *rounds.Round, weights int) (prepare, evaluate float64, err error) {
	four, err := t.public.ParseCiphertext(big.NewInt(4).FillBytes(make([]byte, t.public.CiphertextSize())))
	if err != nil {
		return 0, 0, err
	}
	bits := t.file.Budget().ScalarBits
	var bases *phe.Bases
	prepare, err = least(func() (err error) {
		if bases != nil {
			bases.Release()
		}
		bases, err = t.enc.Prepare(slices.Repeat([]*phe.Ciphertext{four}, weights), r.Values, bits)
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	defer bases.Release()
	zeros := make([]*big.Int, weights)
	for i := range zeros {
		zeros[i] = new(big.Int)
	}
	f := phe.LinearForm{ScalarBits: bits, Constant: new(big.Int)}
	for k := range r.Values - 1 { // the row count has no scalars
		if at, shift := r.Packing.Locate(k); at == 0 {
			f.Scalars, f.Shifts = append(f.Scalars, zeros), append(f.Shifts, shift)
		}
	}
	evaluate, err = least(func() error { _, err := t.enc.EvaluatePrepared(bases, f); return err })
	return prepare, evaluate, err
}
