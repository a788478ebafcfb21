//go:build testkeys

package modelowner_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/report"
)

func referenceCase(t testing.TB, name string) reference.Case {
	t.Helper()
	cases := reference.Cases(t)
	at := slices.IndexFunc(cases, func(c reference.Case) bool { return c.Name == name })
	if at < 0 {
		t.Fatalf("there is no case %s", name)
	}
	return cases[at]
}

// A description over the protocol is that of the same rows in the clear, byte for byte; it has tables and a report, and no
// model to predict with.
func TestDescriptionOverTheProtocol(t *testing.T) {
	lung := referenceCase(t, "describe-lung")
	text := strings.Replace(string(lung.File.Canonical()), `"key_bits":3072`, `"key_bits":`+strconv.Itoa(keyBits), 1)
	text = strings.Replace(text, `"start":3`, `"start":5`, 1)
	w := newCrowd(t, text, "", startFacilitator(t), 5, modelowner.CreateOptions{})
	w.csvs = lung.Texts(5)
	w.join()
	r := w.mustTrain()
	same(t, w.inTheClear(), r.Model)
	if r.Model.Rows != 228 || !r.Measured {
		t.Errorf("described %d rows", r.Model.Rows)
	}
	s, err := w.training.Status()
	if err != nil || s.State != modelowner.StateFinished || s.Cost != nil || s.Metric != "" || len(s.Rounds) != 1 || s.Rounds[0].Rows != 228 {
		t.Errorf("status is %+v, %v", s, err)
	}
	if _, _, err := w.training.Predict(strings.NewReader(w.csvs[0]), schema.ReadOptions{}); !errors.Is(err, modelowner.ErrInput) || modelowner.Hint(err) == "" {
		t.Errorf("prediction: %v", err)
	}
	if err := w.training.Export(&bytes.Buffer{}, modelowner.FormatONNX, modelowner.TidyOptions{}); err == nil {
		t.Error("a description is an ONNX graph")
	}
	var b bytes.Buffer
	rule := publish.Rule{Below: 5, Round: 5}
	if err := w.training.Export(&b, modelowner.FormatTidy, modelowner.TidyOptions{Rule: rule}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{",,sex=male,n,140\n", "ecog,3,sex=male,count,\n", "age,,sex=female,mean,61.0777"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the summary lacks %q", want)
		}
	}
	page, err := report.New(w.training, "test", time.Unix(0, 0), rule)
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := page.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Table 1", "sex=female", "log-rank", "Distribution of age", `id="figure-survival"`, "Counts below 5", "none: a description of 228 rows", "To describe 8 columns"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(b.String(), "NaN") {
		t.Error("the report has a number that is none")
	}
}

// Cox's regression over the protocol is that of the same rows in the clear, byte for byte; its report has hazard ratios, and it
// predicts risks relative to a row whose columns are all 0.
func TestHazardsOverTheProtocol(t *testing.T) {
	lung := referenceCase(t, "cox-lung")
	text := strings.Replace(string(lung.File.Canonical()), `"key_bits":3072`, `"key_bits":`+strconv.Itoa(keyBits), 1)
	w := newCrowd(t, strings.Replace(text, `"start":3`, `"start":5`, 1), "", startFacilitator(t), 5, modelowner.CreateOptions{})
	w.csvs = lung.Texts(5)
	w.join()
	r := w.mustTrain()
	same(t, w.inTheClear(), r.Model)
	if r.Model.Rows != 214 || r.Model.Inference.Likelihood.Events != 152 || r.Model.Rounds > 9 || !r.Measured {
		t.Errorf("fitted %d rows in %d rounds: %+v", r.Model.Rows, r.Model.Rounds, r.Model.Inference)
	}
	p, _, err := w.training.Predict(strings.NewReader("sex,age,karno,loss\nmale,30,0,0\nfemale,30,0,0\n"), schema.ReadOptions{})
	if err != nil || len(p.Predictions) != 2 || p.DataCost != nil {
		t.Fatalf("predictions %+v, %v", p, err)
	}
	e := r.Model.Estimates()
	if got, want := p.Predictions[0].Value, math.Exp(30*e[1].Value); math.Abs(got/want-1) > 1e-9 {
		t.Errorf("a relative risk of %v, want %v", got, want)
	}
	if got, want := p.Predictions[1].Value/p.Predictions[0].Value, math.Exp(e[0].Value); math.Abs(got/want-1) > 1e-9 {
		t.Errorf("a hazard ratio of %v, want %v", got, want)
	}
	page, err := report.New(w.training, "test", time.Unix(0, 0), publish.Rule{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := page.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Cox regression of the time to event", "Hazard ratio", "0.5644 (0.3956 to 0.8052)", "p 0.5320", "To fit how the hazard of an event"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}
