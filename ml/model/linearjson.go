package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

// FileVersion is the version of the model file this package writes and reads.
const FileVersion = 1

// maxModelBytes is the longest model file that ParseLinear reads.
const maxModelBytes = 16 << 20

// linearFile is a model file. Weights are told twice: scaled ones are what
// prediction uses, the ones in original units are for people and other programs.
type linearFile struct {
	Version  int              `json:"version"`
	Kind     string           `json:"kind"`
	Name     string           `json:"name"`
	Features []schema.Feature `json:"features"`
	Target   schema.Feature   `json:"target"`
	Missing  string           `json:"missing"`
	Weights  []Weight         `json:"weights"`
	Scaled   []float64        `json:"scaled_weights"`
	Metric   string           `json:"metric"`
	Cost     float64          `json:"cost"`
	Rounds   int              `json:"rounds"`
	Rows     int64            `json:"rows"`
	Extras
}

// Marshal gives the model file: indented JSON, the same bytes for the same model.
func (m *Linear) Marshal() ([]byte, error) {
	if err := m.Extras.check(m.Schema); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(linearFile{
		Version: FileVersion, Kind: "linear_regression", Name: m.Name,
		Features: m.Schema.Features, Target: m.Schema.Target, Missing: m.Schema.Missing,
		Weights: m.Weights(), Scaled: m.Scaled, Metric: Metric, Cost: m.Cost, Rounds: m.Rounds, Rows: m.Rows, Extras: m.Extras,
	})
	if err != nil {
		return nil, fmt.Errorf("failed to marshal model: %w", err)
	}
	return out.Bytes(), nil
}

// ParseLinear reads a model file and checks it whole; the weights in original
// units must be those that follow from the scaled ones.
func ParseLinear(b []byte) (*Linear, error) {
	v, doc, err := strictjson.Parse(b, maxModelBytes)
	if err != nil {
		return nil, fmt.Errorf("failed to parse model: %w", err)
	}
	v.Known("version", "kind", "name", "features", "target", "missing", "weights", "scaled_weights",
		"metric", "cost", "rounds", "rows", "fill", "quality", "inference")
	if version := v.Field("version"); version.Int(0, 0, 1<<30) != FileVersion {
		version.Fail("must be %d", FileVersion)
	}
	if kind := v.Field("kind"); kind.String("") != "linear_regression" {
		kind.Fail("must be linear_regression")
	}
	if metric := v.Field("metric"); metric.String("") != Metric {
		metric.Fail("must be %s", Metric)
	}
	m := &Linear{
		Name: v.Field("name").String(""),
		Schema: &schema.Schema{
			Features: schema.ParseFeatures(v.Field("features")),
			Target:   schema.ParseFeature(v.Field("target")),
			Missing:  v.Field("missing").String(""),
		},
		Cost:   v.Field("cost").Float(0),
		Rounds: int(v.Field("rounds").Int(0, 0, 1<<31-1)),
		Rows:   v.Field("rows").Int(0, 0, 1<<53),
	}
	for _, item := range v.Field("scaled_weights").List() {
		m.Scaled = append(m.Scaled, item.Float(0))
	}
	m.Extras = readExtras(v)
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	if err := m.Schema.Validate(); err != nil {
		return nil, fmt.Errorf("invalid model: %w", err)
	}
	m.columns = m.Schema.Columns()
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
func (m *Linear) compare(v strictjson.Value) {
	items, weights := v.List(), m.Weights()
	if len(items) != len(weights) {
		v.Fail("must be %d weights, one per column", len(weights))
		return
	}
	for i, item := range items {
		item.Known("name", "unit", "value")
		got := Weight{item.Field("name").String(""), item.Field("unit").String(""), item.Field("value").Float(0)}
		if got != weights[i] {
			item.Fail("does not follow from scaled_weights")
		}
	}
}
