// Package spec owns the training file, model.json: its fields, their defaults, the rules between them, its canonical
// form and the bit budget that follows from it.
package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
	"github.com/blindfit/blindfit/protocol/wire"
)

// MaxBytes is the longest training file that Parse reads.
const MaxBytes = 1 << 20

// File is a training file with every default filled in. It comes from Parse,
// which checks it; the fields are for reading.
type File struct {
	Name string `json:"name"`
	// About is for the people that are asked; nil if the file has none.
	About    *About           `json:"about,omitempty"`
	Model    Model            `json:"model"`
	Features []schema.Feature `json:"features"`
	// Target is the zero value if the kind predicts no column.
	// Roles are the columns of the file's features that have a role.
	Roles  []schema.Feature `json:"roles,omitempty"`
	Target schema.Feature   `json:"target,omitzero"`
	// Formula derives the columns of the model from the features. If it is empty, they are the features, in order.
	Formula string `json:"formula,omitempty"`
	// Survival are the columns of times to an event, if the kind has them.
	Survival *survival.Columns `json:"survival,omitempty"`
	// Missing is the rule for rows where a value is missing.
	Missing  string   `json:"missing"`
	Scaling  string   `json:"scaling"`
	Training Training `json:"training"`
	Bounds   Bounds   `json:"bounds"`
	Cohort   Cohort   `json:"cohort"`
	// Site is SiteFixed if every data owner has an intercept of its own, which no party learns. It is empty if all have one.
	Site string `json:"site,omitempty"`
	// Circle makes every data owner vouch for all others before it takes part. Exact sums on shared weights need it.
	Circle bool `json:"circle,omitempty"`
	// Masking is empty for masks between the data owners, or MaskingTrustees.
	Masking string `json:"masking,omitempty"`
	// Trustees hold the masks; only with MaskingTrustees.
	Trustees []Trustee `json:"trustees,omitempty"`
	// Contribution is the form of one data owner's rows: empty for a table, or ContributionPerson. Only with MaskingTrustees.
	Contribution string  `json:"contribution,omitempty"`
	Privacy      Privacy `json:"privacy"`
	// Inference is how standard errors are computed.
	Inference Inference `json:"inference,omitzero"`
	// Disclosure asks more of an owner's rows than every owner does by itself.
	Disclosure Disclosure `json:"disclosure,omitzero"`
	// KeyBits is the length of the Paillier modulus n.
	KeyBits int `json:"key_bits"`
	// Holdout is the share of its rows that an owner keeps back for evaluation, in
	// [0, 1/2].
	Holdout float64 `json:"holdout,omitempty"`
	// Folds is the number of parts into which data owners divide their rows, each with sums of its own, for cross-validation: 2
	// to MaxFolds, or 0 for none.
	Folds int `json:"folds,omitempty"`

	predict *schema.Records
	derived *schema.Schema // of the formula
	timed   *schema.Schema // the same with the columns of times to an event
}

// Model describes the model and how its weights travel.
type Model struct {
	Kind string `json:"kind"`
	// Group is the feature by which a description, or a validation of a prediction, divides the rows; or empty.
	Group   string  `json:"group,omitempty"`
	Link    string  `json:"link,omitempty"` // empty for the usual one of the kind
	Weights string  `json:"weights"`
	Method  string  `json:"method"`
	L2      float64 `json:"l2"` // ridge penalty, at least 0; see Objective
	// L1 is the lasso penalty of Newton's rounds, at least 0: the loss has L1 times the sum of magnitudes of weights in addition.
	L1 float64 `json:"l1,omitempty"`
	// Hidden are the widths of the hidden layers of a multilayer perceptron.
	Hidden []int `json:"hidden,omitempty"`
	// ClassWeights multiply the loss of the rows of each level of the target. If there are none, they are 1.
	ClassWeights []float64 `json:"class_weights,omitempty"`
}

// How weights travel, and how many rounds it takes.
const (
	Encrypted = wire.WeightsEncrypted // as ciphertexts; owners compute on them blindly
	Shared    = wire.WeightsShared    // in envelopes that owners can open
	Rounds    = "rounds"
	Newton    = "newton"
	OneRound  = string(wire.RoundOneRound)
)

// MaxFolds bounds the number of folds of a cross-validation.
const MaxFolds = 20

// FoldRows returns about how many rows a data owner should have so that each of its folds passes the rule on rows by chance: two and a half times as
// many as are needed, on average in a fold. It is 0 without folds.
func (f *File) FoldRows() int { return f.Folds * f.MinRows() * 5 / 2 }

// Divided reports whether each data owner's rows are summed in more than one part: a holdout, or folds.
func (f *File) Divided() bool { return f.Holdout > 0 || f.Folds > 0 }

// Effects of the data owner that a row comes from.
const (
	SiteNone  = "none"
	SiteFixed = schema.SiteFixed
)

// Inference holds the options of standard errors and confidence intervals.
type Inference struct {
	Errors string `json:"errors,omitempty"` // empty for ErrorsModel
	// Firth adds Firth's penalty to the likelihood: half the logarithm of the determinant of its information.
	Firth bool `json:"firth,omitempty"`
	// Level is that of confidence intervals; 0 stands for model.DefaultLevel.
	Level float64 `json:"level,omitempty"`
	// Contrasts are linear combinations of coefficients that results have in addition, as ml/contrast reads them.
	Contrasts []string `json:"contrasts,omitempty"`
	// Effects adds average marginal effects, of which the closing round sums the parts.
	Effects bool `json:"effects,omitempty"`
	// Egger adds Egger's test of small data owners' effects to a meta-analysis.
	Egger bool `json:"egger,omitempty"`
	// Residuals adds counts of rows by fitted value and residual, in bins, to the closing round.
	Residuals bool `json:"residuals,omitempty"`
}

// The kinds of standard errors.
const (
	ErrorsModel   = "model"   // of the model's likelihood
	ErrorsRobust  = "robust"  // of a sandwich over rows (H. White, Econometrica 48, 1980: HC0)
	ErrorsCluster = "cluster" // of a sandwich over data owners, times G/(G − 1) for G owners
)

// Sources of the scales of columns.
const (
	ScalingRange     = "range"     // the declared ranges
	ScalingFederated = "federated" // mean and deviation over the rows of all owners
)

// Objective describes the function that least squares minimises, for people.
const Objective = "half the mean squared error plus half l2 times the sum of squared weights " +
	"without the intercept, on columns and target scaled to a range of width 1"

// Training holds the options of the method that finds the weights.
type Training struct {
	Rounds    int    `json:"rounds"` // the most rounds, the closing evaluation not counted
	Optimizer string `json:"optimizer"`
	// LearningRate is the step length on the scaled columns.
	LearningRate Rate `json:"learning_rate"`
	LocalSteps   int  `json:"local_steps"`
	// Proximal is the weight of the term that ties local steps to the weights they started from (T. Li et al.,
	// Federated Optimization in Heterogeneous Networks, MLSys 2020). If it is 0, there is no such term.
	Proximal float64 `json:"proximal,omitempty"`
	// Schedule is the name of the learning rate's change over the rounds. If it is empty, it is optim.Constant.
	Schedule string `json:"schedule,omitempty"`
	// Stop is empty, or StopFixed if all rounds should run even after the fit has converged.
	Stop string `json:"stop,omitempty"`
	// Tolerance ends the training if no entry of the gradient is larger. If it is 0, that of the optimiser is used.
	Tolerance float64 `json:"tolerance,omitempty"`
	// Patience ends the training after so many rounds without a better loss. If it is 0, it never does.
	Patience int `json:"patience,omitempty"`
}

// StopFixed runs all rounds, so that their number does not disclose when the training converged.
const StopFixed = "fixed"

const stopAuto = "auto"

// Rate is a learning rate. If it is 0, it stands for "auto".
type Rate float64

// MarshalJSON writes "auto" or the number.
func (r Rate) MarshalJSON() ([]byte, error) {
	if r == 0 {
		return []byte(`"auto"`), nil
	}
	return json.Marshal(float64(r))
}

// Bounds determine the bit budget.
type Bounds struct {
	Rows   int64 `json:"rows"`   // the most rows one owner may bring
	Weight int64 `json:"weight"` // the largest weight, on the scaled columns
	// Update is the largest entry of the mean update of an owner on shared weights; larger ones are cut to it.
	Update float64 `json:"update,omitempty"`
}

// Disclosure is about the checks that owners make on their own rows before exact sums.
type Disclosure struct {
	// MinRows is the least number of rows of an owner in a sum; 0 stands for DefaultMinRows.
	MinRows int `json:"min_rows,omitempty"`
	// Rare is RareOther if owners count rare levels as "other" before they look at their rows; empty if they are asked.
	Rare string `json:"rare,omitempty"`
}

// RareOther has each owner count the nominal levels of which it has few rows as the level that the feature names as
// other: see schema.Schema.MergeRare. RareAsk is the default: owners are asked about rows that stand alone.
const (
	RareOther = "other"
	RareAsk   = "ask"
)

// DefaultMinRows is the least number of rows of an owner in an exact sum to which it agrees without a question.
const DefaultMinRows = 10

// MinRows returns how many rows an owner should have in a sum. The third derivatives of Firth's penalty over D columns are a
// symmetric tensor, which discloses the rows that it is a sum over if these are at most (D + 1)·(D + 2)/6 (L. Chiantini, G. Ottaviani
// and N. Vannieuwenhoven, Trans. Amer. Math. Soc. 369, 2017): each owner should have more.
func (f *File) MinRows() int {
	least := max(DefaultMinRows, f.Disclosure.MinRows)
	if d := f.Schema().Width(); f.Inference.Firth {
		least = max(least, (d+1)*(d+2)/6+1)
	}
	return least
}

// MergeBelow returns the number of rows below which an owner counts a nominal level as "other"; 0 if levels stay as they
// are.
func (f *File) MergeBelow() int {
	if f.Disclosure.Rare != RareOther {
		return 0
	}
	return max(DefaultMinRows, f.Disclosure.MinRows)
}

// Cohort bounds the number of owners, and sets the start of a training.
type Cohort struct {
	Min         int      `json:"min"`
	Max         int      `json:"max"`
	Start       int      `json:"start"`
	JoinTimeout Duration `json:"join_timeout"`
	// Batch is the fewest contributions that are opened together, Close the day (UTC) on which the training may be closed;
	// empty for none. Only with MaskingTrustees.
	Batch int    `json:"batch,omitempty"`
	Close string `json:"close,omitempty"`
}

// Duration is a time span written like "168h" or "90m".
type Duration time.Duration

// String writes the span without units that are zero at its end.
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalJSON writes String as a JSON string.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// Schema returns the features of the model, the target and the rule for missing values, as rows are read. Columns of times to an event
// come after the features.
func (f *File) Schema() *schema.Schema {
	if f.timed != nil {
		s := *f.timed
		return &s
	}
	s := f.Predictors()
	if f.Survival != nil {
		s.Timed = true
		s.Features = append(f.Features[:len(f.Features):len(f.Features)], f.Survival.Features()...)
	}
	return s
}

// Predictors returns the schema of the model: Schema without the columns of times to an event.
func (f *File) Predictors() *schema.Schema {
	if f.derived != nil {
		s := *f.derived
		return &s
	}
	return &schema.Schema{Features: f.Features, Target: f.Target, Missing: f.Missing, Roles: f.Roles}
}

// Describes reports whether the training makes a description and no model.
func (f *File) Describes() bool { return !kinds.Models(f.Kind()) }

// Design returns the content of a description. It fails if model.group is no feature to group by.
func (f *File) Design() (*describe.Design, error) {
	d, err := describe.NewDesign(f.Features, f.Model.Group, f.Survival)
	if err == nil {
		d.Noisy = f.Private()
	}
	return d, err
}

// Kind returns the kind of model.
func (f *File) Kind() kinds.Kind { return kinds.Lookup(f.Model.Kind) }

// Architecture returns the form of the model.
func (f *File) Architecture() model.Architecture {
	return model.Architecture{Kind: f.Kind(), Link: f.Model.Link, Inputs: f.Predictors().Width(), Hidden: f.Model.Hidden, Target: f.Predictors().Target}
}

// LeastSquares returns the fit by sums of squares that decides the model, or nil if there is none.
func (f *File) LeastSquares() *kinds.LeastSquares { return f.Kind().LeastSquares(f.Schema().Target) }

// Canonical returns the one byte form of the training: all fields, fixed order, no spaces, without "predict".
// Parse(Canonical()) returns the same File.
func (f *File) Canonical() []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(f); err != nil {
		// Parse lets no value through that JSON cannot hold.
		panic(fmt.Sprintf("internal error: %v", err))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// Predict returns the rows under "predict", or nil if there are none. They stay with the model owner: Canonical, and
// therefore the manifest, never holds them.
func (f *File) Predict() *schema.Records { return f.predict }
