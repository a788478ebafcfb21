package invitation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Terms is everything that a verified manifest fixes. It does not change.
type Terms struct {
	ID         wire.TrainingID
	Signed     *wire.Signed // the manifest
	Manifest   *wire.Manifest
	File       *spec.File
	Key        *phe.PublicKey
	Kernel     phe.Kernel
	KernelName string // "simd", "bigint" or "go"
	Rounds     rounds.List
	Budget     spec.Budget
}

// Kernel returns the arithmetic for a key and its name; nil stands for Go's.
type Kernel func(*phe.PublicKey) (phe.Kernel, string, error)

// Verify fetches the manifest of a link and checks all of it before anything of the owner's is touched: the
// fingerprint, the signature, the Paillier key and its proof, that the training file opens and is supported by this
// version, and that the public shape follows from it. Errors are problems.
func Verify(ctx context.Context, c *client.Client, l identity.Link, kernel Kernel) (*Terms, error) {
	signed, err := c.Manifest(ctx, l.Training)
	if err != nil {
		if r := wire.RejectionOf(err); r != nil && r.Code == wire.CodeNotFound {
			return nil, problem.Errorf(problem.Manifest, "Ask the model owner for a new link.", "the facilitator does not know this training: %w", err)
		}
		return nil, problem.Errorf(problem.Unreachable, "Check the connection and that the address in the link is right.",
			"failed to reach the facilitator: %w", err)
	}
	m, id, err := wire.OpenManifest(signed)
	if err != nil {
		return nil, problem.Errorf(problem.Manifest, problem.Tampered, "failed to verify manifest: %w", err)
	}
	if id != l.Training {
		return nil, problem.Errorf(problem.Manifest, problem.Tampered, "invalid manifest: its fingerprint is not the one in the link")
	}
	t := &Terms{ID: id, Signed: signed, Manifest: m}
	if err = t.checkKey(kernel); err != nil {
		return nil, problem.Errorf(problem.Key, "Do not take part; tell the model owner.", "failed to check the model owner's key: %w", err)
	}
	plain, err := identity.OpenTraining(l.Key, m.Nonce, m.Training)
	if err != nil {
		return nil, problem.Errorf(problem.File, "Copy the whole link again.", "%w", err)
	}
	if t.File, err = spec.Parse(plain); err != nil {
		return nil, problem.Errorf(problem.File, "The training may need a newer version of Blindfit.", "failed to read training file: %w", err)
	}
	if err := t.checkShape(); err != nil {
		return nil, err
	}
	return t, t.checkCircle()
}

// checkCircle returns an error if a training has exact sums on weights that owners read and is not a circle: a model
// owner that chooses the weights freely can read single rows out of such sums, and an owner cannot check the choice. In
// a circle every owner vouches for all others and agrees to that, and the weights stay small.
func (t *Terms) checkCircle() error {
	f := t.File
	switch {
	case f.Model.Weights != spec.Shared || f.Private():
		return nil
	case !f.Circle:
		return problem.Errorf(problem.File, "Ask the model owner for a training with privacy, or for a circle of data owners who vouch for one another.",
			"exact sums on shared weights let the model owner read single rows; this owner takes part in them in a circle only")
	case f.Bounds.Weight > spec.MaxCircleWeight:
		return problem.Errorf(problem.File, "Ask the model owner for a smaller bounds.weight.",
			"bounds.weight is %d; in a circle it is at most %d", f.Bounds.Weight, spec.MaxCircleWeight)
	}
	return nil
}

// checkKey checks the key's form and its proof, with the kernel that will encrypt under it.
func (t *Terms) checkKey(kernel Kernel) error {
	m := t.Manifest
	key, err := phe.ParsePublicKey(m.Key.Modulus)
	if err != nil {
		return err
	}
	if m.Weights == wire.WeightsEncrypted && len(m.Key.NonceProof) == 0 {
		return errors.New("invalid key: it comes without its proof")
	}
	proof, err := phe.ParseNonceProof(key, m.Key.NonceProof)
	if err != nil {
		return err
	}
	t.Key, t.Kernel, t.KernelName = key, phe.GoKernel(key), "go"
	if kernel != nil {
		if t.Kernel, t.KernelName, err = kernel(key); err != nil {
			return fmt.Errorf("failed to start kernel: %w", err)
		}
	}
	return key.CheckNonceProofWith(t.Kernel, proof)
}

// checkShape computes the bit budget and the packing from the training file: the owner trusts no number that it can
// derive.
func (t *Terms) checkShape() error {
	m, f := t.Manifest, t.File
	list, err := rounds.For(f, t.Key.Bits())
	if err != nil {
		return problem.Errorf(problem.File, "Tell the model owner.", "failed to prove the bit budget: %w", err)
	}
	t.Rounds, t.Budget = list, f.Budget()
	const hint = "Tell the model owner."
	switch {
	case !slices.Equal(m.Rounds, list.Shapes()):
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: rounds do not follow from the training file")
	case m.Limits.Rounds != list.Total():
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: limits.rounds does not follow from the training file")
	case m.Noise != f.Private():
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: noise does not follow from the training file")
	case m.Weights != f.Model.Weights:
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: weights differ from the training file")
	case m.Cohort.Min != f.Cohort.Min || m.Cohort.Max != f.Cohort.Max || m.Cohort.Start != f.Cohort.Start:
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: cohort rules differ from the training file")
	case !sameDigest(m.Consent, spec.ConsentDigest(m.Nonce, f.Consent())):
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: consent does not follow from the training file")
	case (m.Trustees != nil) != (f.Masking == spec.MaskingTrustees):
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: masking differs from the training file")
	case m.Trustees != nil && m.Trustees.Batch != f.Cohort.Batch:
		return problem.Errorf(problem.Manifest, hint, "invalid manifest: trustees.batch differs from the training file")
	case t.Key.Bits() != f.KeyBits:
		return problem.Errorf(problem.Key, hint, "invalid manifest: the key must have %d bits, as in the training file", f.KeyBits)
	}
	if m.Trustees != nil {
		if err := identity.CheckTrustees(f.TrusteeKeys(), m.Trustees); err != nil {
			return problem.Errorf(problem.Manifest, hint, "%w", err)
		}
	}
	return nil
}

func sameDigest(a, b *wire.Digest) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// Start is the beginning of the model owner's log.
func (t *Terms) Start() log.Position { return log.Start(t.Manifest, t.Signed) }

// Main is the kind of round of which a training mostly consists.
func (t *Terms) Main() *rounds.Round {
	if r := t.Rounds.Of(wire.RoundGradient); r != nil {
		return r
	}
	return t.Rounds.Of(wire.RoundOneRound)
}
