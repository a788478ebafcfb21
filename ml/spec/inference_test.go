package spec

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Options of inference have one canonical form, and change what a round sums.
func TestInference(t *testing.T) {
	text := func(options string) []byte {
		return classesWith(`"model":{"kind":"logistic_regression"},"circle":true,"inference":` + options)
	}
	plain, err := Parse(text(`{"errors":"model","firth":false,"level":0.95}`))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(plain.Canonical()), "inference") {
		t.Errorf("defaults are written: %s", plain.Canonical())
	}
	f, err := Parse(text(`{"firth":true,"level":0.9}`))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(f.Canonical()); err != nil || !reflect.DeepEqual(again.Inference, f.Inference) || !again.Inference.Firth || again.Inference.Level != 0.9 {
		t.Errorf("%v: %s", err, f.Canonical())
	}
	if plain.MinRows() != DefaultMinRows || f.MinRows() != DefaultMinRows {
		t.Errorf("owners should have %d rows, and %d with Firth's penalty on four columns", plain.MinRows(), f.MinRows())
	}
	// x and two levels and the constant: 4·5·6/6 third derivatives.
	if got := f.Newton().Values() - plain.Newton().Values(); got != 20 {
		t.Errorf("%d more values with Firth's penalty", got)
	}
}

// Third derivatives over as many columns tell the rows of few owners: each should have more rows than they can tell.
func TestFirthNeedsRows(t *testing.T) {
	features := make([]string, 20)
	for i := range features {
		features[i] = fmt.Sprintf(`{"name":"x%d","type":"continuous","min":0,"max":1}`, i)
	}
	text := `{"features":[` + strings.Join(features, ",") + `],"target":{"name":"y","type":"nominal","levels":["no","yes"]},` +
		`"model":{"kind":"logistic_regression"},"circle":true,"inference":{"firth":%v}}`
	for firth, want := range map[bool]int{false: DefaultMinRows, true: 22*23/6 + 1} {
		f, err := Parse(fmt.Appendf(nil, text, firth))
		if err != nil {
			t.Fatal(err)
		}
		if f.MinRows() != want {
			t.Errorf("firth %v: %d rows, want %d", firth, f.MinRows(), want)
		}
	}
}

func TestInferenceIsChecked(t *testing.T) {
	wide := make([]string, 64)
	for i := range wide {
		wide[i] = fmt.Sprintf(`{"name":"x%d","type":"continuous","min":0,"max":1}`, i)
	}
	manyColumns := `{"features":[` + strings.Join(wide, ",") + `],"target":{"name":"y","type":"nominal","levels":["no","yes"]},` +
		`"model":{"kind":"logistic_regression"},"circle":true,"inference":{"firth":true}}`
	with := func(model, more string) string {
		return string(classesWith(`"model":{` + model + `},"circle":true,` + more))
	}
	const logistic = `"kind":"logistic_regression"`
	for _, c := range []struct{ text, want string }{
		{with(logistic, `"inference":{"level":1}`), "inference.level: must be a number from 0.5 to 0.9999"},
		{with(logistic, `"inference":{"level":95}`), "inference.level: must be a number from 0.5"},
		{with(logistic, `"inference":{"penalty":"firth"}`), "inference.penalty"},
		{with(logistic+`,"link":"probit"`, `"inference":{"firth":true}`), "inference.firth: Firth's penalty belongs to logistic_regression with the link logit"},
		{with(logistic+`,"l2":0.1`, `"inference":{"firth":true}`), "inference.firth: Firth's penalty takes no other penalty"},
		{with(logistic, `"inference":{"firth":true,"errors":"robust"}`), "inference.firth: Firth's penalty takes no other penalty"},
		{with(logistic+`,"method":"rounds"`, `"inference":{"firth":true}`), "inference.firth: Firth's penalty belongs to the method newton"},
		{with(`"kind":"discriminant"`, `"inference":{"firth":true}`), "inference.firth: Firth's penalty belongs to the method newton"},
		{manyColumns, "inference.firth: Firth's penalty takes at most 64 columns"},
		{with(logistic, `"inference":{"contrasts":[""]}`), "inference.contrasts[0]: must have 1 to 500 characters"},
		{with(logistic, `"inference":{"contrasts":["a", 1]}`), "inference.contrasts[1]"},
		{with(logistic, `"inference":{"contrasts":[`+strings.Repeat(`"a",`, 100)+`"a"]}`), "inference.contrasts[100]: must have"},
		{with(logistic+`,"method":"rounds"`, `"inference":{"effects":true}`), "inference.effects: belong to the method newton"},
		{with(logistic+`,"class_weights":[1,2]`, `"inference":{"effects":true}`), "inference.effects: are means over rows as they are"},
		{with(logistic, `"missing":"indicator","inference":{"effects":true}`), "missing: must not be indicator with inference.effects"},
		{with(logistic, `"formula":"~ x + I(x^2)","inference":{"effects":1}`), "inference.effects"},
		{with(logistic, `"formula":"~ I((x-0.5)^2)","inference":{"effects":true}`), "formula: effects need x as a term of its own beside I((x-0.5)^2)"},
		{with(logistic, `"formula":"~ cut(x,c(-1,0,9)) + I((x-0.5)^2)","inference":{"effects":true}`), "formula: effects need x as a term of its own beside cut(x,c(-1,0,9))=(0,9]"},
		{with(logistic, `"formula":"~ cut(x,c(-1,0.25,9)) + cut(x,c(-1,0.5,9))","inference":{"effects":true}`), "formula: effects need x as a term of its own beside"},
		{with(logistic, `"formula":"~ sqrt(x)","inference":{"effects":true}`), "formula: sqrt(x) has no slope where x is 0"},
		{with(logistic+`,"l1":-1`, `"name":"a"`), "model.l1: must be a number from 0"},
		{with(logistic+`,"l1":0.1`, `"inference":{"firth":true}`), "inference.firth: Firth's penalty takes no other penalty (model.l1)"},
		{with(logistic+`,"l1":0.1`, `"inference":{"errors":"robust"}`), "inference.errors: must not be named with model.l1"},
		{with(logistic+`,"l1":0.1,"method":"rounds"`, `"name":"a"`), "model.l1: belongs to the method newton"},
		{with(logistic+`,"l1":0.1,"method":"meta"`, `"name":"a"`), "model.l1: belongs to the method newton"},
		{with(`"kind":"softmax_regression","l1":0.1`, `"name":"a"`), "model.l1: belongs to kinds with one weight a column"},
		{with(`"kind":"discriminant","l1":0.1`, `"name":"a"`), "model.l1: belongs to other kinds than discriminant"},
		{with(`"kind":"mlp","hidden":[2],"l1":0.1`, `"name":"a"`), "model.l1: belongs to other kinds than mlp"},
		{strings.Replace(with(`"kind":"linear_regression","l1":0.1`, `"name":"a"`), `"nominal","levels":["no","yes"]`, `"discrete","min":0,"max":9`, 1), "modelowner analyse --lasso"},
		{with(`"kind":"mlp","hidden":[2]`, `"inference":{"contrasts":["a"]}`), "inference.contrasts: belong to models with coefficients"},
	} {
		if _, err := Parse([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
