//go:build !js

package formula_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/formula"
)

// A model owner chooses a formula that whoever reads the training file has to compile: data owners and trustees before anything else
// is checked. One that would take minutes, gigabytes or the whole stack is refused at once.
func TestAttackFormulasThatExhaust(t *testing.T) {
	var names, levelled []string
	variables := []formula.Variable{{Name: "x", Low: 1, High: 2}}
	for i := range 40 {
		names, levelled = append(names, fmt.Sprintf("x%d", i)), append(levelled, fmt.Sprintf("f%d", i))
		variables = append(variables, formula.Variable{Name: names[i], Low: 0, High: 1}, formula.Variable{Name: levelled[i], Levels: strings.Split(strings.Repeat("a.", 99), ".")})
	}
	sum := strings.Join(names, "+")
	const long = 300_000
	for name, c := range map[string]struct{ text, want string }{
		"parentheses of terms":           {strings.Repeat("(", long), "stand within each other"},
		"parentheses of numbers":         {"I(" + strings.Repeat("(", long), "stand within each other"},
		"signs":                          {"I(" + strings.Repeat("-", long), "stand within each other"},
		"functions":                      {"I(" + strings.Repeat("exp(", long), "stand within each other"},
		"smaller ones":                   {"I(" + strings.Repeat("pmin(x,", long), "stand within each other"},
		"products of all terms":          {"(" + sum + ")^8", "too many terms"},
		"products of products":           {"(" + sum + ")" + strings.Repeat(":("+sum+")", 200), "too many terms"},
		"all products":                   {strings.Join(names, "*"), "too many terms"},
		"levels of levels":               {strings.Join(levelled, ":"), "too many terms"},
		"levels beside levels of levels": {strings.Join(levelled, "+") + "+f0:f1", "too many terms"},
		"knots":                          {"ns(x, knots=c(1.5" + knots(5000) + "))", "at most 1024 numbers"},
	} {
		if _, err := formula.Compile("y ~ "+c.text, variables); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %.200v", name, err)
		}
	}
	if f, err := formula.Compile("y ~ ("+sum+")^2 + I("+strings.Repeat("(", 90)+"x"+strings.Repeat(")", 90)+")", variables); err != nil || len(f.Columns) != 40+780+1 {
		t.Errorf("a large formula: %v", err)
	}
}

// knots returns n ascending numbers from 1.5 to 2.
func knots(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",%.9f", 1.5+float64(i+1)/float64(2*n+2))
	}
	return b.String()
}
