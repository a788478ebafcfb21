package modelowner

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
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
	Metric      string    `json:"metric"`
	Cost        float64   `json:"cost"` // of the training, in units of the target, squared
	Predictions []float64 `json:"predictions"`
	// Rows are the lines of the file that the predictions belong to, where rows were left out because a value
	// is missing.
	Rows []int `json:"rows,omitempty"`
	// DataCost is the cost on exactly these rows, where they hold the target.
	DataCost *float64 `json:"data_cost,omitempty"`
}

// Predict predicts the target for the rows of a CSV file, which pass the same checks and encodings as the rows of
// data owners. The report is there whenever the file could be read at all, also beside an error.
func (t *Training) Predict(csv io.Reader) (*Prediction, *schema.Report, error) {
	m, err := t.Model()
	if err != nil {
		return nil, nil, err
	}
	table, report, err := m.Schema.ReadCSV(csv, schema.ReadOptions{MaxRows: maxPredictRows, Real: true})
	if err != nil {
		return nil, report, as(ErrInput, fmt.Errorf("failed to read rows: %w", err))
	}
	p, err := predict(m, table, report)
	return p, report, err
}

// ExportFile is Export to a file, which holds the old content or the whole new one.
func (t *Training) ExportFile(path string) error {
	var b bytes.Buffer
	if err := t.Export(&b); err != nil {
		return err
	}
	return durable.WriteFile(path, b.Bytes())
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
		return &Prediction{Metric: model.Metric, Cost: m.Cost, Predictions: []float64{}}, nil
	}
	table, report, err := rows.read(m.Schema)
	if err != nil {
		return nil, err
	}
	return predict(m, table, report)
}

func predict(m *model.Linear, table *schema.Table, report *schema.Report) (*Prediction, error) {
	made, err := m.Predict(table)
	if err != nil {
		return nil, fmt.Errorf("failed to predict: %w", err)
	}
	p := &Prediction{Metric: model.Metric, Cost: m.Cost, Predictions: made.Values}
	if report.Dropped > 0 {
		p.Rows = made.Lines
	}
	if made.HasCost {
		p.DataCost = &made.Cost
	}
	return p, nil
}

// Export writes the model file: versioned JSON with the features, their encoding and the weights.
func (t *Training) Export(w io.Writer) error {
	m, err := t.Model()
	if err != nil {
		return err
	}
	b, err := m.Marshal()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
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
