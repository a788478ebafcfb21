package dataowner

import (
	"slices"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxUploads is how often an owner uploads for the same weights: once and two re-runs. More would let a model
// owner probe an owner through rejected rounds.
const maxUploads = 3

// attempt is what an owner holds during one attempt at a round. It is never stored: after a reload the attempt is
// lost and the round is run again with fresh keys.
type attempt struct {
	ref     wire.Ref
	open    *wire.Open
	round   *rounds.Round     // of the open message's kind
	pair    *mask.KeyPair     // for pairwise masks
	share   *mask.KeyPair     // for sealed shares
	seed    mask.Seed         // of the self mask
	keys    *wire.Signed      // as sent
	weights []*phe.Ciphertext // where the round is on encrypted weights
	point   *plan.Point       // elsewhere
	down    int               // bytes that came with the open message

	list      *list                         // once the keys are fixed
	shares    map[wire.Identity]mask.Shares // of every sharer's secrets, as far as they open
	sharers   []wire.Identity               // between whom the pairwise masks run, in identity order
	survivors []wire.Identity               // the one set this owner signed
	sent      map[wire.Phase]struct{}       // phases answered
	counted   bool                          // the upload was acknowledged
}

func (a *attempt) answered(p wire.Phase) bool { _, ok := a.sent[p]; return ok }

// list is the verified list of keys messages of an attempt: who takes part in it.
type list struct {
	ids       []wire.Identity // in identity order
	keys      map[wire.Identity]wire.Keys
	cohort    wire.Digest // binds every mask, share and signature of the attempt
	self      wire.Identity
	threshold int
}

// recovers reports whether the attempt has recovery phases: without them every owner of the list must upload.
func (l *list) recovers() bool { return l.threshold < len(l.ids) }

// coordinate is an owner's place in Shamir's scheme.
func (l *list) coordinate(id wire.Identity) byte { return byte(slices.Index(l.ids, id) + 1) }

// others returns set without this owner.
func (l *list) others(set []wire.Identity) []wire.Identity {
	return slices.DeleteFunc(slices.Clone(set), func(id wire.Identity) bool { return id == l.self })
}

// context binds masks and shares to the attempt.
func (o *Owner) context(a *attempt) mask.Context {
	return mask.Context{Training: o.terms.id, Round: a.ref.Round, Attempt: a.ref.Attempt, Cohort: a.list.cohort}
}

func protocolProblem(format string, args ...any) error {
	return problemf(ProblemProtocol, hintTampered, format, args...)
}
