package modelowner

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/contrast"
	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// CreateOptions are those of a new training. The zero value stands for the defaults.
type CreateOptions struct {
	// KeysTimeout and UploadTimeout are the time limits of these phases at the facilitator. If they are 0,
	// DefaultKeysTimeout and DefaultUploadTimeout are used. Whole seconds.
	KeysTimeout, UploadTimeout time.Duration
	// OperatorToken is the facilitator's, if it asks for one; it is not kept.
	OperatorToken client.Token
	// Force creates a training even if there is more noise than signal in its sums.
	Force bool
}

// Defaults of CreateOptions: long enough for a telephone with a slow link, short enough that a round which lost
// an owner begins again soon.
const (
	DefaultKeysTimeout   = time.Minute
	DefaultUploadTimeout = 5 * time.Minute
)

// Create makes a training of file: it makes a Paillier key of file.KeyBits for this training alone, seals the training file
// under a new training key, signs the manifest, writes the training's folder below dir and registers the manifest with
// the facilitator. If the facilitator does not take it, no folder is left behind.
func Create(ctx context.Context, dir string, keys *Keys, file *spec.File, facilitator string, opt CreateOptions) (*Training, error) {
	c, err := client.New(facilitator, keys.Identity, client.OperatorToken(opt.OperatorToken))
	if err != nil {
		return nil, problem.WithHint(problem.As(ErrInput, err), "for example --facilitator http://127.0.0.1:8080")
	}
	if err := checkNoise(file, opt.Force); err != nil {
		return nil, err
	}
	if err := contrast.Check(file); err != nil {
		return nil, problem.As(ErrInput, err)
	}
	key, err := privkey.Generate(file.KeyBits)
	if err != nil {
		return nil, fmt.Errorf("failed to generate key: %w", err)
	}
	t := &folder.Training{Facilitator: c.Base(), File: file, Key: identity.NewTrainingKey(), Created: time.Now().UTC()}
	if t.Manifest, err = newManifest(keys, key, t, opt); err != nil {
		return nil, err
	}
	if t.Signed, err = wire.Seal(wire.KindManifest, t.Manifest, keys.Identity); err != nil {
		return nil, err
	}
	if _, t.ID, err = wire.OpenManifest(t.Signed); err != nil { // as a data owner will
		return nil, fmt.Errorf("failed to make manifest: %w", err)
	}
	if err := t.Create(dir, keys, key); err != nil {
		return nil, err
	}
	if err := register(ctx, c, t); err != nil {
		return nil, errors.Join(err, t.Remove())
	}
	return &Training{t}, nil
}

// register hands the manifest to the facilitator.
func register(ctx context.Context, c *client.Client, t *folder.Training) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	id, err := c.CreateTraining(ctx, t.Signed)
	if err == nil && id != t.ID {
		err = errors.New("the facilitator answers with the id of a different training")
	}
	if err == nil {
		return nil
	}
	hint := "check the address and that the facilitator is running"
	if r := wire.RejectionOf(err); r != nil {
		switch r.Code {
		case wire.CodeToken, wire.CodeForbidden:
			hint = "ask the facilitator's operator for the token and give it with --operator-token-file"
		case wire.CodeVersion:
			hint = "it runs another release: use the programs of the release that it shows at /about, or ask its operator to upgrade"
		case wire.CodeUnavailable:
			hint = "the facilitator runs and cannot store anything now: its operator sees why at /operator and in its log"
		default:
			hint = ""
		}
	}
	return problem.WithHint(fmt.Errorf("failed to register training with %s: %w", t.Facilitator, err), hint)
}

func newManifest(keys *Keys, key *privkey.Key, t *folder.Training, opt CreateOptions) (*wire.Manifest, error) {
	file, public := t.File, key.Public()
	kinds, err := rounds.For(file, public.Bits())
	if err != nil {
		return nil, problem.As(ErrInput, fmt.Errorf("invalid training file: %w", err))
	}
	proof, err := key.NonceProof()
	if err != nil {
		return nil, fmt.Errorf("failed to prove the key: %w", err)
	}
	m := &wire.Manifest{
		Version:    wire.Version,
		ModelOwner: keys.Identity.Identity(),
		Key:        wire.KeyInfo{Modulus: public.Bytes(), NonceProof: proof.Bytes(public)},
		Rounds:     kinds.Shapes(),
		Cohort: wire.Cohort{
			Min:         file.Cohort.Min,
			Max:         file.Cohort.Max,
			Start:       file.Cohort.Start,
			JoinSeconds: wholeSeconds(time.Duration(file.Cohort.JoinTimeout), 0),
		},
		Limits: wire.Limits{
			Rounds:        kinds.Total(),
			KeysSeconds:   wholeSeconds(opt.KeysTimeout, DefaultKeysTimeout),
			UploadSeconds: wholeSeconds(opt.UploadTimeout, DefaultUploadTimeout),
		},
		Weights: file.Model.Weights,
		Noise:   file.Private(),
	}
	if m.Limits.Rounds > wire.MaxRounds {
		return nil, problem.As(ErrInput, fmt.Errorf("invalid training file: training.rounds: must be at most %d with the rounds that go with them", wire.MaxRounds))
	}
	rand.Read(m.Nonce[:])
	m.Consent = spec.ConsentDigest(m.Nonce, file.Consent())
	if m.Trustees, err = sealToTrustees(t, m.Nonce); err != nil {
		return nil, err
	}
	m.Training, err = identity.SealTraining(t.Key, m.Nonce, file.Canonical())
	if err != nil {
		return nil, fmt.Errorf("failed to seal training file: %w", err)
	}
	if err := m.Validate(); err != nil {
		return nil, problem.As(ErrInput, err)
	}
	return m, nil
}

// sealToTrustees names the trustees of a training file, with the training key sealed to each; nil for a file without trustees.
func sealToTrustees(t *folder.Training, nonce [32]byte) (*wire.Trustees, error) {
	if len(t.File.Trustees) == 0 {
		return nil, nil
	}
	out := &wire.Trustees{Batch: t.File.Cohort.Batch}
	for i, named := range t.File.Trustees {
		k, err := identity.ParseTrusteeKey(named.Key)
		if err != nil {
			return nil, problem.As(ErrInput, fmt.Errorf("invalid training file: trustees[%d].key: %w", i, err))
		}
		box, err := envelope.SealTrainingKey(k.Envelope, nonce, t.Key.Reveal())
		if err != nil {
			return nil, fmt.Errorf("failed to seal training key: %w", err)
		}
		out.Keys = append(out.Keys, wire.Trustee{Identity: k.Identity, Envelope: k.Envelope, Box: box})
	}
	return out, nil
}

// wholeSeconds rounds up. If d is 0, it returns the default.
func wholeSeconds(d, byDefault time.Duration) int {
	if d == 0 {
		d = byDefault
	}
	return int((d + time.Second - 1) / time.Second)
}

// checkNoise refuses a training with more noise than the declared owners or rows can add up to.
func checkNoise(f *spec.File, force bool) error {
	if !f.Private() || force || f.NoiseToSignal() <= 1 {
		return nil
	}
	what := fmt.Sprintf("%d owners", f.Cohort.Start)
	if f.Privacy.Unit == dp.RecordUnit {
		what = fmt.Sprintf("%d owners with bounds.rows (%d) rows each", f.Cohort.Start, f.Bounds.Rows)
	}
	return problem.WithHint(problem.As(ErrInput, fmt.Errorf("invalid training file: privacy: with %s the noise is %.2g times their largest possible sum", what, f.NoiseToSignal())),
		fmt.Sprintf("it takes %d %ss, a larger epsilon, fewer rounds or fewer weights; --force creates it all the same", f.SignalUnits(), f.Privacy.Unit))
}
