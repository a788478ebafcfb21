package kinds

import (
	"errors"
	"math"

	"github.com/blindfit/blindfit/ml/schema"
)

// Discriminant is linear discriminant analysis of two levels. Sums of squares decide it, so that owners can compute on
// weights that they cannot read.
const Discriminant = "discriminant"

type discriminant struct{}

func (discriminant) Name() string  { return Discriminant }
func (discriminant) Title() string { return "linear discriminant analysis" }
func (discriminant) Hidden() bool  { return false }
func (discriminant) Shares() bool  { return false }

func (discriminant) Check(target schema.Feature) (field, rule string) {
	return twoLevels(Discriminant, target)
}

func (discriminant) Links() []string { return []string{LogitLink} }

func (discriminant) Family(target schema.Feature, _ string) Family {
	return binomial{twoLevelTarget{levels: target.Levels}}
}

// LabelMSE is the mean squared error of a least-squares fit to labels of 0 and 1.
const LabelMSE = "label_mse"

func (discriminant) LeastSquares(schema.Feature) *LeastSquares {
	return &LeastSquares{
		Labels: true, Weights: discriminate, Metric: LabelMSE,
		Cost: func(mse float64) float64 { return mse },
		Approximates: "linear discriminant analysis is an approximation to logistic regression: its log odds are right if the " +
			"features are normally distributed with the same covariances at both levels, and may be far off if not; " +
			"it has no standard errors. Check its probabilities on rows of your own",
	}
}

// Errors of rows that determine no discriminant.
var (
	errOneLevel  = errors.New("no discriminant: every row has the same level of the target")
	errSeparated = errors.New("no discriminant: the features tell the two levels apart without error, so the log odds have no bound; " +
		"leave out the feature that decides them")
	errFewRows = errors.New("no discriminant: it needs more than two rows")
)

// discriminate turns the least-squares fit to labels of −1/2 and 1/2 into the log odds of the second level (G. W. Haggstrom,
// J. Bus. Econ. Statist. 1, 1983, p. 229): with n₀ and n₁ rows of the levels, N in all, and the residual sum of squares R,
// the slopes grow by c = (N − 2)/R, and the intercept a becomes
//
//	log(n₁/n₀) + c·a + (N − 2)/2·(1/n₁ − 1/n₀).
//
// With a penalty R is the penalised sum, and the pooled covariances are those with the penalty in their diagonal. w[0] belongs
// to the constant 1/2.
func discriminate(w []float64, at Fit) error {
	n := float64(at.Rows)
	second := n * (0.5 + at.Mean)
	first := n - second
	switch {
	case at.Rows <= 2:
		return errFewRows
	case !(first >= 0.5) || !(second >= 0.5): // counts, which noise may have moved
		return errOneLevel
	case !(at.Penalised > 1e-12): // labels have a variance of up to 1/4
		return errSeparated
	}
	c := (n - 2) / (n * at.Penalised)
	for j := range w {
		w[j] *= c
	}
	w[0] += 2*math.Log(second/first) + (n-2)*(1/second-1/first)
	return nil
}
