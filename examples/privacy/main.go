// Command privacy prints the cost of differential privacy in accuracy: the tables of docs/privacy.md. It simulates
// trainings in the clear, with as much noise as the owners of a real one would add together, on rows that are made up.
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/examples/clinic"
	"github.com/blindfit/blindfit/examples/fuel"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/attempt"
)

// rowsPerOwner is how many rows each owner has; models are judged on as many rows of other seeds as fit one owner, ten times.
const (
	rowsPerOwner = 200
	judged       = 2000
	repetitions  = 5 // with other noise; their median is shown
)

// example is one of the two tables.
type example struct {
	name, file string
	many       func(n, rows int, seed uint64) [][]byte
	accuracy   bool // shares predicted right; if the target is a number, the explained share of the variance
}

var examples = []example{
	{"fuel", "examples/fuel/model.json", fuel.Many, false},
	{"clinic", "examples/clinic/model.json", clinic.Many, true},
}

// way is a kind of training.
type way struct{ title, model, unit string }

var ways = []way{
	{"one round, rows protected", `"weights": "encrypted", "method": "one_round"`, "record"},
	{"shared weights, rows protected", `"weights": "shared", "method": "rounds"`, "record"},
	{"one round, owners protected", `"weights": "encrypted", "method": "one_round"`, "owner"},
	{"shared weights, owners protected", `"weights": "shared", "method": "rounds"`, "owner"},
}

var (
	epsilons = []float64{0, 8, 3, 1} // 0 stands for none
	cohorts  = []int{5, 20, 50}
)

func main() {
	if err := write(os.Stdout, "."); err != nil {
		fmt.Fprintf(os.Stderr, "privacy: error: %v\n", err)
		os.Exit(1)
	}
}

// write prints a table for each example; root is the folder of the repository.
func write(w io.Writer, root string) error {
	for _, x := range examples {
		text, err := os.ReadFile(root + "/" + x.file)
		if err != nil {
			return fmt.Errorf("failed to read training file: %w", err)
		}
		fmt.Fprintf(w, "| %s | owners | ε = ∞ | ε = 8 | ε = 3 | ε = 1 |\n|---|---|---|---|---|---|\n", x.name)
		for _, y := range ways {
			for _, n := range cohorts {
				line, err := row(x, y, n, string(text))
				if err != nil {
					return err
				}
				fmt.Fprintln(w, line)
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, noise())
	if err := central(w); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return coverage(w)
}

// rosters are the numbers of owners for which the noise of a sum is compared.
var rosters = []int{3, 5, 10, 20, 32, 64, 255}

// noise returns a table of the noise of a sum for one ε. Each of n owners adds σ/√h, with h owners honest at the least,
// so the sum has σ·√(n/h): here all of a list upload, and h = n − c. If t owners could open a sum over n, to recover from
// dropouts, only t − c of those that opened it would be sure to be honest; t is the least majority with which two
// different sets cannot both open.
func noise() string {
	var b strings.Builder
	b.WriteString("| owners | may collude | noise of a sum, in σ | with recovery from dropouts | ratio |\n|---|---|---|---|---|\n")
	for _, n := range rosters {
		c := attempt.Colluding(n)
		t := (n+c)/2 + 1
		all, recovered := math.Sqrt(float64(n)/float64(attempt.Honest(n, n))), math.Sqrt(float64(n)/float64(t-c))
		fmt.Fprintf(&b, "| %d | %d | %.2f | %.2f | %.2f |\n", n, c, all, recovered, all/recovered)
	}
	return b.String()
}

// row returns one line: a way of training with so many owners at every ε.
func row(x example, y way, owners int, text string) (string, error) {
	line := fmt.Sprintf("| %s | %d |", y.title, owners)
	for _, epsilon := range epsilons {
		score, err := x.score(y, owners, epsilon, text)
		if err != nil {
			return "", fmt.Errorf("failed to train %s with %d owners at ε = %v: %w", x.name, owners, epsilon, err)
		}
		if score < 0 { // worse than the mean
			line += " – |"
			continue
		}
		line += fmt.Sprintf(" %.2f |", score)
	}
	return line, nil
}

// file returns the example's training file for a way of training.
func (y way) file(text string, epsilon float64) (*spec.File, error) {
	kind := "discriminant"
	if strings.HasPrefix(y.model, `"weights": "shared"`) {
		kind = "logistic_regression" // which it approximates
	}
	v := strings.NewReplacer(
		`"weights": "encrypted", "method": "rounds"`, y.model,
		"discriminant", kind,
		`"training": {"rounds": 20, "optimizer": "auto"},`, "",
		`"cohort": {"min": 3, "max": 8, "start": 3}`, `"cohort": {"min": 5, "max": 64}`,
		`"missing": "reject"`, fmt.Sprintf(`"missing": "reject", "privacy": {"epsilon": %v%s}`, epsilon,
			map[bool]string{true: `, "unit": "` + y.unit + `"`}[epsilon > 0]),
	)
	return spec.Parse([]byte(v.Replace(text)))
}

// score returns the median over the repetitions.
func (x example) score(y way, owners int, epsilon float64, text string) (float64, error) {
	f, err := y.file(text, epsilon)
	if err != nil {
		return 0, err
	}
	var tables []*schema.Table
	for _, csv := range x.many(owners, rowsPerOwner, 0) {
		t, _, err := f.Schema().ReadCSV(bytes.NewReader(csv), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			return 0, err
		}
		tables = append(tables, t)
	}
	var scores []float64
	for i := range repetitions {
		noise := rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "%s %s %d %v %d", x.name, y.title, owners, epsilon, i)))
		trained, err := simulate.TrainWithNoise(f, tables, noise, nil)
		if err != nil {
			return 0, err
		}
		score, err := x.judge(trained)
		if err != nil {
			return 0, err
		}
		if scores = append(scores, score); epsilon == 0 {
			return score, nil // nothing is drawn
		}
	}
	slices.Sort(scores)
	return scores[len(scores)/2], nil
}

// judge scores a model on new rows, of owners of every sort.
func (x example) judge(trained *simulate.Result) (float64, error) {
	const sorts = 3
	var costs, shares, variances float64
	for _, csv := range x.many(sorts, judged/sorts, 7) {
		s := trained.Model.Summary.Schema
		t, _, err := s.ReadCSV(bytes.NewReader(csv), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			return 0, err
		}
		p, err := trained.Model.Predict(t)
		if err != nil {
			return 0, err
		}
		costs += p.Cost / sorts
		if p.Accuracy != nil {
			shares += *p.Accuracy / sorts
		}
		variances += variance(t.RealY) / sorts * square(s.Target)
	}
	if x.accuracy {
		return shares, nil
	}
	return 1 - costs/variances, nil
}

func variance(y []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, v := range y {
		sum, squares = sum+v, squares+v*v
	}
	n := float64(len(y))
	return squares/n - sum/n*sum/n
}

// square returns the squared width of a target's range; 1 for levels.
func square(f schema.Feature) float64 {
	if f.Min == nil || f.Max == nil {
		return 1
	}
	return (*f.Max - *f.Min) * (*f.Max - *f.Min)
}
