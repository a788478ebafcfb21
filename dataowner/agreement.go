package dataowner

import (
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Agreement shows who signed that a sum is over this set of owners and no other, before any mask was taken off. An
// attempt in which everybody must upload has none: there the list of keys fixed the set.
type Agreement struct {
	Body       []byte               `json:"body"` // the wire.Agree that all of them signed, in its canonical form
	Signatures []AgreementSignature `json:"signatures"`
}

// AgreementSignature is one survivor's.
type AgreementSignature struct {
	Signer    wire.Identity `json:"signer"`
	Signature []byte        `json:"signature"`
}

// agreementOf keeps what checkAgrees has accepted: every message has the same body.
func agreementOf(list []wire.Signed) *Agreement {
	a := &Agreement{}
	for _, s := range list {
		a.Body = s.Body
		a.Signatures = append(a.Signatures, AgreementSignature{s.Signer, s.Signature})
	}
	return a
}

// maxAgreements is how many agreements a record keeps: it is stored anew with every promise, and a large cohort's
// signatures are long.
const maxAgreements = 256

// agree notes over how many owners an upload was summed, and their signatures on that.
func (r *record) agree(ref wire.Ref, survivors int, list []wire.Signed) {
	kept := 0
	for i := range r.Sent {
		e := &r.Sent[i]
		if e.Agreement != nil {
			kept++
		}
		if e.Round != ref.Round || e.Attempt != ref.Attempt {
			continue
		}
		e.Owners = survivors
		if kept < maxAgreements {
			e.Agreement = agreementOf(list)
		}
	}
}

// verify checks that the agreement is about one attempt, that every signature is a survivor's and none counts twice,
// and returns the survivors.
func (a *Agreement) verify(t wire.TrainingID, ref wire.Ref) ([]wire.Identity, error) {
	var survivors []wire.Identity
	seen := map[wire.Identity]bool{}
	for i, sig := range a.Signatures {
		m, err := wire.UnsealFrom[wire.Agree](
			&wire.Signed{Kind: wire.KindAgree, Body: a.Body, Signer: sig.Signer, Signature: sig.Signature}, wire.KindAgree, sig.Signer)
		switch {
		case err != nil:
			return nil, fmt.Errorf("signature %d: %w", i, err)
		case m.Training != t || m.Ref != ref:
			return nil, errors.New("it is about another attempt")
		case seen[sig.Signer] || !slices.Contains(m.Survivors, sig.Signer):
			return nil, fmt.Errorf("signature %d must be of another survivor", i)
		}
		seen[sig.Signer], survivors = true, m.Survivors
	}
	if len(survivors) == 0 {
		return nil, errors.New("nobody signed it")
	}
	return survivors, nil
}
