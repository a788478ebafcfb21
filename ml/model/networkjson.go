package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

// Model is a fitted model of any kind.
type Model interface {
	// Summary says what the model is.
	Summary() Summary
	// Predict gives the predictions for a table that Summary().Schema read with
	// ReadOptions.Real.
	Predict(t *schema.Table) (*Prediction, error)
	// Marshal gives the model file; Parse reads it.
	Marshal() ([]byte, error)
}

// Summary says what a model is.
type Summary struct {
	Kind   string
	Name   string
	Schema *schema.Schema
	Metric string
	Cost   float64 // in Metric
	Rounds int
	Rows   int64
	Extras
}

var (
	_ Model = (*Linear)(nil)
	_ Model = (*Network)(nil)
)

// Summary says what the model is.
func (m *Linear) Summary() Summary {
	return Summary{KindLinear, m.Name, m.Schema, Metric, m.Cost, m.Rounds, m.Rows, m.Extras}
}

// Summary says what the model is.
func (m *Network) Summary() Summary {
	return Summary{m.Shape.Kind, m.Name, m.Schema, m.Metric, m.Cost, m.Rounds, m.Rows, m.Extras}
}

// Parse reads a model file of any kind and checks it whole.
func Parse(b []byte) (Model, error) {
	var head struct {
		Kind string `json:"kind"`
	}
	if len(b) > maxModelBytes {
		return nil, fmt.Errorf("invalid model: longer than %d bytes", maxModelBytes)
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, errors.New("malformed model: not a JSON object with a kind")
	}
	if head.Kind == KindLinear {
		return ParseLinear(b)
	}
	return ParseNetwork(b)
}

// networkFile is a model file. OriginalWeights is there for people and other
// programs; prediction uses Weights.
type networkFile struct {
	Version  int              `json:"version"`
	Kind     string           `json:"kind"`
	Name     string           `json:"name"`
	Features []schema.Feature `json:"features"`
	Target   schema.Feature   `json:"target"`
	Missing  string           `json:"missing"`
	Hidden   []int            `json:"hidden,omitempty"`
	Original []levelWeights   `json:"weights,omitempty"`
	Weights  []float64        `json:"scaled_weights"`
	Metric   string           `json:"metric"`
	Cost     float64          `json:"cost"`
	Rounds   int              `json:"rounds"`
	Rows     int64            `json:"rows"`
	Extras
}

// levelWeights are the weights of one level's log odds, in original units.
type levelWeights struct {
	Level   string   `json:"level"`
	Weights []Weight `json:"weights"`
}

func (m *Network) levelWeights() []levelWeights {
	var out []levelWeights
	for k, weights := range m.OriginalWeights() {
		if m.Shape.Outputs() == 1 {
			k = 1
		}
		out = append(out, levelWeights{m.Schema.Target.Levels[k], weights})
	}
	return out
}

// Marshal gives the model file: indented JSON, the same bytes for the same model.
func (m *Network) Marshal() ([]byte, error) {
	if err := m.Extras.check(m.Schema); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(networkFile{
		Version: FileVersion, Kind: m.Shape.Kind, Name: m.Name,
		Features: m.Schema.Features, Target: m.Schema.Target, Missing: m.Schema.Missing,
		Hidden: m.Shape.Hidden, Original: m.levelWeights(), Weights: m.Weights,
		Metric: m.Metric, Cost: m.Cost, Rounds: m.Rounds, Rows: m.Rows, Extras: m.Extras,
	})
	if err != nil {
		return nil, fmt.Errorf("failed to marshal model: %w", err)
	}
	return out.Bytes(), nil
}

// ParseNetwork reads a model file of any kind but linear regression and checks
// it whole; weights in original units must be those that follow from the others.
func ParseNetwork(b []byte) (*Network, error) {
	v, doc, err := strictjson.Parse(b, maxModelBytes)
	if err != nil {
		return nil, fmt.Errorf("failed to parse model: %w", err)
	}
	v.Known("version", "kind", "name", "features", "target", "missing", "hidden", "weights", "scaled_weights",
		"metric", "cost", "rounds", "rows", "fill", "quality", "inference")
	if version := v.Field("version"); version.Int(0, 0, 1<<30) != FileVersion {
		version.Fail("must be %d", FileVersion)
	}
	s := &schema.Schema{
		Features: schema.ParseFeatures(v.Field("features")),
		Target:   schema.ParseFeature(v.Field("target")),
		Missing:  v.Field("missing").String(""),
	}
	m := &Network{
		Name: v.Field("name").String(""), Schema: s,
		Shape:  Shape{Kind: v.Field("kind").String(""), Inputs: s.Width(), Classes: len(s.Target.Levels)},
		Metric: v.Field("metric").String(""), Cost: v.Field("cost").Float(0),
		Rounds: int(v.Field("rounds").Int(0, 0, 1<<31-1)), Rows: v.Field("rows").Int(0, 0, 1<<53),
		Extras: readExtras(v),
	}
	for _, item := range v.Field("hidden").List() {
		m.Shape.Hidden = append(m.Shape.Hidden, int(item.Int(1, 1, 1<<20)))
	}
	for _, item := range v.Field("scaled_weights").List() {
		m.Weights = append(m.Weights, item.Float(0))
	}
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	if err := errors.Join(m.check(), m.Extras.check(m.Schema)); err != nil {
		return nil, err
	}
	m.compare(v.Field("weights"))
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	return m, nil
}

// compare fails unless the file's weights in original units are the model's own.
func (m *Network) compare(v strictjson.Value) {
	items, want := v.List(), m.levelWeights()
	if len(items) != len(want) {
		v.Fail("must be one list of weights per level, and none for mlp")
		return
	}
	for k, item := range items {
		item.Known("level", "weights")
		got := levelWeights{Level: item.Field("level").String("")}
		for _, weight := range item.Field("weights").List() {
			weight.Known("name", "unit", "value")
			got.Weights = append(got.Weights, Weight{
				weight.Field("name").String(""), weight.Field("unit").String(""), weight.Field("value").Float(0),
			})
		}
		if got.Level != want[k].Level || !slices.Equal(got.Weights, want[k].Weights) {
			item.Fail("does not follow from scaled_weights")
		}
	}
}

// readExtras reads what not every model file has.
func readExtras(v strictjson.Value) (e Extras) {
	for _, item := range v.Field("fill").List() {
		e.Fill = append(e.Fill, int32(item.Int(0, -schema.Half, schema.Half)))
	}
	if q := v.Field("quality"); q.Present() {
		e.Quality = readQuality(q)
	}
	if i := v.Field("inference"); i.Present() {
		i.Known("r2", "condition", "freedom", "terms")
		e.Inference = &Inference{R2: i.Field("r2").Float(0), Condition: i.Field("condition").Float(0), Freedom: i.Field("freedom").Float(0)}
		for _, item := range i.Field("terms").List() {
			item.Known("name", "error", "t", "excluded")
			e.Inference.Terms = append(e.Inference.Terms, Term{
				item.Field("name").String(""), item.Field("error").Float(0), item.Field("t").Float(0), item.Field("excluded").Bool(false),
			})
		}
	}
	return e
}

func readQuality(v strictjson.Value) *Quality {
	v.Known("rows", "loss", "mse", "r2", "accuracy", "auc")
	optional := func(name string) *float64 {
		if field := v.Field(name); field.Present() {
			x := field.Float(0)
			return &x
		}
		return nil
	}
	q := &Quality{
		Rows: v.Field("rows").Int(0, 0, 1<<53), Loss: v.Field("loss").Float(0),
		MSE: optional("mse"), R2: optional("r2"), Accuracy: optional("accuracy"),
	}
	for _, item := range v.Field("auc").List() {
		item.Known("level", "area", "bound")
		q.AUC = append(q.AUC, AUC{item.Field("level").String(""), item.Field("area").Float(0), item.Field("bound").Float(0)})
	}
	return q
}
