package spec

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Meta fits the model to the rows of each data owner alone, and combines the estimates by sums over data owners.
const Meta = "meta"

// newtons reports whether the method is Newton's: over the rows of all owners, or of each alone.
func (f *File) newtons() bool { return f.Model.Method == Newton || f.Model.Method == Meta }

// Alone returns the training file of the fit that each data owner makes of its own rows, of a file with the method Meta.
func (f *File) Alone() *File {
	own := *f
	own.Model.Method, own.Training.Rounds = Newton, MaxNewtonRounds
	return &own
}

// MetaTerms returns the number of terms that are combined.
func (f *File) MetaTerms() int {
	var names []string
	for _, c := range f.Predictors().Columns() {
		names = append(names, c.Name)
	}
	return len(f.Architecture().Family().Terms(names))
}

// MetaForm returns the form of an upload in the first or the second round of a meta-analysis.
func (f *File) MetaForm(first bool) meta.Form {
	return meta.Form{First: first, Egger: f.Inference.Egger}
}

// metaShapes returns the rounds of a meta-analysis.
func (f *File) metaShapes() []RoundShape {
	most := new(big.Int).SetBit(new(big.Int), meta.Bits+meta.MostBits, 1)
	terms := f.MetaTerms()
	return []RoundShape{
		{wire.RoundGradient, 1, terms*f.MetaForm(true).Values() + 2, most},
		{wire.RoundEvaluation, 1, terms*f.MetaForm(false).Values() + 2, most},
	}
}

// combined are the kinds whose terms are combined one by one: with one output and no parameter beside its weights.
func combined() (names []string) {
	for _, k := range kinds.All() {
		switch k.Name() {
		case kinds.Linear, kinds.Logistic, kinds.Poisson, kinds.Gamma, kinds.Cox:
			names = append(names, k.Name())
		}
	}
	return names
}

// metaRule returns the field and the rule that a meta-analysis breaks, or "".
func (f *File) metaRule() (path, rule string) {
	names := combined()
	known := false
	for _, name := range names {
		known = known || f.Model.Kind == name
	}
	switch {
	case f.Model.Method != Meta && f.Inference.Egger:
		return "inference.egger", "belongs to the method meta, which compares the estimates of data owners"
	case f.Model.Method != Meta:
	case !known:
		return "model.method", fmt.Sprintf("meta combines the terms of %s; for %s use another method", strings.Join(names, ", "), f.Model.Kind)
	case f.Pooled():
		return "survival.strata", "must be owner with the method meta, in which every data owner compares its own rows"
	case !f.Circle:
		return "circle", "must be true with the method meta: if all other data owners were made up, its sums would be the estimates of one"
	case f.Missing == schema.MissingMean || f.Missing == schema.MissingMode:
		return "missing", "must be reject, drop_row or indicator with the method meta, which has no sums over rows"
	case f.Scaling != ScalingRange:
		return "scaling", "must be range with the method meta, whose steps do not depend on scales"
	case f.Holdout > 0:
		return "holdout", "belongs to other methods than meta"
	case f.Inference.Errors == ErrorsCluster:
		return "inference.errors", "must be model or robust with the method meta: data owners are combined as what they are"
	case f.Model.L2 > 0:
		return "model.l2", "belongs to other methods than meta: penalised estimates have no variances that could weigh them; inference.firth has"
	}
	return "", ""
}
