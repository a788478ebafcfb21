// Package invitation owns the training of a link: its manifest, verified down to the bit budget before a row is read,
// and its description for the person that decides.
package invitation

import (
	"encoding/hex"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Description is shown to a person before any row is read: the model owner, its request, and the fingerprints. All of
// it is covered by the fingerprint in the link.
type Description struct {
	Training        wire.TrainingID  `json:"training"`
	TrainingWords   string           `json:"trainingWords"`
	ModelOwner      wire.Identity    `json:"modelOwner"`
	ModelOwnerWords string           `json:"modelOwnerWords"`
	KeyFingerprint  string           `json:"keyFingerprint"`
	KeyBits         int              `json:"keyBits"`
	Name            string           `json:"name"`
	About           *spec.About      `json:"about,omitempty"` // the model owner's own words
	Model           Model            `json:"model"`
	Features        []schema.Feature `json:"features"` // times and events among them
	Target          *schema.Feature  `json:"target,omitempty"`
	Missing         string           `json:"missing"`
	Scaling         string           `json:"scaling"`
	Holdout         float64          `json:"holdout"` // share of the rows that this owner keeps back to measure the model on
	Folds           int              `json:"folds"`   // parts of the rows that have sums of their own, to measure the model on; 0 for none
	Sees            Sees             `json:"sees"`
	Cohort          Cohort           `json:"cohort"`
	Circle          bool             `json:"circle"` // every data owner vouches for all others
	Facilitator     string           `json:"facilitator"`
	MaxRows         int64            `json:"maxRows"`
	Rounds          []Layout         `json:"rounds"` // one for each kind of round
	// Trustees hold the masks; none in a training in which data owners mask each other.
	Trustees []Trustee `json:"trustees,omitempty"`
	Batch    int       `json:"batch,omitempty"` // with trustees: the fewest contributions that are opened together
	// Contribution is empty for a table, or spec.ContributionPerson: one row about the person that sends it.
	Contribution string `json:"contribution,omitempty"`
	Close        string `json:"close,omitempty"`  // with trustees: the day on which the training may be closed, if it is declared
	PutOff       bool   `json:"putOff,omitempty"` // Close was put off: it is later than in the training file
}

// Trustee is a trustee as the training file names it.
type Trustee struct {
	Name      string `json:"name"`
	Words     string `json:"words"` // of its keys
	Published string `json:"published"`
}

func (t *Terms) trustees() (out []Trustee) {
	for i, x := range t.File.Trustees {
		k := t.Manifest.Trustees.Keys[i]
		out = append(out, Trustee{x.Name, identity.TrusteeKey{Identity: k.Identity, Envelope: k.Envelope}.Words(), x.Published})
	}
	return out
}

// Model is the part of the training file about the model and the method.
type Model struct {
	Kind      string  `json:"kind"`
	Group     string  `json:"group,omitempty"` // the feature by which a description divides the rows
	Weights   string  `json:"weights"`
	Method    string  `json:"method"`
	Optimizer string  `json:"optimizer"`
	Rounds    int     `json:"rounds"` // of all kinds at most
	L2        float64 `json:"l2"`
	Hidden    []int   `json:"hidden,omitempty"` // widths of the hidden layers of a perceptron
	Steps     int     `json:"localSteps"`       // steps that an owner takes alone in a round
}

// Cohort repeats the cohort rules.
type Cohort struct {
	Min   int `json:"min"`
	Max   int `json:"max"`
	Start int `json:"start"`
}

// Describe describes a training at a facilitator.
func (t *Terms) Describe(facilitator string) Description {
	f, fp := t.File, t.Key.Fingerprint()
	rows := f.Schema()
	var target *schema.Feature
	if rows.HasTarget() {
		target = &rows.Target
	}
	return Description{
		Training: t.ID, TrainingWords: identity.Words(t.ID),
		ModelOwner: t.Manifest.ModelOwner, ModelOwnerWords: identity.Words(t.Manifest.ModelOwner),
		KeyFingerprint: hex.EncodeToString(fp[:]), KeyBits: t.Key.Bits(),
		Name: f.Name, About: f.About,
		Model: Model{
			Kind: f.Model.Kind, Group: f.Model.Group, Weights: f.Model.Weights, Method: f.Model.Method,
			Optimizer: f.Training.Optimizer, Rounds: t.Manifest.Limits.Rounds, L2: f.Model.L2,
			Hidden: f.Model.Hidden, Steps: f.Training.LocalSteps,
		},
		Features: rows.Features, Target: target, Missing: f.Missing, Scaling: f.Scaling, Holdout: f.Holdout, Folds: f.Folds, Sees: t.Sees(),
		Cohort: Cohort{f.Cohort.Min, f.Cohort.Max, f.Cohort.Start},
		Circle: f.Circle, Facilitator: facilitator, MaxRows: f.Bounds.Rows, Rounds: t.Layouts(),
		Trustees: t.trustees(), Batch: f.Cohort.Batch, Close: f.Cohort.Close, Contribution: f.Contribution,
	}
}
