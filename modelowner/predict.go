package modelowner

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
)

// predictFile holds the rows that `modelowner serve` answers predictions for. Its presence marks a training as
// one that serve runs.
const predictFile = "predict.json"

// maxPredictRows is the most rows one prediction takes.
const maxPredictRows = 1 << 20

// Prediction is the answer to `modelowner predict` and GET /prediction.
type Prediction struct {
	Metric      string      `json:"metric"`
	Cost        float64     `json:"cost"` // of the training, in units of the metric
	Predictions []Predicted `json:"predictions"`
	// Levels and Probabilities are there for a target with levels: of every row the probability of each level.
	Levels        []string    `json:"levels,omitempty"`
	Probabilities [][]float64 `json:"probabilities,omitempty"`
	// Rows are the lines of the file that the predictions belong to, where rows were left out because a value
	// is missing.
	Rows []int `json:"rows,omitempty"`
	// DataCost and Scores are those on exactly these rows, if they hold the target.
	DataCost *float64 `json:"data_cost,omitempty"`
	kinds.Scores

	lines []int // of every prediction

	dataMetric string
}

// Predicted is the prediction for one row: a number in the target's unit, or one of its levels.
type Predicted struct {
	Value float64
	Level string // empty for a numeric target
}

// MarshalJSON writes the number or the level.
func (p Predicted) MarshalJSON() ([]byte, error) {
	if p.Level != "" {
		return json.Marshal(p.Level)
	}
	return json.Marshal(p.Value)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Predicted) UnmarshalJSON(b []byte) error {
	*p = Predicted{}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &p.Level)
	}
	return json.Unmarshal(b, &p.Value)
}

// String gives the number with nine digits, or the level.
func (p Predicted) String() string {
	if p.Level != "" {
		return p.Level
	}
	return strconv.FormatFloat(p.Value, 'g', 9, 64)
}

// Predict predicts the target for the rows of a CSV file, which pass the same checks and encodings as the rows of
// data owners. The report is there whenever the file could be read at all, also beside an error.
func (t *Training) Predict(rows io.Reader) (*Prediction, *schema.Report, error) {
	m, err := t.Model()
	if err != nil {
		return nil, nil, err
	}
	table, report, err := m.Schema.ReadCSV(rows, schema.ReadOptions{MaxRows: maxPredictRows, Real: true})
	if err != nil {
		return nil, report, as(ErrInput, fmt.Errorf("failed to read rows: %w", err))
	}
	p, err := predict(m, table, report)
	return p, report, err
}

// Rows are rows to predict as a service keeps them: records out of a training file, or a CSV file, or none.
type Rows struct {
	Records *schema.Records `json:"records,omitempty"`
	CSV     []byte          `json:"csv,omitempty"`
}

// Check reads the rows by a schema and returns what is wrong with them.
func (r Rows) Check(s *schema.Schema) error {
	_, _, err := r.read(s)
	return err
}

func (r Rows) read(s *schema.Schema) (table *schema.Table, report *schema.Report, err error) {
	opt := schema.ReadOptions{MaxRows: maxPredictRows, Real: true}
	if r.CSV != nil {
		table, report, err = s.ReadCSV(bytes.NewReader(r.CSV), opt)
	} else {
		table, report, err = s.ReadRecords(*r.Records, opt)
	}
	if err != nil {
		err = as(ErrInput, fmt.Errorf("failed to read rows: %w", err))
	}
	return table, report, err
}

// PredictRows is Predict for kept rows; none give no predictions.
func (t *Training) PredictRows(rows Rows) (*Prediction, error) {
	m, err := t.Model()
	if err != nil {
		return nil, err
	}
	if rows.CSV == nil && (rows.Records == nil || len(rows.Records.Rows) == 0) {
		return &Prediction{Metric: m.Metric, Cost: m.Cost, Predictions: []Predicted{}}, nil
	}
	table, report, err := rows.read(m.Schema)
	if err != nil {
		return nil, err
	}
	return predict(m, table, report)
}

func predict(m *model.Model, table *schema.Table, report *schema.Report) (*Prediction, error) {
	made, err := m.Predict(table)
	if err != nil {
		return nil, fmt.Errorf("failed to predict: %w", err)
	}
	p := &Prediction{
		Metric: m.Metric, Cost: m.Cost, Predictions: []Predicted{},
		Levels: m.Schema.Target.Levels, Probabilities: made.Probabilities, dataMetric: made.Metric,
	}
	for _, y := range made.Values {
		p.Predictions = append(p.Predictions, Predicted{Value: y})
	}
	for _, level := range made.Levels {
		p.Predictions = append(p.Predictions, Predicted{Level: level})
	}
	p.lines = made.Lines
	if report.Dropped > 0 {
		p.Rows = made.Lines
	}
	if made.HasCost {
		p.DataCost = &made.Cost
		p.Scores = made.Scores
	}
	return p, nil
}

// DataMetric names DataCost. It differs from Metric if a training approximates the loss that it reports.
func (p *Prediction) DataMetric() string { return p.dataMetric }

// Line gives the line of the file that prediction i belongs to, the header being line 1.
func (p *Prediction) Line(i int) int {
	if len(p.lines) == len(p.Predictions) {
		return p.lines[i]
	}
	return i + 2
}

// WriteCSV writes a line for every prediction: the line of the file it belongs to, the prediction, and for a target
// with levels the probability of each.
func (p *Prediction) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"line", "prediction"}
	for _, level := range p.Levels {
		header = append(header, "probability of "+level)
	}
	if err := out.Write(header); err != nil {
		return fmt.Errorf("failed to write predictions: %w", err)
	}
	for i, predicted := range p.Predictions {
		text := predicted.Level
		if text == "" {
			text = strconv.FormatFloat(predicted.Value, 'g', -1, 64)
		}
		cells := []string{strconv.Itoa(p.Line(i)), text}
		if p.Levels != nil {
			for _, x := range p.Probabilities[i] {
				cells = append(cells, strconv.FormatFloat(x, 'g', -1, 64))
			}
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("failed to write predictions: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("failed to write predictions: %w", err)
	}
	return nil
}

// Serve marks the training as one that a service runs and keeps the rows it predicts.
func (t *Training) Serve(rows Rows) error {
	return writeJSON(t.path(predictFile), rows)
}

// Served returns whether the training is one that a service runs, and the rows it predicts.
func (t *Training) Served() (rows Rows, served bool, err error) {
	err = readJSON(t.path(predictFile), &rows)
	if errors.Is(err, os.ErrNotExist) {
		return Rows{}, false, nil
	}
	return rows, err == nil, err
}
