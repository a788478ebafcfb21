package report

import (
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// Methods is a paragraph for the methods section of a paper, from known facts of the training.
func (r *Report) Methods() string {
	f := r.File
	var s []string
	add := func(format string, args ...any) { s = append(s, fmt.Sprintf(format, args...)) }
	owners := len(r.Status.Members)
	if owners == 0 {
		owners = r.Status.Contributed
	}
	what := fmt.Sprintf("fitted %s of %s on %s", kindTitle(f.Model.Kind), f.Target.Name, plural(len(f.Features), "feature"))
	switch {
	case f.Describes():
		what = fmt.Sprintf("described %s", plural(len(f.Features), "column"))
	case f.Model.Method == spec.Meta:
		of := f.Target.Name
		if f.Survival != nil {
			of = f.Survival.Event
		}
		what = fmt.Sprintf("combined, by random effects, the estimates of %s of %s on %s that each data owner's program made of its own rows", kindTitle(f.Model.Kind), of, plural(len(f.Features), "feature"))
	case f.Model.Kind == kinds.PiecewiseExponential:
		what = fmt.Sprintf("fitted piecewise exponential hazards of %s on %s, constant in intervals of %s of %s", f.Survival.Event, plural(len(f.Features), "feature"), number(f.Survival.Grid), f.Survival.Time)
	case f.Pooled():
		what = fmt.Sprintf("fitted Cox's proportional hazards of %s on %s, with %s rounded up to multiples of %s", f.Survival.Event, plural(len(f.Features), "feature"), f.Survival.Time, number(f.Survival.Grid))
	case f.Hazards():
		what = fmt.Sprintf("fitted Cox's proportional hazards of %s on %s, stratified by data owner", f.Survival.Event, plural(len(f.Features), "feature"))
	}
	if f.Judges() {
		what = fmt.Sprintf("judged the predictions of %s by a model that was fitted to other rows, by %s", f.Target.Name, f.Model.Group)
	} else if f.Formula != "" {
		what += fmt.Sprintf(" (%s)", f.Formula)
	}
	add("We %s, over %d rows that %d data owners hold and that did not leave them (Blindfit, release %s).", what, r.Totals.Rows, owners, r.Release)
	add("Each owner's program computed sums over its own rows, masked them so that they open only in the sum over all owners, and encrypted them (Paillier, %d bits); the model owner opened the sums of %s.", f.KeyBits, plural(r.Totals.Rounds, "round"))
	if m := method(f); m != "" {
		add("%s", m)
	}
	switch {
	case f.Describes():
		add("Missing values were counted column by column.")
	case f.Missing == schema.MissingDropRow:
		add("Rows with a missing value were left out.")
	case f.Missing == schema.MissingIndicator:
		add("A missing value counts as the middle of its range, with an indicator of its own.")
	case f.Missing == schema.MissingMean, f.Missing == schema.MissingMode:
		add("Missing values were replaced by the %s over all owners.", f.Missing)
	default:
		add("No value was missing: files with missing values were refused.")
	}
	if m := penalty(f); m != "" {
		add("%s", m)
	}
	if r.Model != nil && r.Model.Inference != nil && r.HasErrors() {
		errors := "the information at the estimates"
		if r.Model.Inference.Likelihood == nil {
			errors = "the residual variance"
		} else if e := r.Errors(); e != "" {
			errors = map[string]string{spec.ErrorsRobust: "a sandwich estimate over rows (HC0)", spec.ErrorsCluster: "a sandwich estimate over data owners",
				model.ErrorsNoise: "the residual variance and the variance of the noise"}[r.Model.Inference.Likelihood.Errors]
		}
		add("Standard errors come from %s; intervals are Wald's at %s (%s).", errors, r.Level(), map[string]string{"t": "Student's t", "z": "normal"}[r.Statistic()])
	}
	if p := r.Status.Privacy; p != nil {
		add("Every sum carries noise that keeps the training within ε = %s and δ = %s for every %s (%s).", number(p.Epsilon), number(p.Delta), p.Unit, p.Mechanism)
	} else if f.Describes() {
		add("Counts and sums are exact, those of the pooled rows.")
	} else {
		add("Sums are exact, so that estimates are those of the pooled rows%s.", map[bool]string{true: " up to the declared steps of columns"}[len(f.Rounded()) > 0])
	}
	if q := r.quality(); q != nil {
		switch {
		case f.Judges():
			add("Performance is that of the predictions as they stand, on rows that the model was not fitted to.")
		case q.Apparent:
			add("Performance was measured on the rows of the fit and is apparent.")
		default:
			add("Performance was measured on rows that data owners kept back.")
		}
	}
	return strings.Join(s, " ")
}

// penalty returns the sentence about the penalty of the fit, or "" if it has none.
func penalty(f *spec.File) string {
	on := "columns scaled to their declared ranges"
	if f.Scaling == spec.ScalingFederated {
		on = "standardised columns"
	}
	switch m := f.Model; {
	case m.L1 > 0 && m.L2 > 0:
		return fmt.Sprintf("An elastic net penalty (%s for magnitudes, %s for half the squares of coefficients) was added, on %s; the penalty was chosen beforehand.", number(m.L1), number(m.L2), on)
	case m.L1 > 0:
		return fmt.Sprintf("A lasso penalty of %s was added, on %s; the penalty was chosen beforehand.", number(m.L1), on)
	case m.L2 > 0:
		return fmt.Sprintf("A ridge penalty of %s was added, on %s.", number(m.L2), on)
	}
	return ""
}

// method returns the sentence about the method of estimation.
func method(f *spec.File) string {
	switch {
	case f.Judges():
		return "Calibration slopes and intercepts are those of a regression of the target on the prediction, over all rows and in each group, by Newton's method; discrimination and the decision curve come from counts of rows by bins of the prediction, and the other measures from sums of its errors."
	case f.Describes() && f.Private():
		return "All counts and sums were opened in one round, with noise; counts were made possible ones (none below 0, those of a column adding up to the rows), which uses nothing else."
	case f.Describes():
		return "All counts and sums were opened in one round."
	case f.Model.Method == spec.Meta:
		return "Estimates were weighted by the inverse of their variances; the variance between data owners is by DerSimonian and Laird, and heterogeneity is told by Cochran's Q, I² and prediction intervals."
	case f.Model.Kind == kinds.PiecewiseExponential:
		return "The likelihood was maximised by Newton's method; each round opened the sums of hazards and of their products with columns by intervals of time."
	case f.Pooled():
		return fmt.Sprintf("Cox's partial likelihood (ties by %s) was maximised by Newton's method; each round opened the sums of hazards and of their products with columns by intervals of time.", f.Survival.Ties)
	case f.Hazards():
		return "Cox's partial likelihood was maximised by Newton's method; each round opened the sums of its score and information."
	case f.Model.Method == spec.OneRound && f.Private():
		return "Least squares was solved from noisy sums of squares and products, opened in one round."
	case f.Model.Method == spec.OneRound:
		return "Least squares was solved from the sums of squares and products of all columns, opened in one round."
	case f.Model.Method == spec.Newton:
		return "The likelihood was maximised by Newton's method; each round opened the sums of its score and information."
	case f.Model.Weights == spec.Encrypted:
		return "Least squares was solved from sums at encrypted weights, by the method of conjugate gradients."
	}
	return fmt.Sprintf("The loss was minimised from the sums of gradients (%s).", f.Training.Optimizer)
}

func (r *Report) quality() *kinds.Quality {
	if r.Model == nil {
		return nil
	}
	return r.Model.Quality
}

func plural(n int, what string) string {
	if n == 1 {
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
