package validate_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/validate"
)

func caseOf(t *testing.T, name string) reference.Case {
	t.Helper()
	for _, c := range reference.Cases(t) {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no table %s", name)
	return reference.Case{}
}

// split returns a case's rows as two files: every third row for the model, the others to validate it.
func split(c reference.Case) (fit, rest string) {
	parts := c.Texts(3)
	_, more, _ := strings.Cut(parts[2], "\n")
	return parts[0], parts[1] + more
}

func train(t *testing.T, f *spec.File, text string, owners int) *model.Model {
	t.Helper()
	header, rest, _ := strings.Cut(text, "\n")
	parts := make([]string, owners)
	for i := range parts {
		parts[i] = header + "\n"
	}
	for i, line := range strings.Split(strings.TrimSpace(rest), "\n") {
		parts[i%owners] += line + "\n"
	}
	var rows []*schema.Table
	for _, part := range parts {
		table, _, err := f.Schema().ReadCSV(strings.NewReader(part), schema.ReadOptions{NeedTarget: true})
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, table)
	}
	r, err := simulate.Train(f, rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range r.Warnings {
		t.Log(w)
	}
	return r.Model
}

func validated(t *testing.T, name string) (of, by *model.Model, rows string) {
	t.Helper()
	c := caseOf(t, name)
	fit, rest := split(c)
	of = train(t, c.File, fit, 3)
	f, err := validate.File(of, []byte(`{"cohort": {"min": 4}}`))
	if err != nil {
		t.Fatal(err)
	}
	if f.Cohort.Min != 4 || f.Name != "Validation of "+of.Name {
		t.Errorf("the file has %+v, %s", f.Cohort, f.Name)
	}
	return of, train(t, f, rest, 4), rest
}

func statistics(t *testing.T, m *model.Model) map[string]float64 {
	t.Helper()
	list, err := validate.Result(m)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, row := range list[0].Rows {
		out[row[0].String()], _ = strconv.ParseFloat(row[1].String(), 64)
	}
	return out
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within*math.Max(1e-2, math.Abs(want))) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

// A validation has R's calibration of the model's predictions on the new rows, and the scores of those predictions.
func TestValidationEqualsR(t *testing.T) {
	r, err := exec.LookPath("Rscript")
	if err != nil {
		t.Log("R is not installed: its results of an earlier run are in the test")
	}
	for name, want := range references {
		of, by, rows := validated(t, name)
		got := statistics(t, by)
		t.Log(name, got)
		for statistic, x := range want {
			within := 1e-6
			switch statistic { // from counts in bins, which are wide where the slope is small
			case "brier", "log_loss":
				within = 5e-3
			case "calibration_in_the_large":
				if by.Quality != nil && by.Quality.Counts != nil {
					within = 5e-2
				}
			case "auc":
				within = by.Quality.AUC[0].Bound
			}
			near(t, name+": "+statistic, got[statistic], x, within)
		}
		if r != "" {
			fromR(t, r, name, of, rows, want)
		}
	}
}

// fromR computes the expected numbers again, from the formula of the validation.
func fromR(t *testing.T, r, name string, of *model.Model, rows string, want map[string]float64) {
	t.Helper()
	f, err := validate.File(of, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	_, lp, _ := strings.Cut(f.Formula, "~")
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf(`d <- read.csv(%q); options(digits = 12); lp <- with(d,%s); y <- d$%s
if (is.numeric(y)) { m <- lm(y ~ lp); cat("calibration_intercept", coef(m)[[1]], "calibration_slope", coef(m)[[2]], "calibration_in_the_large", mean(y - lp), "mse", mean((y - lp)^2), "r_squared", 1 - sum((y - lp)^2) / sum((y - mean(y))^2))
} else { y <- y == "yes"; p <- plogis(lp); m <- glm(y ~ lp, binomial, control = glm.control(epsilon = 1e-14)); l <- glm(y ~ offset(lp), family = binomial); s <- rank(p)
cat("auc", (sum(s[y]) - sum(y) * (sum(y) + 1) / 2) / sum(y) / sum(!y), "brier", mean((p - y)^2), "calibration_intercept", coef(m)[[1]], "calibration_slope", coef(m)[[2]], "log_loss", -mean(ifelse(y, log(p), log(1 - p))), "calibration_in_the_large", coef(l)[[1]]) }`,
		path, lp, of.Schema.Target.Name)
	out, err := exec.CommandContext(t.Context(), r, "-e", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	words := strings.Fields(string(out))
	t.Log(words)
	for i := 0; i+1 < len(words); i += 2 {
		x, err := strconv.ParseFloat(words[i+1], 64)
		if err != nil {
			t.Fatalf("%s", out)
		}
		near(t, name+": R's "+words[i], x, want[words[i]], 1e-6)
	}
}

var references = map[string]map[string]float64{
	"glm-birthwt": {"auc": 0.561773255814, "brier": 0.258787596637, "calibration_intercept": -0.581343073195, "calibration_slope": 0.141383508712,
		"log_loss": 0.803105860887, "calibration_in_the_large": 0.16447239433},
	"lm-birthwt": {"calibration_intercept": 659.351671034, "calibration_slope": 0.759276566796, "calibration_in_the_large": -61.2463643027,
		"mse": 465908.485555, "r_squared": 0.116563220992},
}

// Recalibration changes predictions by the intercept and the slope that were found.
func TestRecalibrated(t *testing.T) {
	for name := range references {
		of, by, _ := validated(t, name)
		again, err := validate.Recalibrated(of, by)
		if err != nil {
			t.Fatal(err)
		}
		e := by.Estimates()
		before, after := of.Original()[0].Weights, again.Original()[0].Weights
		for j := range before {
			want := e[1].Value * before[j].Value
			if j == 0 {
				want += e[0].Value
			}
			near(t, name+": "+before[j].Name, after[j].Value, want, 1e-9)
		}
		if _, err := again.Marshal(); err != nil {
			t.Error(err)
		}
	}
}

// What does not fit the model is named.
func TestWrongFiles(t *testing.T) {
	c := caseOf(t, "glm-birthwt")
	fit, _ := split(c)
	m := train(t, c.File, fit, 3)
	for want, text := range map[string]string{
		"malformed validation file":                   `[1]`,
		"model: the model decides it":                 `{"model": {"kind": "mlp"}}`,
		"formula: the model decides it":               `{"formula": "y ~ x"}`,
		"race: levels must be those of the model":     `{"features": [{"name": "race", "type": "nominal", "levels": ["white", "other", "black"]}]}`,
		"low: levels must be those of the model":      `{"target": {"name": "low", "type": "nominal", "levels": ["yes", "no"]}}`,
		"the model has no column height":              `{"features": [{"name": "height", "type": "discrete", "min": 1, "max": 2}]}`,
		"the model also has the column age":           `{"features": []}`,
		"age: min and max must be those of the model": `{"features": [{"name": "age", "type": "discrete", "min": 0, "max": 46}]}`,
		"the model predicts low":                      `{"target": {"name": "high"}}`,
		"cohort.min":                                  `{"cohort": {"min": 2}}`,
	} {
		if _, err := validate.File(m, []byte(text)); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, err := validate.Result(m); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), "no validation") {
		t.Error(err)
	}
	poisson := caseOf(t, "glm-quine-poisson")
	fit, _ = split(poisson)
	if _, err := validate.File(train(t, poisson.File, fit, 3), []byte(`{}`)); !errors.Is(err, problem.ErrInput) {
		t.Error(err)
	}
}

// The decision curve has the net benefits that the validated model's predictions have on the rows, exactly at each threshold, also of a model
// that predicts the wrong way round; R has the same where it is installed.
func TestDecisionCurve(t *testing.T) {
	c := caseOf(t, "glm-birthwt")
	fit, rest := split(c)
	turned := strings.NewReplacer("\nno,", "\nyes,", "\nyes,", "\nno,").Replace(rest)
	if turned == rest {
		t.Fatal("the rows do not begin with their level")
	}
	of := train(t, c.File, fit, 3)
	f, err := validate.File(of, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"as it is": rest, "the wrong way round": turned} {
		list, err := validate.Result(train(t, f, text, 4))
		if err != nil {
			t.Fatal(err)
		}
		table := list[len(list)-1]
		rows, _, err := of.Schema.ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, Real: true})
		if err != nil {
			t.Fatal(err)
		}
		p, err := of.Predict(rows)
		if err != nil {
			t.Fatal(err)
		}
		n := float64(rows.Rows)
		if table.Name != "decision" || len(table.Rows) < 10 {
			t.Fatalf("%s: %s has %d rows", name, table.Name, len(table.Rows))
		}
		var thresholds, benefits []string
		last := 0.0
		for _, row := range table.Rows {
			threshold := number(t, row[0].String())
			if !(threshold > last) {
				t.Errorf("%s: threshold %g follows %g", name, threshold, last)
			}
			last = threshold
			right, wrong, cases := 0.0, 0.0, 0.0
			for i, of := range p.Probabilities {
				yes := rows.Y[i] == 1
				if yes {
					cases++
				}
				if of[1] >= threshold {
					if yes {
						right++
					} else {
						wrong++
					}
				}
			}
			harm := threshold / (1 - threshold)
			near(t, name+": treated", number(t, row[1].String()), (right+wrong)/n, 1e-12)
			near(t, name+": net benefit", number(t, row[2].String()), (right-wrong*harm)/n, 1e-9)
			near(t, name+": treat all", number(t, row[3].String()), (cases-(n-cases)*harm)/n, 1e-9)
			thresholds, benefits = append(thresholds, row[0].String()), append(benefits, row[2].String())
		}
		if r, err := exec.LookPath("Rscript"); err == nil {
			decisionsOfR(t, r, f.Formula, text, thresholds, benefits)
		}
	}
}

// decisionsOfR compares net benefits with those that R computes from the rows.
func decisionsOfR(t *testing.T, r, formula, text string, thresholds, benefits []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, lp, _ := strings.Cut(formula, "~")
	script := fmt.Sprintf(`d <- read.csv(%q); options(digits = 12); p <- plogis(with(d,%s)); y <- d$low == "yes"
for (h in c(%s)) cat(mean(p >= h & y) - mean(p >= h & !y) * h / (1 - h), "")`, path, lp, strings.Join(thresholds, ","))
	out, err := exec.CommandContext(t.Context(), r, "-e", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, word := range strings.Fields(string(out)) {
		near(t, "R's net benefit at "+thresholds[i], number(t, benefits[i]), number(t, word), 1e-9)
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
