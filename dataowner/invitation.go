package dataowner

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	protolog "github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Invitation is what a person is shown before any row is read: who asks, for what, and the fingerprints. All of
// it is covered by the fingerprint in the link.
type Invitation struct {
	Training        wire.TrainingID  `json:"training"`
	TrainingWords   string           `json:"trainingWords"`
	ModelOwner      wire.Identity    `json:"modelOwner"`
	ModelOwnerWords string           `json:"modelOwnerWords"`
	KeyFingerprint  string           `json:"keyFingerprint"`
	KeyBits         int              `json:"keyBits"`
	Name            string           `json:"name"`
	Model           ModelInfo        `json:"model"`
	Features        []schema.Feature `json:"features"`
	Target          schema.Feature   `json:"target"`
	Missing         string           `json:"missing"`
	Scaling         string           `json:"scaling"`
	Holdout         float64          `json:"holdout"` // share of the rows that this owner keeps back to measure the model on
	Sees            Sees             `json:"sees"`
	Cohort          CohortInfo       `json:"cohort"`
	Facilitator     string           `json:"facilitator"`
	MaxRows         int64            `json:"maxRows"`
	Rounds          []Layout         `json:"rounds"` // one for each kind of round
	Estimate        Estimate         `json:"estimate"`
	Privacy         *PrivacyInfo     `json:"privacy,omitempty"` // nil without differential privacy
	Known           bool             `json:"known"`             // the vault holds an identity for this training
	Ended           string           `json:"ended"`             // "" unless this owner has seen the training end
}

// ModelInfo is the part of the training file that says what is fitted and how.
type ModelInfo struct {
	Kind      string  `json:"kind"`
	Weights   string  `json:"weights"`
	Method    string  `json:"method"`
	Optimizer string  `json:"optimizer"`
	Rounds    int     `json:"rounds"` // of all kinds at most
	L2        float64 `json:"l2"`
	Hidden    []int   `json:"hidden,omitempty"` // widths of the hidden layers of a perceptron
	Steps     int     `json:"localSteps"`       // steps that owners take by themselves in a round
}

// CohortInfo repeats the cohort rules.
type CohortInfo struct {
	Min   int `json:"min"`
	Max   int `json:"max"`
	Start int `json:"start"`
}

// terms is everything a verified manifest fixes.
type terms struct {
	id       wire.TrainingID
	signed   *wire.Signed // the manifest
	manifest *wire.Manifest
	file     *spec.File
	key      *phe.PublicKey
	kernel   phe.Kernel
	// kernelName is "bigint" or "go".
	kernelName string
	rounds     rounds.List
	budget     spec.Budget
}

// verify fetches the manifest of a link and checks all of it before anything of the owner's is touched: the
// fingerprint, the signature, the Paillier key and its proof, that the training file opens, that this version
// can do what it asks for, and that the public shape follows from it.
func verify(ctx context.Context, c *client.Client, l identity.Link, kernel kernelFunc) (*terms, error) {
	signed, err := c.Manifest(ctx, l.Training)
	if err != nil {
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeNotFound {
			return nil, problemf(ProblemManifest, "Ask the model owner for a new link.", "the facilitator does not know this training: %w", err)
		}
		return nil, problemf(ProblemUnreachable, "Check the connection and that the address in the link is right.",
			"failed to reach the facilitator: %w", err)
	}
	m, id, err := wire.OpenManifest(signed)
	if err != nil {
		return nil, problemf(ProblemManifest, hintTampered, "failed to verify manifest: %w", err)
	}
	if id != l.Training {
		return nil, problemf(ProblemManifest, hintTampered, "invalid manifest: its fingerprint is not the one in the link")
	}
	t := &terms{id: id, signed: signed, manifest: m}
	if err = t.checkKey(kernel); err != nil {
		return nil, problemf(ProblemKey, "Do not take part; tell the model owner.", "failed to check the model owner's key: %w", err)
	}
	plain, err := identity.OpenTraining(l.Key, m.Nonce, m.Training)
	if err != nil {
		return nil, problemf(ProblemFile, "Copy the whole link again.", "%w", err)
	}
	if t.file, err = spec.Parse(plain); err != nil {
		return nil, problemf(ProblemFile, "The training may need a newer version of Blindfit.", "failed to read training file: %w", err)
	}
	return t, t.checkShape()
}

const hintTampered = "Do not take part: the facilitator serves something else than the model owner signed."

// kernelFunc gives the arithmetic for a key and its name; nil means Go's.
type kernelFunc func(*phe.PublicKey) (phe.Kernel, string, error)

// checkKey checks the key's form and its proof, with the kernel that will encrypt under it.
func (t *terms) checkKey(kernel kernelFunc) error {
	m := t.manifest
	key, err := phe.ParsePublicKey(m.Key.Modulus)
	if err != nil {
		return err
	}
	if m.Weights == "encrypted" && len(m.Key.NonceProof) == 0 {
		return errors.New("invalid key: it comes without its proof")
	}
	proof, err := phe.ParseNonceProof(key, m.Key.NonceProof)
	if err != nil {
		return err
	}
	t.key, t.kernel, t.kernelName = key, phe.GoKernel(key), "go"
	if kernel != nil {
		if t.kernel, t.kernelName, err = kernel(key); err != nil {
			return fmt.Errorf("failed to start kernel: %w", err)
		}
	}
	return key.CheckNonceProofWith(t.kernel, proof)
}

// checkShape recomputes the bit budget and the packing from the training file: the owner trusts no number that
// it can derive.
func (t *terms) checkShape() error {
	m, f := t.manifest, t.file
	rounds, err := rounds.For(f, t.key.Bits())
	if err != nil {
		return problemf(ProblemFile, "Tell the model owner.", "failed to prove the bit budget: %w", err)
	}
	t.rounds, t.budget = rounds, f.Budget()
	switch {
	case !slices.Equal(m.Rounds, rounds.Shapes()):
		return problemf(ProblemManifest, "Tell the model owner.", "invalid manifest: rounds do not follow from the training file")
	case m.Limits.Rounds != rounds.Total():
		return problemf(ProblemManifest, "Tell the model owner.", "invalid manifest: limits.rounds does not follow from the training file")
	case m.Noise != (f.Privacy.Epsilon > 0):
		return problemf(ProblemManifest, "Tell the model owner.", "invalid manifest: noise does not follow from the training file")
	case m.Weights != f.Model.Weights:
		return problemf(ProblemManifest, "Tell the model owner.", "invalid manifest: weights differ from the training file")
	case m.Cohort.Min != f.Cohort.Min || m.Cohort.Max != f.Cohort.Max || m.Cohort.Start != f.Cohort.Start:
		return problemf(ProblemManifest, "Tell the model owner.", "invalid manifest: cohort rules differ from the training file")
	case t.key.Bits() != f.KeyBits:
		return problemf(ProblemKey, "Tell the model owner.", "invalid manifest: the key must have %d bits as the training file says", f.KeyBits)
	}
	return nil
}

// start is the beginning of the model owner's log.
func (t *terms) start() protolog.Position { return protolog.Start(t.manifest, t.signed) }

func (t *terms) invitation(facilitator string) Invitation {
	f, fp := t.file, t.key.Fingerprint()
	return Invitation{
		Training: t.id, TrainingWords: identity.Words(t.id),
		ModelOwner: t.manifest.ModelOwner, ModelOwnerWords: identity.Words(t.manifest.ModelOwner),
		KeyFingerprint: hex.EncodeToString(fp[:]), KeyBits: t.key.Bits(),
		Name: f.Name,
		Model: ModelInfo{
			Kind: f.Model.Kind, Weights: f.Model.Weights, Method: f.Model.Method,
			Optimizer: f.Training.Optimizer, Rounds: t.manifest.Limits.Rounds, L2: f.Model.L2,
			Hidden: f.Model.Hidden, Steps: f.Training.LocalSteps,
		},
		Features: f.Features, Target: f.Target, Missing: f.Missing, Scaling: f.Scaling, Holdout: f.Holdout, Sees: t.sees(),
		Cohort:      CohortInfo{f.Cohort.Min, f.Cohort.Max, f.Cohort.Start},
		Facilitator: facilitator, MaxRows: f.Bounds.Rows, Rounds: t.layouts(), Estimate: t.estimate(),
		Privacy: t.privacyInfo(),
	}
}
