package modelowner

import (
	"bytes"
	"fmt"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/modelowner/problem"
)

// Rows are rows to predict as a service keeps them: records from a training file, or a CSV file, or neither.
type Rows struct {
	Records *schema.Records `json:"records,omitempty"`
	CSV     []byte          `json:"csv,omitempty"`
}

// empty reports whether there are no rows.
func (r Rows) empty() bool { return r.CSV == nil && (r.Records == nil || len(r.Records.Rows) == 0) }

// Check reads the rows by a schema and fails if they do not fit it.
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
		err = problem.As(ErrInput, fmt.Errorf("failed to read rows: %w", err))
	}
	return table, report, err
}

// Serve marks the training as one that a service runs and keeps the rows that it predicts.
func (t *Training) Serve(rows Rows) error { return t.SaveRows(rows) }

// Served returns the rows to predict, and whether the training is one that a service runs.
func (t *Training) Served() (rows Rows, served bool, err error) {
	served, err = t.ReadRows(&rows)
	return rows, served, err
}
