package modelowner

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// CreateOptions say how a training is run. The zero value gives the defaults.
type CreateOptions struct {
	// KeysTimeout and UploadTimeout are how long the facilitator waits for the members in these phases; 0 stands for
	// DefaultKeysTimeout and DefaultUploadTimeout. Whole seconds.
	KeysTimeout, UploadTimeout time.Duration
	// OperatorToken is the facilitator's, where it asks for one; it is not kept.
	OperatorToken client.Token
	// Force makes a training in whose sums there is more noise than signal.
	Force bool
}

// Defaults of CreateOptions: long enough for a telephone with a slow link, short enough that a round which lost
// an owner begins again soon.
const (
	DefaultKeysTimeout   = time.Minute
	DefaultUploadTimeout = 5 * time.Minute
)

// registerTimeout is how long Create tries to reach the facilitator.
const registerTimeout = 15 * time.Second

// Create makes a training of file under keys: it seals the training file under a new training key, signs the
// manifest, writes the training's folder below dir and registers the manifest with the facilitator. What went
// wrong with the facilitator leaves no folder behind.
func Create(ctx context.Context, dir string, keys *Keys, file *spec.File, facilitator string, opt CreateOptions) (*Training, error) {
	client, err := client.New(facilitator, keys.Identity, client.OperatorToken(opt.OperatorToken))
	if err != nil {
		return nil, WithHint(as(ErrInput, err), "for example --facilitator http://127.0.0.1:8080")
	}
	if err := checkNoise(file, opt.Force); err != nil {
		return nil, err
	}
	trainingKey := identity.NewTrainingKey()
	manifest, err := newManifest(keys, file, trainingKey, opt)
	if err != nil {
		return nil, err
	}
	signed, err := wire.Seal(wire.KindManifest, manifest, keys.Identity)
	if err != nil {
		return nil, err
	}
	_, id, err := wire.OpenManifest(signed) // what a data owner will check
	if err != nil {
		return nil, fmt.Errorf("failed to make manifest: %w", err)
	}
	t := &Training{ID: id, Facilitator: client.Base(), Manifest: manifest, File: file, Created: time.Now().UTC(), signed: signed, key: trainingKey}
	if err := t.write(dir); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, registerTimeout)
	defer cancel()
	registered, err := client.CreateTraining(ctx, signed)
	if err == nil && registered != id {
		err = errors.New("the facilitator answers with another training id")
	}
	if err != nil {
		os.RemoveAll(t.dir)
		hint := "check the address and that the facilitator is running"
		if r := wire.RejectionOf(err); r != nil && (r.Code == wire.CodeToken || r.Code == wire.CodeForbidden) {
			hint = "ask the facilitator's operator for the token and give it with --operator-token-file"
		}
		return nil, WithHint(fmt.Errorf("failed to register training with %s: %w", t.Facilitator, err), hint)
	}
	return t, nil
}

func newManifest(keys *Keys, file *spec.File, trainingKey identity.TrainingKey, opt CreateOptions) (*wire.Manifest, error) {
	public := keys.Paillier.Public()
	if public.Bits() != file.KeyBits {
		return nil, WithHint(as(ErrInput, fmt.Errorf("invalid training file: key_bits: is %d but the key has %d bits", file.KeyBits, public.Bits())),
			fmt.Sprintf("set key_bits to %d, or make a key of %d bits in another folder with 'modelowner keygen'", public.Bits(), file.KeyBits))
	}
	rounds, err := rounds.For(file, public.Bits())
	if err != nil {
		return nil, as(ErrInput, fmt.Errorf("invalid training file: %w", err))
	}
	proof, err := keys.Paillier.NonceProof()
	if err != nil {
		return nil, fmt.Errorf("failed to prove the key: %w", err)
	}
	m := &wire.Manifest{
		Version:    wire.Version,
		ModelOwner: keys.Identity.Identity(),
		Key:        wire.KeyInfo{Modulus: public.Bytes(), NonceProof: proof.Bytes(public)},
		Rounds:     rounds.Shapes(),
		Cohort: wire.Cohort{
			Min:         file.Cohort.Min,
			Max:         file.Cohort.Max,
			Start:       file.Cohort.Start,
			JoinSeconds: wholeSeconds(time.Duration(file.Cohort.JoinTimeout), 0),
		},
		Limits: wire.Limits{
			Rounds:        rounds.Total(),
			KeysSeconds:   wholeSeconds(opt.KeysTimeout, DefaultKeysTimeout),
			UploadSeconds: wholeSeconds(opt.UploadTimeout, DefaultUploadTimeout),
		},
		Weights: file.Model.Weights,
		Noise:   file.Private(),
	}
	if m.Limits.Rounds > wire.MaxRounds {
		return nil, as(ErrInput, fmt.Errorf("invalid training file: training.rounds: must be at most %d with the rounds that go with them", wire.MaxRounds))
	}
	rand.Read(m.Nonce[:])
	m.Training, err = identity.SealTraining(trainingKey, m.Nonce, file.Canonical())
	if err != nil {
		return nil, fmt.Errorf("failed to seal training file: %w", err)
	}
	if err := m.Validate(); err != nil {
		return nil, as(ErrInput, err)
	}
	return m, nil
}

// wholeSeconds rounds up; no time stands for the default.
func wholeSeconds(d, byDefault time.Duration) int {
	if d == 0 {
		d = byDefault
	}
	return int((d + time.Second - 1) / time.Second)
}

// write makes the training's folder appear whole or not at all.
func (t *Training) write(dir string) error {
	parent := trainingsDir(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	temp, err := os.MkdirTemp(parent, ".new-*") // MkdirTemp makes the folder with mode 0700
	if err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	defer os.RemoveAll(temp) // of no effect after the rename
	signed, err := wire.Marshal(t.signed)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(temp, manifestFile), signed); err != nil {
		return err
	}
	key := t.key.Reveal()
	err = writeJSON(filepath.Join(temp, trainingFile), trainingJSON{
		Version: 1, Facilitator: t.Facilitator, Created: t.Created, Key: key[:], File: t.File.Canonical(),
	})
	if err != nil {
		return err
	}
	t.dir = filepath.Join(parent, t.ID.String())
	if err := os.Rename(temp, t.dir); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	return durable.SyncDir(parent)
}
