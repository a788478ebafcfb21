package dataowner

import (
	"errors"
	"reflect"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Pin is what an owner has agreed to once and for all: one model owner, and a training file that no training of its may
// go beyond. It lets rows be contributed while nobody watches.
type Pin struct {
	modelOwner string // words or hexadecimal identity
	file       *spec.File
}

// NewPin pins a model owner, by the words of its identity or in hexadecimal, and a training file (JSON). Errors name the
// field and the rule.
func NewPin(modelOwner string, file []byte) (*Pin, error) {
	if modelOwner == "" {
		return nil, errors.New("invalid pin: no model owner")
	}
	if _, err := wire.ParseIdentity(modelOwner); err != nil && !identity.IsWords(modelOwner) {
		return nil, errors.New("malformed model owner: must be the words of its fingerprint, or its identity in hexadecimal")
	}
	f, err := spec.Parse(file)
	if err != nil {
		return nil, err
	}
	return &Pin{modelOwner, f}, nil
}

// Check refuses a training of another model owner, and one that asks for more than the pinned file: other columns or
// declarations, another kind of model, weights that owners read where the pinned ones are encrypted, fewer owners in a
// sum, or less privacy. A Problem of ProblemPinned says which.
func (p *Pin) Check(o *Owner) error {
	bad := func(format string, args ...any) error {
		return problemf(ProblemPinned, "Compare the training with the pinned file; join it by hand if it is right.", format, args...)
	}
	owner := o.terms.manifest.ModelOwner
	if p.modelOwner != owner.String() && p.modelOwner != identity.Words(owner) {
		return bad("the model owner (%s) is not the pinned one", identity.Words(owner))
	}
	asked, agreed := o.terms.file, p.file
	if len(asked.Features) != len(agreed.Features) {
		return bad("features: the training asks for %d, the pinned file has %d", len(asked.Features), len(agreed.Features))
	}
	for i, f := range asked.Features {
		if !sameFeature(f, agreed.Features[i]) {
			return bad("features[%d]: is not declared as in the pinned file", i)
		}
	}
	switch {
	case !sameFeature(asked.Target, agreed.Target):
		return bad("target: is not declared as in the pinned file")
	case asked.Missing != agreed.Missing:
		return bad("missing: is %s, pinned is %s", asked.Missing, agreed.Missing)
	case asked.Model.Kind != agreed.Model.Kind:
		return bad("model.kind: is %s, pinned is %s", asked.Model.Kind, agreed.Model.Kind)
	case asked.Model.Weights != agreed.Model.Weights && asked.Model.Weights != spec.Encrypted:
		return bad("model.weights: are %s, pinned are %s", asked.Model.Weights, agreed.Model.Weights)
	case asked.Cohort.Min < agreed.Cohort.Min:
		return bad("cohort.min: is %d, pinned is %d", asked.Cohort.Min, agreed.Cohort.Min)
	case agreed.Private() && !asked.Private():
		return bad("privacy: the training has none, the pinned file asks for it")
	case agreed.Private() && (asked.Privacy.Epsilon > agreed.Privacy.Epsilon || asked.Privacy.Delta > agreed.Privacy.Delta || asked.Privacy.Unit != agreed.Privacy.Unit):
		return bad("privacy: is weaker than in the pinned file")
	}
	return nil
}

// sameFeature compares declarations in full.
func sameFeature(a, b schema.Feature) bool { return reflect.DeepEqual(a, b) }
