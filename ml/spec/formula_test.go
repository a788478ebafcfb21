package spec

import (
	"encoding/json"
	"strings"
	"testing"
)

// What is wrong with a formula is said with its place and the way out, before anything is created.
func TestFormulaRules(t *testing.T) {
	const text = `{"features":[{"name":"x","type":"continuous","min":0,"max":10},{"name":"z","type":"continuous","min":1,"max":2},
	  {"name":"g","type":"nominal","levels":["a","b"]},{"name":"with space","type":"discrete","min":0,"max":9}],"target":{"name":"y","type":"continuous","min":0,"max":1},"formula":%s}`
	for formula, want := range map[string]string{
		"x":                         "formula: it must begin with the target and a tilde",
		"w ~ x":                     "formula: the target is y as it stands in the file, and the formula names w",
		"log(y) ~ x":                "formula: the target is y as it stands in the file",
		"y ~ tan(x)":                `formula: the function "tan" is not known; there are log, sqrt, exp, I, poly, ns, bs, cut, factor and offset`,
		"y ~ log(x)":                "formula: the log of a range that reaches 0 or less: raise its min, or write log(x + 1)",
		"y ~ sqrt(x - 1)":           "formula: the square root of a range that reaches below 0",
		"y ~ I(1/x)":                "formula: a division by a range that holds 0",
		"y ~ ns(x, knots=c(5, 12))": "formula: the knot 12 is not within the range of x, from 0 to 10",
		"y ~ ns(x, df=3)":           "formula: knots are declared by name",
		"y ~ ns(x, knots=c(5,4))":   "formula: numbers must ascend",
		"y ~ ns(g, knots=1)":        "formula: g has levels, and a number is needed",
		"y ~ cut(x, c(0, 5, 10))":   "formula: cut needs at least three breaks, the first below the range of x (0)",
		"y ~ poly(x, 2)":            "formula: orthogonal polynomials depend on the rows: write raw=TRUE",
		"y ~ factor(x)":             "formula: factor takes whole numbers",
		"y ~ u":                     `formula: no feature is named "u"`,
		"y ~ x +":                   "formula: a name is expected",
		"y ~ (x + z":                `formula: ')' is expected`,
		"y ~ x ^ 1.5":               "formula: a power of terms must be a whole number from 1 to 8",
		"y ~ I(x^0.5)":              "formula: a power must be a whole number from 1 to 16",
		"y ~ 2":                     "formula: of numbers only 0 and 1 are terms",
		"y ~ 1":                     "formula: it has no terms besides the intercept",
		"y ~ x - 1":                 "",
		"y ~ x + offset(log(z))":    "features: a column with the role offset belongs to the method newton",
		"y ~ x - offset(z)":         "formula: an offset is added, not left out",
		"y ~ x*offset(z)":           "formula: a product has a part without terms: an offset is added by itself",
		"y ~ offset(z)":             "formula: it has no terms besides the intercept",
		"y ~ x + offset(log(x))":    "formula: the log of a range that reaches 0 or less",
		"y ~ x + offset(2)":         "formula: offset(2) has no finite range of more than one value",
		"y ~ x + offset(g)":         "formula: g has levels, and a number is needed",
		"y ~ x )":                   "formula: unexpected ')'",
		"y ~ I(x - x)":              "",
		"y ~ . + x:g":               "",
		"y ~ `with space` + z*g":    "",
		"~ I((x - 5)^2) + exp(-z)":  "",
	} {
		quoted, err := json.Marshal(formula)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Parse([]byte(strings.Replace(text, "%s", string(quoted), 1)))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", formula, err, want)
		}
	}
	for fields, want := range map[string]string{
		`"model":{"weights":"shared"},"circle":true`:             "formula: a model without an intercept (- 1 or + 0) belongs to linear_regression on encrypted weights by cg, or in one round",
		`"privacy":{"epsilon":1},"model":{"method":"one_round"}`: "formula: a model without an intercept (- 1 or + 0) belongs to exact sums",
		`"site":"fixed"`: "formula: must have an intercept",
	} {
		if _, err := Parse([]byte(strings.Replace(text, "%s", `"y ~ x + 0",`+fields, 1))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", fields, err, want)
		}
	}
	long := `"` + strings.Repeat("x", maxFormula+1) + `"`
	if _, err := Parse([]byte(strings.Replace(text, "%s", long, 1))); err == nil || !strings.Contains(err.Error(), "formula: at most 4096 bytes") {
		t.Error(err)
	}
	if _, err := Parse([]byte(strings.Replace(text, "%s", `"y ~ x","missing":"indicator"`, 1))); err == nil || !strings.Contains(err.Error(), "missing: must be reject or drop_row with a formula") {
		t.Error(err)
	}
}

// FuzzFormula parses any text as a formula.
func FuzzFormula(f *testing.F) {
	for _, seed := range []string{"y ~ x", "y ~ (x + g)^2 - x:g", "y ~ ns(x, knots=c(1,2)) * cut(x, c(-1,4,10))", "y ~ I(-x^2/3) + poly(x, 3, raw=TRUE)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, formula string) {
		quoted, err := json.Marshal(formula)
		if err != nil {
			t.Skip()
		}
		file, err := Parse([]byte(`{"features":[{"name":"x","type":"continuous","min":0,"max":10},{"name":"g","type":"nominal","levels":["a","b"]}],` +
			`"target":{"name":"y","type":"continuous","min":0,"max":1},"formula":` + string(quoted) + `}`))
		if err == nil && file.Schema().Validate() != nil {
			t.Error("a formula leads to an invalid schema")
		}
	})
}
