package tables_test

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// guide has the rows and R's results for each line of the table "From R" in docs/learning.md, by its first column.
var guide = map[string]string{
	"`lm(y ~ …)`":                                                                                  "lm-tooth-formula",
	"`lm(y ~ …)`, in one round":                                                                    "lm-birthwt",
	"`glm(y ~ …, binomial)`":                                                                       "glm-birthwt",
	"`glm(y ~ …, binomial(\"probit\"))`":                                                           "glm-birthwt-probit",
	"`glm(y ~ …, binomial(\"cloglog\"))`":                                                          "glm-birthwt-cloglog",
	"`logistf::logistf(y ~ …, pl = FALSE)`":                                                        "firth-mtcars",
	"`glm(y ~ …, poisson)`":                                                                        "glm-quine-poisson",
	"`glm(y ~ …, poisson(\"sqrt\"))`":                                                              "glm-quine-sqrt",
	"`glm(y ~ …, poisson(\"identity\"))`":                                                          "glm-warpbreaks-identity",
	"`glm(y ~ … + offset(log(holders)), poisson)`":                                                 "glm-insurance-formula",
	"`glm(y ~ …, offset = e)`":                                                                     "glm-insurance-offset",
	"`glm(y ~ …, weights = w)`":                                                                    "glm-esoph-weights",
	"`glm(y ~ …, Gamma(\"log\"))`":                                                                 "gamma-warpbreaks-log",
	"`glm(y ~ …, Gamma(\"inverse\"))`":                                                             "gamma-warpbreaks-inverse",
	"`glm(y ~ …, Gamma(\"identity\"))`":                                                            "gamma-warpbreaks-identity",
	"`glmnet(x, y, \"binomial\", lambda = 0.0625)`":                                                "lasso-birthwt",
	"`glmnet(x, y, \"poisson\", lambda = 1, alpha = 0.75)`":                                        "elastic-net-quine",
	"`MASS::glm.nb(y ~ …)`":                                                                        "nb-quine",
	"`nnet::multinom(y ~ …)`":                                                                      "multinom-housing",
	"`MASS::polr(y ~ …, Hess = TRUE)`":                                                             "polr-housing",
	"`logLik(fit); AIC(fit); BIC(fit); deviance(fit)`":                                             "glm-birthwt",
	"`summary(fit)$sigma`, `$r.squared`, `$fstatistic`":                                            "lm-tooth-formula",
	"`car::Anova(fit, type = 2)`":                                                                  "lm-tooth-formula",
	"`car::Anova(fit, type = 2, test.statistic = \"Wald\")`":                                       "glm-birthwt",
	"`car::vif(fit)`":                                                                              "glm-birthwt",
	"`multcomp::glht(fit, K)`, one test at a time":                                                 "glm-birthwt",
	"Wald's tests of whole terms of `multinom`":                                                    "multinom-housing",
	"Wald's tests of whole terms of `polr`":                                                        "polr-housing",
	"`glmnet(x, y, \"multinomial\", lambda = 0.015625)`, differences from the first level":         "lasso-multinom-housing",
	"`glmnet(x, Surv(ceiling(time/64)*64, event), \"cox\", lambda = 0.25, alpha = 0.5)`":           "elastic-net-cox-grid",
	"`glmnet(x, stratifySurv(Surv(time, event), owner), \"cox\", lambda = 0.125)`":                 "lasso-cox-veteran",
	"`coxph(Surv(time, event == 2) ~ sex*age + I(karno^2) + strata(owner))`, drafted from a table": "cox-lung-formula",
	"`marginaleffects::avg_slopes(fit)`":                                                           "glm-birthwt",
	"`marginaleffects::avg_slopes(fit)` with products and powers":                                  "glm-infert-effects",
	"`marginaleffects::avg_slopes(fit)` of variables in splines and logs alone":                    "glm-birthwt-functions",
	"`avg_slopes(fit)` with cuts and factors of numbers":                                           "glm-birthwt-cuts",
	"`sandwich::vcovHC(fit, \"HC0\")`":                                                             "glm-quine-robust",
	"`sandwich::vcovCL(fit, owner)`, times G/(G − 1) for G owners":                                 "glm-quine-cluster",
	"`coxph(Surv(time, event) ~ … + strata(owner))`":                                               "cox-lung",
	"`coxph(…, ties = \"breslow\")`":                                                               "cox-veteran",
	"`coxph(Surv(time, event == 2) ~ sex*age + I(karno^2) + strata(owner))`":                       "cox-lung-formula",
	"`summary(coxph(…))$logtest`, `nevent`":                                                        "cox-colon",
	"`cox.zph(fit, transform = \"identity\")`":                                                     "cox-colon",
	"`coxph(Surv(ceiling(time/64)*64, event) ~ …)`":                                                "cox-lung-grid",
	"`coxph(Surv(ceiling(time/30)*30, event) ~ …, ties = \"breslow\")`":                            "cox-veteran-grid",
	"`concordance(coxph(…))`":                                                                      "cox-colon",
	"`glm(event ~ … + interval - 1 + offset(log(exposure)), poisson)` of `survSplit(…, cut = seq(128, 1024, 128))`": "piecewise-lung",
	"`metafor::rma(b, sei = se, method = \"DL\")`, of one fit for each owner":                                       "meta-birthwt",
	"`metafor::rma(…, method = \"FE\")`; `rma(…, test = \"knha\")`":                                                 "meta-quine",
	"`rma` of `coef(coxph(…))`":                              "meta-lung",
	"`tableone::CreateTableOne(strata = \"sex\", data = d)`": "describe-lung",
	"`quantile(x, type = 7)`":                                "describe-veteran",
	"`chisq.test(x, sex, correct = FALSE)`":                  "describe-lung",
	"`t.test(x ~ sex)`; `t.test(x ~ sex, var.equal = TRUE)`": "describe-lung",
	"`anova(lm(x ~ cell))`":                                  "describe-veteran",
	"`survdiff(Surv(time, event) ~ sex)`":                    "describe-lung",
	"`survfit(Surv(time, event) ~ sex)`":                     "describe-lung",
	"`cor(d, use = \"pairwise.complete.obs\")`":              "describe-veteran",
}

// Each line of the guide is run: what it says to write is put into the training file, the training is simulated with five
// owners, and the table that it names is R's. A line that no case belongs to fails, and a case without a line.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("../../docs/learning.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "\n## From R\n")
	if !found {
		t.Fatal("docs/learning.md has no section From R")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	left := maps.Clone(guide)
	for _, line := range strings.Split(section, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 3 || cells[0] == "what you know from R" {
			continue
		}
		name, ok := guide[cells[0]]
		if !ok {
			t.Errorf("no case for %s", cells[0])
			continue
		}
		delete(left, cells[0])
		t.Run(name+"/"+strings.Trim(cells[2], "`"), func(t *testing.T) {
			runLine(t, reference.Named(t, name), strings.Trim(cells[1], "`"), strings.Trim(cells[2], "`"))
		})
	}
	for line := range left {
		t.Errorf("docs/learning.md has no line for %s", line)
	}
}

// runLine trains a case with what a line of the guide says to write, and compares a table with R's.
func runLine(t *testing.T, c reference.Case, written, table string) {
	t.Helper()
	if !slices.Contains(c.Tables(t), table) {
		t.Fatalf("R's results of %s have no table %s", c.Name, table)
	}
	drafted, isDraft := strings.CutPrefix(written, "modelowner init data.csv --formula ")
	var text []byte
	if isDraft {
		d, err := spec.Init(strings.NewReader(c.Texts(1)[0]), spec.InitOptions{Formula: strings.Trim(drafted, "'")})
		if err != nil || len(d.Refused) > 0 {
			t.Fatalf("%s: %v, refused %q", written, err, d.Refused)
		}
		text = d.Text
	} else {
		text = with(t, c.File.Canonical(), written)
	}
	file, err := spec.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", written, err)
	}
	if isDraft {
		c.File = file
	} else if string(file.Canonical()) != string(c.File.Canonical()) {
		t.Errorf("%s changes the training of R's results", written)
	}
	trained, err := simulate.Train(file, c.Parts(t, c.Owners()), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := tables.Of(tables.Source{Model: trained.Model}, table)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, c, got)
}

// with returns a training file with fields in the place of its own. A role is that of one of its columns.
func with(t *testing.T, file []byte, written string) []byte {
	t.Helper()
	var whole, part map[string]any
	if err := json.Unmarshal(file, &whole); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte("{"+written+"}"), &part); err != nil {
		t.Fatalf("%s: %v", written, err)
	}
	if role, ok := part["role"]; ok {
		roles, _ := whole["roles"].([]any)
		if len(roles) != 1 || roles[0].(map[string]any)["role"] != role {
			t.Fatalf("the training has no column with the role %v", role)
		}
		return file
	}
	merge(whole, part)
	out, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func merge(whole, part map[string]any) {
	for name, value := range part {
		inner, ok := value.(map[string]any)
		outer, is := whole[name].(map[string]any)
		if ok && is {
			merge(outer, inner)
			continue
		}
		whole[name] = value
	}
}

// Intervals have the level that the training file asks for: R's confint.default(fit, level = 0.9), and confint(fit, level = 0.9)
// of least squares.
func TestLevelOfIntervals(t *testing.T) {
	for name, reach := range map[string]float64{"glm-birthwt": 1.6448536269514722, "lm-birthwt": 1.6533157576226227} {
		c := reference.Named(t, name)
		file, err := spec.Parse(with(t, c.File.Canonical(), `"inference": {"level": 0.9}`))
		if err != nil {
			t.Fatal(err)
		}
		trained, err := simulate.Train(file, c.Parts(t, c.Owners()), nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := trained.Model.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		again, err := model.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tables.Of(tables.Source{Model: again}, "coefficients")
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range got.Rows {
			estimate, errors, low, high := parse(row[1].String()), parse(row[2].String()), parse(row[5].String()), parse(row[6].String())
			if math.Abs(estimate-reach*errors-low) > 1e-9*errors || math.Abs(estimate+reach*errors-high) > 1e-9*errors {
				t.Errorf("%s: %s is %v ± %v, from %v to %v", name, row[0].String(), estimate, errors, low, high)
			}
		}
	}
}
