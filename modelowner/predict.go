package modelowner

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// maxPredictRows is the most rows of one prediction.
const maxPredictRows = 1 << 20

// Prediction is the answer to `modelowner predict` and GET /prediction.
type Prediction struct {
	Metric      string      `json:"metric"`
	Cost        float64     `json:"cost"` // of the training, in units of the metric
	Predictions []Predicted `json:"predictions"`
	// Levels and Probabilities belong to a target with levels: for every row the probability of each level.
	Levels        []string    `json:"levels,omitempty"`
	Probabilities [][]float64 `json:"probabilities,omitempty"`
	// Rows are the lines of the file that the predictions belong to, if rows were left out because a value is missing.
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

// MarshalJSON writes a JSON number or a JSON string.
func (p Predicted) MarshalJSON() ([]byte, error) {
	if p.Level != "" {
		return json.Marshal(p.Level)
	}
	return json.Marshal(p.Value)
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (p *Predicted) UnmarshalJSON(b []byte) error {
	*p = Predicted{}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &p.Level)
	}
	return json.Unmarshal(b, &p.Value)
}

// String returns the number with nine digits, or the level.
func (p Predicted) String() string {
	if p.Level != "" {
		return p.Level
	}
	return strconv.FormatFloat(p.Value, 'g', 9, 64)
}

// fitted returns the model. It fails if the training made a description instead.
func (t *Training) fitted() (*model.Model, error) {
	m, err := t.Model()
	if err == nil && m.Description != nil {
		err = problem.WithHint(problem.As(ErrInput, model.ErrNoModel), "'modelowner report' shows its tables")
	}
	return m, err
}

// Predict predicts the target for the rows of a CSV file, which pass the same checks and encodings as the rows of data
// owners; opt says how the file is read. If it could be read at all, the report is returned also together with an error.
func (t *Training) Predict(rows io.Reader, opt schema.ReadOptions) (*Prediction, *schema.Report, error) {
	m, err := t.fitted()
	if err != nil {
		return nil, nil, err
	}
	opt.MaxRows, opt.Real = maxPredictRows, true
	table, report, err := m.Schema.ReadCSV(rows, opt)
	if err != nil {
		return nil, report, problem.As(ErrInput, fmt.Errorf("failed to read rows: %w", err))
	}
	p, err := predict(m, table, report)
	return p, report, err
}

// PredictRows is Predict for the rows of a service. No rows lead to no predictions.
func (t *Training) PredictRows(rows Rows) (*Prediction, error) {
	m, err := t.fitted()
	if err != nil {
		return nil, err
	}
	if rows.empty() {
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

// Line returns the line of the file that prediction i belongs to. The header is line 1.
func (p *Prediction) Line(i int) int {
	if len(p.lines) == len(p.Predictions) {
		return p.lines[i]
	}
	return i + 2
}

// WriteCSV writes one line for every prediction: the line of the file that it belongs to, the prediction, and for a target
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
