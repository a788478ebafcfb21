package spec

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/survival"
)

// check holds the rules between fields.
func (f *File) check() error {
	if err := f.Schema().Validate(); err != nil {
		return f.inSurvival(err)
	}
	for _, rule := range []func() (path, rule string){f.targetRule, f.describeRule, f.lassoRule, f.hazardRule, f.modelRule, f.newtonRule, f.groupRule, f.residualsRule, f.effectsRule, f.metaRule, f.trainingRule, f.rowsRule, f.foldsRule, f.siteRule, f.originRule, f.privacyRule} {
		if path, text := rule(); text != "" {
			return &strictjson.FieldError{Path: path, Rule: text}
		}
	}
	for _, round := range f.RoundShapes() {
		if _, err := f.PackRound(round, f.KeyBits); err != nil {
			return &strictjson.FieldError{Path: "bounds", Rule: err.Error()}
		}
	}
	return nil
}

// inSurvival returns an error of Schema.Validate with the path that the training file has for columns of times to an event.
func (f *File) inSurvival(err error) error {
	var field *schema.FieldError
	if f.Survival == nil || !errors.As(err, &field) {
		return err
	}
	for i := range 2 {
		if rest, found := strings.CutPrefix(field.Path, fmt.Sprintf("features[%d]", len(f.Features)+i)); found {
			return &schema.FieldError{Path: survival.Path(i, rest), Rule: field.Rule}
		}
	}
	return err
}

// modelRule returns the field and the rule that the model breaks, or "".
func (f *File) modelRule() (path, rule string) {
	m := f.Model
	switch {
	case f.Describes():
		return "", ""
	case m.Method == OneRound && f.LeastSquares() == nil:
		return "model.method", fmt.Sprintf("%s cannot be fitted in one round, as sums of squares do not decide it: "+
			"use rounds with shared weights%s", m.Kind, f.orLeastSquares())
	case m.Weights == Encrypted && f.LeastSquares() == nil:
		return "model.weights", fmt.Sprintf("%s needs shared weights, as its gradient is no linear form over encrypted ones: "+
			"set \"weights\": \"shared\" with \"circle\": true or a privacy.epsilon%s", m.Kind, f.orLeastSquares())
	case m.Method != OneRound && m.Weights == Shared && f.approximates():
		return "model.weights", fmt.Sprintf("%s belongs to encrypted weights or one round; with shared ones use the kind %s, which it approximates",
			m.Kind, kinds.For(f.Target)[0].Name())
	case m.Method == OneRound && m.Weights == Shared:
		return "model.weights", "one_round sends no weights to share"
	case f.Kind().Hidden() && len(m.Hidden) == 0:
		return "model.hidden", m.Kind + " needs at least one hidden layer, for example [32]"
	case !f.Kind().Hidden() && len(m.Hidden) > 0:
		return "model.hidden", "belongs to the kind " + kinds.MLP
	case len(m.ClassWeights) > 0 && m.Weights == Encrypted:
		return "model.class_weights", "need shared weights"
	case len(m.ClassWeights) > 0 && len(m.ClassWeights) != len(f.Target.Levels):
		return "model.class_weights", fmt.Sprintf("must be one number for each of the target's %d levels", len(f.Target.Levels))
	case f.Architecture().Parameters() > maxParameters:
		return "model.hidden", fmt.Sprintf("the model has more than %d weights", maxParameters)
	}
	return "", ""
}

// approximates reports whether the kind only approximates another, which shared weights would find.
func (f *File) approximates() bool {
	fit := f.LeastSquares()
	return fit != nil && fit.Approximates != ""
}

// newtonRule returns the field and the rule that Newton's method or its inference breaks, or "".
func (f *File) newtonRule() (path, rule string) {
	m, newton := f.Model, f.newtons()
	t, roles := f.Training, schema.WithRole(f.Schema())
	switch {
	case m.Link != "" && !slices.Contains(f.Kind().Links(), m.Link):
		return "model.link", fmt.Sprintf("must be one of %s for %s", strings.Join(f.Kind().Links(), ", "), m.Kind)
	case newton && m.Weights != Shared:
		return "model.method", m.Method + " needs shared weights: set \"weights\": \"shared\""
	case newton && f.Kind().Hidden():
		return "model.method", m.Method + " finds no model with hidden layers: use rounds"
	case newton && f.Private():
		return "model.method", "newton needs exact sums, as the noise of XᵀWX would grow with the square of the columns: use rounds with privacy, or a circle without it"
	case !newton && f.Kind().Shares():
		return "model.method", m.Kind + " needs newton, as its outputs share weights; newton needs exact sums: \"circle\": true instead of privacy"
	case newton && (t.Optimizer != optim.Auto || t.LocalSteps > 1 || t.Proximal > 0 || t.Schedule != "" || t.Stop != "" || t.Tolerance > 0 || t.Patience > 0 || t.LearningRate > 0):
		return "training", "newton has no options but rounds; for an optimizer set \"method\": \"rounds\""
	case len(roles) > 0 && !kinds.Targeted(f.Kind()):
		return "features", fmt.Sprintf("%s takes no column with the role %s", m.Kind, roles[0].Role)
	case !newton && len(roles) > 0:
		return "features", fmt.Sprintf("a column with the role %s belongs to the method newton", roles[0].Role)
	case f.Schema().Of(schema.OffsetRole) != nil && len(f.Target.Levels) > 2:
		return "features", m.Kind + " takes no offset: it has several outputs"
	case f.steepOffset():
		return "bounds.weight", fmt.Sprintf("the offset ranges over more than it (%d): an offset is a column whose weight owners do not bound; narrow the ranges of its columns, "+
			"or raise bounds.weight to at most %d", f.Bounds.Weight, MaxCircleWeight)
	case newton && f.Architecture().Family().Blocks(f.Schema().Width())[0].To > maxNewtonColumns:
		return "model.method", fmt.Sprintf("newton takes at most %d columns: use rounds", maxNewtonColumns)
	case !newton && f.Inference.Errors != "":
		return "inference.errors", f.Inference.Errors + " errors belong to the method newton"
	case f.Inference.Firth && !newton:
		return "inference.firth", "Firth's penalty belongs to the method newton"
	case f.Inference.Firth && !f.Jeffreys():
		return "inference.firth", "Firth's penalty belongs to " + kinds.Logistic + " with the link " + kinds.LogitLink
	case f.Inference.Firth && (m.L2 > 0 || f.Inference.Errors != ""):
		return "inference.firth", "Firth's penalty takes no other penalty (model.l2), and errors of the model alone"
	case f.Inference.Firth && f.Schema().Width() > maxFirthColumns:
		return "inference.firth", fmt.Sprintf("Firth's penalty takes at most %d columns, as its sums grow with their third power: use model.l2", maxFirthColumns)
	case len(f.Inference.Contrasts) > 0 && f.Kind().Hidden():
		return "inference.contrasts", "belong to models with coefficients, and " + m.Kind + " has none"
	case f.Inference.Errors == ErrorsCluster && f.Cohort.Min < 3:
		return "inference.errors", "cluster errors need at least three data owners"
	}
	return "", ""
}

// residualsRule returns the field and the rule that counts of residuals break, or "".
func (f *File) residualsRule() (path, rule string) {
	const field = "inference.residuals"
	switch {
	case !f.Inference.Residuals:
	case f.Model.Method != Newton || f.Hazards():
		return field, "belongs to the method newton: only there do data owners read the weights that fitted values follow from"
	case !f.Target.Type.Numeric():
		return field, "belongs to targets that are numbers; of levels the calibration curve takes its place"
	case f.Judges():
		return field, "belongs to models, and the training judges a prediction"
	}
	return "", ""
}

// lassoRule returns the field and the rule that a lasso penalty breaks, or "".
func (f *File) lassoRule() (path, rule string) {
	const field = "model.l1"
	m := f.Model
	switch {
	case m.L1 == 0:
	case m.Kind == kinds.Linear:
		return field, "belongs to other kinds than " + m.Kind + ": train it with encrypted weights or in one round, and modelowner analyse --lasso has its fits at all penalties without a further round"
	case f.Hazards() || f.Kind().Hidden() || f.LeastSquares() != nil:
		return field, "belongs to other kinds than " + m.Kind
	case m.Kind == kinds.Multinomial:
		return field, "belongs to kinds with one weight a column: the weights of " + m.Kind + " are differences between levels, and which of them are 0 depends on the level that comes first; use model.l2"
	case m.Method != Newton:
		return field, "belongs to the method newton, which needs exact sums: set \"circle\": true and no optimizer"
	case f.Architecture().Family().Link().Scale != 1:
		return field, "belongs to links on a logarithmic scale and probit: with the link " + f.Architecture().Family().Link().Name + " use model.l2"
	case f.Inference.Firth:
		return "inference.firth", "Firth's penalty takes no other penalty (model.l1)"
	case f.Inference.Errors != "":
		return "inference.errors", "must not be named with model.l1: a lasso chooses columns by the same rows, and errors that leave that out would be too small"
	}
	return "", ""
}

// mostEffects bounds the sums of average marginal effects: of each, as many as there are parameters and one.
const mostEffects = 1 << 16

// effectsRule returns the field and the rule that average marginal effects break, or "".
func (f *File) effectsRule() (path, rule string) {
	const field = "inference.effects"
	if !f.Inference.Effects {
		return "", ""
	}
	switch {
	case f.Describes() || f.Hazards():
		return field, "belong to models of a target, and " + f.Model.Kind + " has none"
	case f.Model.Method != Newton:
		return field, "belong to the method newton"
	case len(f.Model.ClassWeights) > 0:
		return field, "are means over rows as they are: leave model.class_weights out"
	case f.Missing == schema.MissingIndicator:
		return "missing", "must not be indicator with " + field + ": a missing value has no effect"
	}
	var broken *schema.FieldError
	if _, err := schema.NewChanges(f.Schema()); errors.As(err, &broken) {
		return broken.Path, broken.Rule
	}
	if s := f.Newton(); s.ClosingValues() > mostEffects {
		return field, fmt.Sprintf("would need %d sums, and at most %d are accepted: leave columns or levels out", s.ClosingValues(), mostEffects)
	}
	return "", ""
}

// steepOffset reports whether the offset reaches further than a weight may take a column, where owners bound weights: it would go
// round that bound.
func (f *File) steepOffset() bool {
	for _, column := range schema.WithRole(f.Schema()) {
		if column.Role == schema.OffsetRole && !(*column.Max-*column.Min <= float64(f.Bounds.Weight)) {
			return f.Circle
		}
	}
	return false
}

// Jeffreys reports whether the likelihood takes Firth's penalty.
func (f *File) Jeffreys() bool {
	_, ok := f.Architecture().Family().(kinds.Third)
	return ok
}

// maxFirthColumns bounds the upload of a round with Firth's penalty, which grows with the third power.
const maxFirthColumns = 64

// maxNewtonColumns bounds the upload of a round, which grows with the square.
const maxNewtonColumns = 1024

// orLeastSquares names the kinds that fit the same target by least squares, as the other way out of a rule.
func (f *File) orLeastSquares() string {
	var names []string
	for _, k := range kinds.For(f.Target) {
		fit := k.LeastSquares(f.Target)
		switch {
		case fit == nil:
		case fit.Approximates != "":
			names = append(names, k.Name()+", an approximation")
		default:
			names = append(names, k.Name())
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ", or the kind " + strings.Join(names, " or ")
}

// maxParameters bounds the work and the upload of an owner.
const maxParameters = 1 << 22

func (f *File) targetRule() (path, rule string) { return f.Kind().Check(f.Target) }

func (f *File) trainingRule() (path, rule string) {
	t, shared := f.Training, f.Model.Weights == Shared
	switch {
	case shared && !slices.Contains(optim.ForShared(), t.Optimizer):
		return "training.optimizer", fmt.Sprintf("%s belongs to encrypted weights; with shared ones %s are accepted", t.Optimizer, and(optim.ForShared()))
	case !shared && !slices.Contains(optim.ForEncrypted(), t.Optimizer):
		return "training.optimizer", fmt.Sprintf("%s belongs to shared weights; with encrypted ones %s are accepted", t.Optimizer, and(optim.ForEncrypted()))
	case !shared && t.LocalSteps > 1:
		return "training.local_steps", "must be 1: owners cannot step on weights that they cannot read"
	case t.LocalSteps > 1 && (t.Optimizer == optim.LBFGS || t.Optimizer == optim.Adam):
		return "training.optimizer", t.Optimizer + " needs gradients, and local steps send changes of weights"
	case t.Proximal > 0 && t.LocalSteps == 1:
		return "training.proximal", "belongs to more than one local step"
	case t.Schedule != "" && (!shared || t.Optimizer == optim.LBFGS || t.Optimizer == optim.Auto && t.LocalSteps == 1 && f.Privacy.Epsilon == 0):
		return "training.schedule", "belongs to the optimizers sgd, momentum and adam on shared weights"
	case t.Patience > 0 && !shared:
		return "training.patience", "belongs to shared weights; conjugate gradient stops by itself"
	}
	return "", ""
}

func (f *File) rowsRule() (path, rule string) {
	switch {
	case f.Model.Weights == Encrypted && (f.Missing == schema.MissingMean || f.Missing == schema.MissingMode):
		return "missing", f.Missing + " needs shared weights: owners would learn the values that they fill in"
	case f.Holdout > 0 && f.Model.Method == OneRound:
		return "holdout", "belongs to the method rounds"
	}
	return "", ""
}

// foldsRule returns the field and the rule that folds break, or "".
func (f *File) foldsRule() (path, rule string) {
	fit := f.LeastSquares()
	switch {
	case f.Folds == 0:
	case f.Folds == 1:
		return "folds", fmt.Sprintf("must be from 2 to %d, or 0 for none", MaxFolds)
	case fit == nil || fit.Labels || f.Model.Method != OneRound:
		return "folds", fmt.Sprintf("belong to %s in one round, whose sums determine the model of all folds but one: set \"method\": \"one_round\", or measure the model by \"holdout\"", kinds.Linear)
	case f.Private():
		return "folds", "belong to exact sums, which have no privacy: the noise of each fold would be that of all rows"
	case f.Site != "":
		return "folds", "need an intercept, which \"site\": \"fixed\" leaves with each owner"
	}
	return "", ""
}

// siteRule returns the field and the rule that site effects break, or "". Owners take their own means off, which leaves a
// linear model as it is and no other.
func (f *File) siteRule() (path, rule string) {
	fit := f.LeastSquares()
	switch {
	case f.Site == "":
	case fit == nil || fit.Labels:
		return "site", fmt.Sprintf("fixed belongs to %s, where owners can take their own means off; for %s add a column that differs between owners, "+
			"which they are asked about (rule constant), or train without it", kinds.Linear, f.Model.Kind)
	case f.Model.Weights == Shared:
		return "site", "fixed needs sums of squares: set \"weights\": \"encrypted\" or \"method\": \"one_round\""
	case f.Private():
		return "site", "fixed belongs to exact sums, which have no privacy"
	case f.Training.Optimizer == optim.GradientDescent:
		return "training.optimizer", "must be cg with \"site\": \"fixed\""
	case f.Scaling != ScalingRange:
		return "scaling", "must be range with \"site\": \"fixed\", which sums no means over owners"
	case f.Holdout > 0:
		return "holdout", "needs an intercept, which \"site\": \"fixed\" leaves with each owner"
	}
	return "", ""
}

// originRule returns the field and the rule that a formula without an intercept breaks, or "".
func (f *File) originRule() (path, rule string) {
	fit := f.LeastSquares()
	switch {
	case f.Schema().Formula.Intercept():
	case f.Hazards():
		return "formula", "hazards have no intercept in any case: leave out - 1 or + 0"
	case fit == nil || fit.Labels || f.Model.Weights == Shared || f.Training.Optimizer == optim.GradientDescent:
		return "formula", fmt.Sprintf("a model without an intercept (- 1 or + 0) belongs to %s on encrypted weights by cg, or in one round", kinds.Linear)
	case f.Private():
		return "formula", "a model without an intercept (- 1 or + 0) belongs to exact sums, which have no privacy"
	case f.Site != "":
		return "formula", "must have an intercept with \"site\": \"fixed\", which gives every data owner one"
	}
	return "", ""
}

// and joins words with commas and a last "and".
func and(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
