package validate_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
	"github.com/blindfit/blindfit/modelowner/validate"
)

// groupTables are the tables by the levels of whose columns validations are divided.
var groupTables = map[string]string{"glm-birthwt": "race", "lm-birthwt": "smoke"}

func byGroup(t *testing.T, name, group string) (of *model.Model, f *spec.File, by *model.Model, rows string) {
	t.Helper()
	c := caseOf(t, name)
	fit, rest := split(c)
	of = train(t, c.File, fit, 3)
	f, err := validate.File(of, []byte(fmt.Sprintf(`{"cohort": {"min": 4}, "group": %q}`, group)))
	if err != nil {
		t.Fatal(err)
	}
	return of, f, train(t, f, rest, 4), rest
}

// judgedStatistics returns the numbers of all rows under "" and those of each group under its level.
func judgedStatistics(t *testing.T, s tables.Source) map[string]map[string]float64 {
	t.Helper()
	out := map[string]map[string]float64{"": {}}
	for _, table := range tables.Judged(s) {
		for _, row := range table.Rows {
			switch table.Name {
			case "validation":
				out[""][row[0].String()] = number(t, row[1].String())
			case "validation_by_group":
				if row[2] == tables.Empty {
					continue
				}
				if out[row[0].String()] == nil {
					out[row[0].String()] = map[string]float64{}
				}
				out[row[0].String()][row[1].String()] = number(t, row[2].String())
			}
		}
	}
	return out
}

// A validation by group has R's numbers of the rows of each group and of all: slope, intercept, their errors, Brier's score, log loss and R² to
// six digits and more, and the area under the ROC curve within its bound.
func TestValidationByGroupEqualsR(t *testing.T) {
	r, rErr := exec.LookPath("Rscript")
	for name, group := range groupTables {
		of, f, by, rows := byGroup(t, name, group)
		if b, err := by.Marshal(); err != nil {
			t.Fatal(err)
		} else if by, err = model.Parse(b); err != nil { // as it is read again
			t.Fatal(err)
		}
		got := judgedStatistics(t, tables.Source{Model: by})
		path := filepath.Join("testdata", name+".csv")
		if rErr == nil {
			text := groupsOfR(t, r, f, of.Schema.Target.Name, group, rows)
			if os.Getenv("BLINDFIT_RECORD") != "" {
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, line := range strings.Split(strings.TrimSpace(string(kept)), "\n")[1:] {
			cells := strings.Split(line, ",")
			level, statistic, want := cells[0], cells[1], number(t, cells[2])
			x, has := got[level][statistic]
			if !has {
				t.Errorf("%s: %s has no %s", name, level, statistic)
				continue
			}
			seen++
			switch statistic {
			case "auc":
				if math.Abs(x-want) > got[level]["auc_bound"] {
					t.Errorf("%s %s: the area is %g, want %g", name, level, x, want)
				}
			case "calibration_in_the_large":
				within := 1e-6 * math.Abs(want)
				if by.Kind != kinds.Linear { // from counts in bins of 1/16 of the log odds
					within = 5e-3
				}
				if math.Abs(x-want) > within {
					t.Errorf("%s %s: in the large %g, want %g", name, level, x, want)
				}
			default: // numbers near 0 are differences of such near 1
				if math.Abs(x-want) > 1e-6*math.Max(0.1, math.Abs(want)) {
					t.Errorf("%s %s: %s is %.12g, want %.12g", name, level, statistic, x, want)
				}
			}
		}
		if seen < 8*(1+len(by.Judgement.By)) && by.Kind != kinds.Linear || seen < 6*(1+len(by.Judgement.By)) {
			t.Errorf("%s: %d numbers were compared", name, seen)
		}
	}
}

// groupsOfR returns R's numbers for all rows and for those of each level.
func groupsOfR(t *testing.T, r string, f *spec.File, target, group, rows string) string {
	t.Helper()
	_, lp, _ := strings.Cut(f.Formula, "~")
	lp = strings.TrimSuffix(strings.TrimSpace(lp), " * `"+group+"`")
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf(`d <- read.csv(%q); lp <- with(d, %s); y <- d$%s; g <- d$%s
cat("group,statistic,value\n")
one <- function(name, k) { y <- y[k]; lp <- lp[k]; out <- function(s, x) cat(name, ",", s, ",", format(x, digits = 12), "\n", sep = "")
  out("nobs", length(y))
  if (is.numeric(y)) { m <- lm(y ~ lp); out("mse", mean((y - lp)^2)); out("r_squared", 1 - sum((y - lp)^2) / sum((y - mean(y))^2)); out("calibration_in_the_large", mean(y - lp))
  } else { y <- y == "yes"; p <- plogis(lp); m <- glm(y ~ lp, binomial, control = glm.control(epsilon = 1e-14)); s <- rank(p)
    out("auc", (sum(s[y]) - sum(y) * (sum(y) + 1) / 2) / sum(y) / sum(!y)); out("brier", mean((p - y)^2)); out("log_loss", -mean(ifelse(y, log(p), log(1 - p))))
    out("calibration_in_the_large", coef(glm(y ~ offset(lp), family = binomial))[[1]]) }
  e <- coef(summary(m)); out("calibration_intercept", e[1, 1]); out("calibration_intercept_std_error", e[1, 2]); out("calibration_slope", e[2, 1]); out("calibration_slope_std_error", e[2, 2]) }
one("", rep(TRUE, length(y))); for (l in unique(g)) one(l, g == l)`, path, lp, target, group)
	out, err := exec.CommandContext(t.Context(), r, "-e", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// Curves of groups are those that R has: net benefits and sensitivities at thresholds where bins begin are exact on the rows of the group.
func TestCurvesByGroup(t *testing.T) {
	of, _, by, text := byGroup(t, "glm-birthwt", "race")
	rows, _, err := of.Schema.ReadCSV(strings.NewReader(text), schema.ReadOptions{NeedTarget: true, Real: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := of.Predict(rows)
	if err != nil {
		t.Fatal(err)
	}
	header, body, _ := strings.Cut(text, "\n")
	at := -1
	for i, name := range strings.Split(header, ",") {
		if name == "race" {
			at = i
		}
	}
	var levels []string
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		levels = append(levels, strings.Split(line, ",")[at])
	}
	points := 0
	for _, table := range tables.Judged(tables.Source{Model: by}) {
		if table.Name != "decision_by_group" && table.Name != "roc_by_group" {
			continue
		}
		for _, row := range table.Rows {
			if row[1] == tables.Empty || row[1].String() == "0" {
				continue
			}
			threshold := number(t, row[1].String())
			n, cases, right, wrong := 0.0, 0.0, 0.0, 0.0
			for i, level := range levels {
				if level != row[0].String() {
					continue
				}
				n++
				cases += float64(rows.Y[i])
				if p.Probabilities[i][1] >= threshold {
					right += float64(rows.Y[i])
					wrong += 1 - float64(rows.Y[i])
				}
			}
			points++
			if table.Name == "roc_by_group" {
				near(t, "specificity", number(t, row[2].String()), 1-wrong/(n-cases), 1e-12)
				near(t, "sensitivity", number(t, row[3].String()), right/cases, 1e-12)
				continue
			}
			harm := threshold / (1 - threshold)
			near(t, "net benefit", number(t, row[3].String()), (right-wrong*harm)/n, 1e-9)
			near(t, "treat all", number(t, row[4].String()), (cases-(n-cases)*harm)/n, 1e-9)
		}
	}
	if points < 40 {
		t.Errorf("%d points", points)
	}
}

// Groups of few rows are left out of tables, and with one alone the next smallest; recalibration and all rows are as they were.
func TestSmallGroupsAreLeftOut(t *testing.T) {
	_, _, by, _ := byGroup(t, "glm-birthwt", "race")
	shown := func(rule publish.Rule) string {
		out := ""
		for k, hidden := range tables.HiddenGroups(tables.Source{Model: by, Rule: rule}) {
			if !hidden {
				out += by.Judgement.By[k].Level + " "
			}
		}
		return out
	}
	small, next, least := "", "", int64(math.MaxInt64)
	for _, x := range by.Judgement.By {
		if x.Quality.Rows < least {
			small, least = x.Level, x.Quality.Rows
		}
	}
	second := int64(math.MaxInt64)
	for _, x := range by.Judgement.By {
		if x.Level != small && x.Quality.Rows < second {
			next, second = x.Level, x.Quality.Rows
		}
	}
	if all := shown(publish.Rule{}); len(strings.Fields(all)) != 3 {
		t.Fatalf("shown are %s", all)
	}
	few := shown(publish.Rule{Below: least + 1})
	if strings.Contains(few, small) || strings.Contains(few, next) || len(strings.Fields(few)) != 1 {
		t.Errorf("without %s and %s there are %s", small, next, few)
	}
	for _, table := range tables.All(tables.Source{Model: by, Rule: publish.Rule{Below: least + 1}}) {
		if table.Name == "coefficients" || table.Name == "covariance" {
			t.Errorf("the table %s has the lines of groups that are left out", table.Name)
		}
		for _, row := range table.Rows {
			if strings.HasSuffix(table.Name, "_by_group") && (row[0].String() == small || row[0].String() == next) && row[len(row)-1] != tables.Empty {
				t.Errorf("%s has %v", table.Name, row)
			}
		}
	}
	one := *by.Judgement
	one.By = append([]kinds.Judged{}, one.By...)
	q := *one.By[0].Quality
	q.Counts = []kinds.ScoreCounts{{Of: make([]int64, 256), Others: q.Counts[0].Others}}
	q.Counts[0].Of[200] = 4 // few rows of one of the levels
	one.By[0].Quality = &q
	again := *by
	again.Judgement = &one
	if hidden := tables.HiddenGroups(tables.Source{Model: &again}); !hidden[0] {
		t.Error("four rows of a level are shown")
	}
}

// Levels of which there are no rows, or rows of one level of the target, have no line, and the others have theirs.
func TestGroupsWithoutALine(t *testing.T) {
	c := caseOf(t, "glm-birthwt")
	fit, rest := split(c)
	of := train(t, c.File, fit, 3)
	f, err := validate.File(of, []byte(`{"group": {"name": "ward", "type": "nominal", "levels": ["a", "b", "c", "d"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(rest), "\n")
	lines[0] += ",ward"
	yes := 0
	for i := range lines[1:] {
		ward := "ab"[i%2 : i%2+1]
		if strings.HasPrefix(lines[i+1], "yes,") && yes < 12 {
			ward, yes = "c", yes+1 // all of one level
		}
		lines[i+1] += "," + ward
	}
	by := train(t, f, strings.Join(lines, "\n"), 3)
	for _, x := range by.Judgement.By {
		line := x.Level == "a" || x.Level == "b"
		if (x.Line != nil) != line || (x.Quality != nil) != (x.Level != "d") {
			t.Errorf("%+v", x)
		}
	}
	if by.Judgement.All.Line == nil {
		t.Error("all rows have no line")
	}
	if _, err := by.Marshal(); err != nil {
		t.Error(err)
	}
}

// A group that is no group is named.
func TestWrongGroups(t *testing.T) {
	c := caseOf(t, "glm-birthwt")
	fit, _ := split(c)
	m := train(t, c.File, fit, 3)
	for want, text := range map[string]string{
		"group: the model has no column town":         `{"group": "town"}`,
		"group: age must be nominal":                  `{"group": "age"}`,
		"group: must be the name of a nominal column": `{"group": {"name": "x", "type": "continuous", "min": 0, "max": 1}}`,
		"group: must be the name":                     `{"group": 3}`,
		"race: levels must be those of the model":     `{"group": {"name": "race", "type": "nominal", "levels": ["black", "white"]}}`,
		"nominal features need at least two levels":   `{"group": {"name": "x", "type": "nominal", "levels": ["one"]}}`,
		"group: its name has a backtick":              "{\"group\": {\"name\": \"a`b\", \"type\": \"nominal\", \"levels\": [\"x\", \"y\"]}}",
	} {
		if _, err := validate.File(m, []byte(text)); !errors.Is(err, problem.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for want, text := range map[string]string{
		"y ~ I(…) * group":             `{"features":[{"name":"x","type":"continuous","min":0,"max":1},{"name":"g","type":"nominal","levels":["a","b"]}],"target":{"name":"y","type":"nominal","levels":["n","y"]},"circle":true,"model":{"kind":"logistic_regression","group":"g"}}`,
		"takes no holdout":             `{"features":[{"name":"x","type":"continuous","min":0,"max":1},{"name":"g","type":"nominal","levels":["a","b"]}],"target":{"name":"y","type":"nominal","levels":["n","y"]},"circle":true,"formula":"y ~ I(2*x) * g","holdout":0.2,"model":{"kind":"logistic_regression","group":"g"}}`,
		"belongs to the kind describe": `{"features":[{"name":"x","type":"continuous","min":0,"max":1},{"name":"g","type":"nominal","levels":["a","b"]}],"target":{"name":"y","type":"continuous","min":0,"max":1},"model":{"kind":"linear_regression","group":"g"}}`,
	} {
		if _, err := spec.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
