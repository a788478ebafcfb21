package model

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/describe"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/schema"
)

// FileVersion is the version of the model file that this package writes and reads.
const FileVersion = 1

// maxModelBytes is the longest model file that Parse reads.
const maxModelBytes = 16 << 20

// modelFile is a model file. It has weights twice: Scaled is for prediction, Original for people and other programs.
type modelFile struct {
	Version int    `json:"version"`
	Kind    string `json:"kind"`
	Link    string `json:"link,omitempty"`
	Name    string `json:"name"`
	// Approximation repeats Summary.Approximation for readers of the file.
	Approximation string           `json:"approximation,omitempty"`
	Features      []schema.Feature `json:"features"`
	Target        schema.Feature   `json:"target,omitzero"`
	Roles         []schema.Feature `json:"roles,omitempty"`
	Formula       string           `json:"formula,omitempty"`
	Missing       string           `json:"missing"`
	Site          string           `json:"site,omitempty"`
	Hidden        []int            `json:"hidden,omitempty"`
	Original      any              `json:"weights,omitempty"`
	Scaled        []float64        `json:"scaled_weights,omitempty"`
	Metric        string           `json:"metric,omitempty"`
	Cost          float64          `json:"cost"`
	Rounds        int              `json:"rounds"`
	Rows          int64            `json:"rows"`
	Extras
}

// Marshal returns the model file: indented JSON, the same bytes for the same model.
func (m *Model) Marshal() ([]byte, error) {
	if err := m.checkFill(); err != nil {
		return nil, err
	}
	target := m.Schema.Target
	target.Origin = false // it follows from the formula
	file := modelFile{
		Version: FileVersion, Kind: m.Kind, Link: m.Link, Name: m.Name, Approximation: m.Approximation(),
		Features: schema.Inputs(m.Schema), Formula: m.Schema.Formula.String(), Target: target, Missing: m.Schema.Missing, Roles: m.Schema.Roles, Site: m.Site,
		Hidden: m.Hidden, Scaled: m.Weights,
		Metric: m.Metric, Cost: m.Cost, Rounds: m.Rounds, Rows: m.Rows, Extras: m.Extras,
	}
	switch original := m.Original(); {
	case len(original) == 1 && original[0].Level == "":
		file.Original = original[0].Weights
	case original != nil:
		file.Original = original
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(file); err != nil {
		return nil, fmt.Errorf("failed to marshal model: %w", err)
	}
	return out.Bytes(), nil
}

// Parse reads a model file and checks it whole. Weights in original units must be those that follow from the scaled ones.
func Parse(b []byte) (*Model, error) {
	v, doc, err := strictjson.Parse(b, maxModelBytes)
	if err != nil {
		return nil, fmt.Errorf("failed to parse model: %w", err)
	}
	v.Known("version", "kind", "link", "name", "approximation", "features", "target", "formula", "roles", "missing", "site", "hidden", "weights", "scaled_weights",
		"metric", "cost", "rounds", "rows", "fill", "quality", "inference", "set_aside", "description", "confidence", "contrasts", "meta", "residuals", "judgement")
	if version := v.Field("version"); version.Int(0, 0, 1<<30) != FileVersion {
		version.Fail("must be %d", FileVersion)
	}
	m := &Model{Summary: Summary{
		Kind: v.Field("kind").String(""), Link: v.Field("link").String(""), Name: v.Field("name").String(""), Site: v.Field("site").String(""),
		Schema: &schema.Schema{
			Features: schema.ParseFeatures(v.Field("features")),
			Target:   schema.ParseFeature(v.Field("target")),
			Missing:  v.Field("missing").String(""),
			Roles:    schema.ParseFeatures(v.Field("roles")),
		},
		Metric: v.Field("metric").String(""), Cost: v.Field("cost").Float(0),
		Rounds: int(v.Field("rounds").Int(0, 0, 1<<31-1)), Rows: v.Field("rows").Int(0, 0, 1<<53),
		Extras: readExtras(v),
	}}
	if text := v.Field("formula"); text.Present() {
		if s, err := schema.Derive(text.String(""), m.Schema.Features, m.Schema.Target, m.Schema.Missing); err != nil {
			text.Fail("%v", err)
		} else {
			s.Roles = m.Schema.Roles
			m.Schema = s
		}
	}
	for _, item := range v.Field("hidden").List() {
		m.Hidden = append(m.Hidden, int(item.Int(1, 1, 1<<20)))
	}
	for _, item := range v.Field("scaled_weights").List() {
		m.Weights = append(m.Weights, item.Float(0))
	}
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	if !kinds.Models(kinds.Lookup(m.Kind)) {
		if _, err := m.Describe(); err != nil {
			return nil, err
		}
	}
	if err := m.checkFill(); err != nil {
		return nil, err
	}
	m.compare(v.Field("weights"))
	if said := v.Field("approximation"); said.String("") != m.Approximation() {
		said.Fail("does not follow from kind")
	}
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	return m, nil
}

// compare fails if the file's weights in original units are not those of the model.
func (m *Model) compare(v strictjson.Value) {
	want := m.Original()
	if len(want) == 1 && want[0].Level == "" {
		compareWeights(v, want[0].Weights)
		return
	}
	items := v.List()
	if len(items) != len(want) {
		v.Fail("must be one list of weights for each level, and none with hidden layers")
		return
	}
	for k, item := range items {
		item.Known("level", "weights")
		if level := item.Field("level"); level.String("") != want[k].Level {
			level.Fail("does not follow from target.levels")
		}
		compareWeights(item.Field("weights"), want[k].Weights)
	}
}

func compareWeights(v strictjson.Value, want []Weight) {
	items := v.List()
	if len(items) != len(want) {
		v.Fail("must be %d weights, one for each column", len(want))
		return
	}
	for i, item := range items {
		item.Known("name", "unit", "value")
		got := Weight{item.Field("name").String(""), item.Field("unit").String(""), item.Field("value").Float(0)}
		if got != want[i] {
			item.Fail("does not follow from scaled_weights")
		}
	}
}

// readExtras reads the parts that only some model files have.
func readExtras(v strictjson.Value) (e Extras) {
	if level := v.Field("confidence"); level.Present() {
		if e.Level = level.Float(0); !(e.Level > 0 && e.Level < 1) {
			level.Fail("must be above 0 and below 1")
		}
	}
	e.Contrasts = v.Field("contrasts").Strings()
	for _, item := range v.Field("fill").List() {
		e.Fill = append(e.Fill, int32(item.Int(0, -schema.Half, schema.Half)))
	}
	if q := v.Field("quality"); q.Present() {
		e.Quality = kinds.ReadQuality(q)
	}
	for _, item := range v.Field("set_aside").List() {
		item.Known("name", "reason")
		e.Aside = append(e.Aside, Aside{item.Field("name").String(""), item.Field("reason").String("")})
	}
	if i := v.Field("inference"); i.Present() {
		i.Known("r2", "condition", "freedom", "terms", "likelihood", "covariance", "effects")
		e.Inference = &Inference{R2: i.Field("r2").Float(0), Condition: i.Field("condition").Float(0), Freedom: i.Field("freedom").Float(0)}
		for _, item := range i.Field("terms").List() {
			item.Known("name", "error", "t", "excluded")
			e.Inference.Terms = append(e.Inference.Terms, Term{
				item.Field("name").String(""), item.Field("error").Float(0), item.Field("t").Float(0), item.Field("excluded").Bool(false),
			})
		}
		for _, item := range i.Field("effects").List() {
			item.Known("outcome", "name", "value", "error")
			e.Inference.Effects = append(e.Inference.Effects, Effect{
				item.Field("outcome").String(""), item.Field("name").String(""), item.Field("value").Float(0), item.Field("error").Float(0),
			})
		}
		if l := i.Field("likelihood"); l.Present() {
			e.Inference.Likelihood = readLikelihood(l)
		}
		e.Inference.Covariance = readCovariance(i.Field("covariance"), e.Inference.Terms)
	}
	for _, item := range v.Field("meta").List() {
		e.Meta = append(e.Meta, meta.Read(item))
	}
	if r := v.Field("residuals"); r.Present() {
		e.Residuals = kinds.ReadResiduals(r)
	}
	if j := v.Field("judgement"); j.Present() {
		e.Judgement = kinds.ReadJudgement(j)
	}
	if d := v.Field("description"); d.Present() {
		e.Description = describe.ReadResult(d)
	}
	return e
}

func readLikelihood(v strictjson.Value) *Likelihood {
	v.Known("errors", "firth", "l1", "student_t", "log_lik", "deviance", "null_deviance", "dispersion", "parameters", "theta", "theta_error", "events", "proportional", "proportional_terms", "concordance", "rates")
	l := &Likelihood{
		Errors: v.Field("errors").String(""), Firth: v.Field("firth").Bool(false), L1: v.Field("l1").Float(0), Student: v.Field("student_t").Bool(false),
		Deviance: v.Field("deviance").Float(0), NullDeviance: v.Field("null_deviance").Float(0), Dispersion: v.Field("dispersion").Float(0),
		Parameters: int(v.Field("parameters").Int(0, 0, 1<<31-1)), Theta: v.Field("theta").Float(0), ThetaError: v.Field("theta_error").Float(0),
		Events: v.Field("events").Int(0, 0, 1<<53),
	}
	if x := v.Field("log_lik"); x.Present() {
		value := x.Float(0)
		l.LogLik = &value
	}
	if t := v.Field("proportional"); t.Present() {
		t.Known("statistic", "df")
		l.Proportional = &ScoreTest{Statistic: t.Field("statistic").Float(0), DF: int(t.Field("df").Int(0, 0, 1<<20))}
	}
	for _, t := range v.Field("proportional_terms").List() {
		t.Known("name", "statistic", "df")
		l.Terms = append(l.Terms, ScoreTest{t.Field("name").String(""), t.Field("statistic").Float(0), int(t.Field("df").Int(0, 0, 1<<20))})
	}
	if c := v.Field("concordance"); c.Present() {
		c.Known("index", "error")
		l.Concordance = &Concordance{c.Field("index").Float(0), c.Field("error").Float(0)}
	}
	for _, r := range v.Field("rates").List() {
		r.Known("until", "events", "log", "error")
		l.Rates = append(l.Rates, Rate{r.Field("until").Float(0), r.Field("events").Int(0, 0, 1<<53), r.Field("log").Float(0), r.Field("error").Float(0)})
	}
	return l
}

// readCovariance reads the covariance of the terms that are not excluded.
func readCovariance(v strictjson.Value, terms []Term) (c Covariance) {
	for _, item := range v.List() {
		c = append(c, item.Float(0))
	}
	kept := 0
	for _, t := range terms {
		if !t.Excluded {
			kept++
		}
	}
	if c != nil && c.Size() != kept {
		v.Fail("must be the lower triangle of the covariance of %d terms", kept)
	}
	return c
}
