// Package validate owns the judgement of a finished model on rows of new data owners: the training file under which they sum how
// far the model's predictions agree with their rows, and the result.
//
// The training regresses the target on the model's linear predictor, which each owner's program computes from its own rows: its
// slope and intercept are those of calibration (D. R. Cox, Biometrika 45, 1958), and the counts by probability of its closing
// evaluation determine discrimination and calibration.
package validate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/formula"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// reach bounds a linear predictor of log odds: probabilities beyond are as good as 0 and 1, and a narrow range keeps the slope
// within bounds.weight.
const reach = 15

func invalid(format string, args ...any) error {
	return problem.As(problem.ErrInput, fmt.Errorf(format, args...))
}

// predictor returns the model's linear predictor as a formula over the columns that it reads: log odds, or the target itself.
func predictor(m *model.Model) (string, error) {
	switch {
	case m.Predicts() != "":
		return "", invalid("the model predicts nothing: %s", m.Predicts())
	case m.Link != "" || m.Kind != kinds.Logistic && m.Kind != kinds.Discriminant && m.Kind != kinds.Linear:
		return "", invalid("a model of this kind cannot be validated yet: there are %s with the usual link, %s and %s", kinds.Logistic, kinds.Discriminant, kinds.Linear)
	case m.Schema.Missing != schema.MissingReject && m.Schema.Missing != schema.MissingDropRow:
		return "", invalid("the model fills in missing values, which a validation cannot: only models with \"missing\": reject or drop_row can be validated")
	case len(m.Schema.Roles) > 0:
		return "", invalid("a model with an offset or with weights of rows cannot be validated yet")
	case !m.Schema.Formula.Intercept():
		return "", invalid("a model without an intercept cannot be validated yet")
	}
	columns, estimates := m.Schema.Columns(), m.Original()[0].Weights
	variables := schema.Variables(m.Schema)
	text := strconv.FormatFloat(estimates[0].Value, 'g', -1, 64)
	for j, c := range columns[1:] {
		v := estimates[j+1].Value
		if v == 0 {
			continue
		}
		term, err := product(c.Name, variables)
		if err != nil {
			return "", err
		}
		sign := "+"
		if v < 0 {
			sign, v = "-", -v
		}
		text += " " + sign + " " + strconv.FormatFloat(v, 'g', -1, 64) + "*" + term
	}
	if m.Kind != kinds.Linear {
		text = fmt.Sprintf("pmax(-%d, pmin(%d, %s))", reach, reach, text)
	}
	return "I(" + text + ")", nil
}

// product writes a column as arithmetic: a product of variables, levels and calls.
func product(name string, variables []formula.Variable) (string, error) {
	var out []string
	for _, part := range split(name) {
		text, ok := factor(part, variables)
		if !ok {
			return "", invalid("the term %q cannot be validated yet: there are columns, their levels, I, log, sqrt, exp, and products of them", name)
		}
		out = append(out, text)
	}
	return strings.Join(out, "*"), nil
}

// split divides the name of a column at the colons between its factors.
func split(name string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range name {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ':' && depth == 0:
			out, from = append(out, name[from:i]), i+1
		}
	}
	return append(out, name[from:])
}

// factor writes one factor as arithmetic.
func factor(part string, variables []formula.Variable) (string, bool) {
	for _, v := range variables {
		if part == v.Name && (len(v.Levels) == 0 || v.Ranked) {
			return quote(v.Name)
		}
		level, ok := strings.CutPrefix(part, v.Name+"=")
		if !ok || len(v.Levels) == 0 || v.Ranked {
			continue
		}
		name, ok := quote(v.Name)
		mark := `"`
		if strings.Contains(level, mark) {
			mark = `'`
		}
		return "(" + name + " == " + mark + level + mark + ")", ok && !strings.Contains(level, mark)
	}
	switch call, inner, ok := strings.Cut(part, "("); {
	case !ok || !strings.HasSuffix(inner, ")"):
	case call == "I":
		return "(" + inner, true
	case call == "log" || call == "sqrt" || call == "exp":
		return part, true
	}
	return "", false
}

// quote puts a name between backticks.
func quote(name string) (string, bool) { return "`" + name + "`", !strings.Contains(name, "`") }

var errNoModel = errors.New("the training describes rows and has no model to validate")
