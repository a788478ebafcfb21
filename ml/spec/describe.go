package spec

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/cox"
	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
	"github.com/blindfit/blindfit/protocol/wire"
)

// readTargets reads the subject of the kind: a target, or times to an event. Kind and features of f are already read.
func readTargets(v strictjson.Value, f *File) {
	if kinds.Targeted(f.Kind()) {
		f.Target = schema.ParseFeature(required(v, "target"))
	} else if target := v.Field("target"); target.Present() {
		target.Fail("%s has no target: list the column under features, or leave it out", f.Model.Kind)
	}
	times := v.Field("survival")
	switch {
	case kinds.Targeted(f.Kind()):
		if times.Present() {
			times.Fail("belongs to the kinds %s, %s and %s", kinds.Cox, kinds.PiecewiseExponential, kinds.Describe)
		}
	case f.Model.Kind == kinds.Cox:
		f.Survival = survival.Parse(required(v, "survival"), survival.Form{Ties: cox.Ties()})
	case !f.Describes():
		f.Survival = survival.Parse(required(v, "survival"), survival.Form{Grid: true})
	case times.Present():
		f.Survival = survival.Parse(times, survival.Form{Grid: true})
	}
	if !f.Describes() {
		return
	}
	readDescription(v, f)
}

// readDescription sets the fields that follow from a description: one round, and a column that marks missing values for each feature.
func readDescription(v strictjson.Value, f *File) {
	for _, name := range []string{"weights", "method", "l2", "l1", "hidden", "class_weights"} {
		if field := v.Field("model").Field(name); field.Present() && !f.repeats(name) {
			field.Fail("belongs to a model; %s fits none", kinds.Describe)
		}
	}
	f.Model.Weights, f.Model.Method = Encrypted, OneRound
	if missing := v.Field("missing"); missing.Present() && f.Missing != schema.MissingIndicator {
		missing.Fail("must be %s for %s, which counts missing values and keeps their rows: leave it out", schema.MissingIndicator, kinds.Describe)
	}
	f.Missing = schema.MissingIndicator
	for i, x := range f.Features {
		if f.Private() && x.Type.Numeric() && x.Bins == 0 && x.Min != nil && x.Max != nil && !(x.Type == schema.Discrete && *x.Max-*x.Min < describe.NoisyBins) {
			f.Features[i].Bins = describe.NoisyBins
		}
	}
}

// repeats reports whether a field of the model has the value that Canonical writes for a description.
func (f *File) repeats(name string) bool {
	switch name {
	case "weights":
		return f.Model.Weights == Encrypted
	case "method":
		return f.Model.Method == OneRound
	case "l2":
		return f.Model.L2 == 0
	}
	return false
}

// Judges reports whether the training judges a prediction by the levels of a group: its closing round evaluates the prediction as it
// stands, on the rows of each level apart.
func (f *File) Judges() bool { return f.Model.Group != "" && !f.Describes() }

// Groups returns the levels by which a training that Judges divides its rows; nil of others.
func (f *File) Groups() []string {
	if !f.Judges() {
		return nil
	}
	at := slices.IndexFunc(f.Features, func(x schema.Feature) bool { return x.Name == f.Model.Group && x.Type == schema.Nominal })
	if at < 0 {
		return nil
	}
	return f.Features[at].Levels
}

// GroupOf returns the level, from 0, of an encoded row of a training that Judges, from the columns that groupRule asks for: after the
// prediction, one for each level but the first.
func GroupOf(s *schema.Schema, groups int, row []int32) int {
	for k := 1; k < groups; k++ {
		center, width := s.Features[k].Scale()
		if center+width*math.Ldexp(float64(row[k+1]), -schema.QuantBits) > 0.5 {
			return k
		}
	}
	return 0
}

// GroupValues returns the number of values of the closing evaluation of one group: of levels, the sum of squared errors of probabilities
// follows the others.
func (f *File) GroupValues() int {
	n := f.Architecture().EvaluationValues()
	if len(f.Target.Levels) > 0 {
		n++
	}
	return n
}

// groupRule returns the field and the rule that a division by group breaks, or "".
func (f *File) groupRule() (path, rule string) {
	if !f.Judges() {
		return "", ""
	}
	const field = "model.group"
	groups := f.Groups()
	switch {
	case f.Model.Method != Newton || f.Private() || f.Model.Kind != kinds.Logistic && f.Model.Kind != kinds.Linear || f.Model.Link != "":
		return field, fmt.Sprintf("belongs to the kind %s, and to validations of %s and %s by the method %s: modelowner validate makes their files", kinds.Describe, kinds.Logistic, kinds.Linear, Newton)
	case len(groups) < 2:
		return field, "must be the name of a nominal feature"
	case f.Holdout > 0 || f.Model.L1 > 0 || f.Model.L2 > 0 || f.Inference.Firth || f.Inference.Errors != "" || f.Inference.Effects || f.Site != "" ||
		f.Scaling != ScalingRange || len(f.Model.ClassWeights) > 0 || len(schema.WithRole(f.Schema())) > 0 || len(f.Target.Levels) != 0 && len(f.Target.Levels) != 2:
		return field, "a validation by group takes no holdout, penalty, weights of rows, offset, scaling, site or errors of its own"
	}
	columns := f.Schema().Columns()
	ok := f.Schema().Formula.Intercept() && f.Formula != "" && len(columns) == 2*len(groups)
	for k := 1; ok && k < len(groups); k++ {
		ok = columns[k+1].Name == f.Model.Group+"="+groups[k]
	}
	if !ok {
		return field, "the formula of a validation by group must be the prediction times the group: y ~ I(…) * group"
	}
	if n := len(groups) * f.GroupValues(); n > describe.MaxValues {
		return field, fmt.Sprintf("its levels have %d counts and sums; at most %d are accepted: take a column of fewer levels", n, describe.MaxValues)
	}
	return "", ""
}

// Hazards reports whether the training fits hazards: Cox's or piecewise exponential regression.
func (f *File) Hazards() bool { return f.Survival != nil && !f.Describes() }

// Pooled reports whether the rows of all data owners are compared with each other, with times in bins.
func (f *File) Pooled() bool { return f.Hazards() && f.Survival.Grid > 0 }

// HazardGrid returns the form of sums of a training that is Pooled.
func (f *File) HazardGrid() cox.Grid {
	return cox.Grid{Columns: f.Covariates(), Edges: f.Survival.Edges(), Ties: f.Survival.Ties}
}

// Covariates returns the number of columns that hazards depend on.
func (f *File) Covariates() int { return f.Predictors().Width() - 1 }

// HazardWeights returns the number of weights that data owners read: one for each column, before them the constant of log
// hazards if the training is Pooled.
func (f *File) HazardWeights() int {
	if f.Pooled() {
		return f.Covariates() + 1
	}
	return f.Covariates()
}

// MostHazard bounds the part of a row in a sum of a round of Cox's regression with strata.
func (f *File) MostHazard() int64 { return cox.Most(f.Covariates(), f.Bounds.Weight) }

// hazardShapes returns the rounds of regressions of hazards.
func (f *File) hazardShapes(rows *big.Int) []RoundShape {
	if f.Pooled() {
		g := f.HazardGrid()
		most := new(big.Int).Lsh(rows, cox.GridBits)
		most.Mul(most, big.NewInt(cox.GridMost))
		return []RoundShape{
			{wire.RoundGradient, f.Training.Rounds, g.Values(false), most},
			{wire.RoundEvaluation, 1, g.Values(true), most},
		}
	}
	bound := new(big.Int).Lsh(rows, cox.Bits)
	bound.Mul(bound, big.NewInt(f.MostHazard()))
	pairs := new(big.Int).Exp(rows, big.NewInt(3), nil) // of rows, squared and added up over rows
	if pairs.Lsh(pairs, 2); pairs.Cmp(bound) < 0 {
		pairs = bound
	}
	d := f.Covariates()
	return []RoundShape{
		{wire.RoundGradient, f.Training.Rounds, cox.Values(d, false), bound},
		{wire.RoundEvaluation, 1, cox.Values(d, true), pairs},
	}
}

// hazardRule returns the field and the rule that a regression of hazards breaks, or "".
func (f *File) hazardRule() (path, rule string) {
	kind := f.Model.Kind
	switch {
	case !f.Hazards():
	case f.Privacy.Epsilon > 0:
		return "privacy", kind + " has exact sums only, in a circle: noise on the information would grow with the square of the columns"
	case !f.Circle:
		return "circle", "must be true for " + kind + ": its sums are exact and on weights that data owners read, so that every owner has to vouch for all others"
	case f.Missing != schema.MissingReject && f.Missing != schema.MissingDropRow:
		return "missing", "must be reject or drop_row for " + kind
	case f.Model.L2 > 0:
		return "model.l2", "belongs to other kinds than " + kind
	case f.Scaling != ScalingRange:
		return "scaling", "must be range for " + kind + ", whose steps do not depend on scales"
	case f.Holdout > 0:
		return "holdout", "belongs to other kinds than " + kind
	case f.Site != "":
		return "site", "belongs to other kinds than " + kind + ": the hazard of every data owner is that of its stratum, or of all"
	case f.Inference.Errors != "":
		return "inference.errors", "must be model for " + kind
	case f.Inference.Firth:
		return "inference.firth", "belongs to other kinds than " + kind
	case f.Pooled() && f.HazardGrid().Values(true) > describe.MaxValues:
		return "survival.grid", fmt.Sprintf("gives %d sums in a round with these columns; at most %d are accepted: widen it", f.HazardGrid().Values(true), describe.MaxValues)
	}
	return "", ""
}

// describeRule returns the field and the rule that a description breaks, or "".
func (f *File) describeRule() (path, rule string) {
	if !f.Describes() {
		return "", ""
	}
	if f.Private() && f.Survival != nil {
		return "survival", "belongs to exact sums: a curve adds up the noise of all times before, so that little is left of it. " +
			"Leave it out, or describe the columns without privacy, in a circle"
	}
	if len(f.Inference.Contrasts) > 0 {
		return "inference.contrasts", "belong to models, and a description has none"
	}
	d, err := f.Design()
	if err != nil {
		return "model.group", err.Error()
	}
	if n := d.Values(); n > describe.MaxValues {
		return "features", fmt.Sprintf("they have %d counts and sums; at most %d are accepted: declare fewer bins, features or levels of the group", n, describe.MaxValues)
	}
	return "", ""
}
