package modelowner

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
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
	Metric string `json:"metric"`
	// Approximation is a sentence about the fit that the model approximates, see model.Summary.
	Approximation string      `json:"approximation,omitempty"`
	Cost          float64     `json:"cost"` // of the training, in units of the metric
	Predictions   []Predicted `json:"predictions"`
	// Levels and Probabilities belong to a target with levels: for every row the probability of each level.
	Levels        []string    `json:"levels,omitempty"`
	Probabilities [][]float64 `json:"probabilities,omitempty"`
	// Intervals are those of every prediction at Level, if they were asked for.
	Intervals []RowIntervals `json:"intervals,omitempty"`
	Level     float64        `json:"interval_level,omitempty"`
	// Rows are the lines of the file that the predictions belong to, if rows were left out because a value is missing, or
	// could not be read.
	Rows []int `json:"rows,omitempty"`
	// Problems are the rules that rows break. Such a row has no prediction: null.
	Problems []schema.Problem `json:"problems,omitempty"`
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
	None  bool   // the row could not be read
}

// MarshalJSON writes a JSON number, a JSON string, or null if there is no prediction.
func (p Predicted) MarshalJSON() ([]byte, error) {
	if p.None {
		return []byte("null"), nil
	}
	if p.Level != "" {
		return json.Marshal(p.Level)
	}
	return json.Marshal(p.Value)
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (p *Predicted) UnmarshalJSON(b []byte) error {
	if *p = (Predicted{}); string(b) == "null" {
		p.None = true
		return nil
	}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &p.Level)
	}
	return json.Unmarshal(b, &p.Value)
}

// String returns the number with nine digits, or the level, or nothing.
func (p Predicted) String() string {
	if p.None {
		return ""
	}
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

// Predict is PredictIntervals without intervals.
func (t *Training) Predict(rows io.Reader, opt schema.ReadOptions) (*Prediction, *schema.Report, error) {
	return t.PredictIntervals(rows, opt, 0)
}

// PredictIntervals predicts the target for the rows of a CSV file, which pass the same checks and encodings as the rows of data
// owners; opt are choices about reading the file. With a level above 0 every prediction has its intervals. If the file could be read at
// all, the report is returned also together with an error.
func (t *Training) PredictIntervals(rows io.Reader, opt schema.ReadOptions, level float64) (*Prediction, *schema.Report, error) {
	m, err := t.fitted()
	if err == nil && level != 0 {
		err = checkLevel(level)
	}
	if err != nil {
		return nil, nil, err
	}
	opt.MaxRows, opt.MaxProblems, opt.Real, opt.Fitting = maxPredictRows, maxPredictRows, true, true
	table, report, err := m.Schema.ReadCSV(rows, opt)
	if err == nil {
		err = report.Unless(func(p schema.Problem) bool { return p.Row > 0 && table.Rows > 0 })
	}
	if err != nil {
		return nil, report, problem.As(ErrInput, fmt.Errorf("failed to read rows: %w", err))
	}
	p, err := predict(m, table, report)
	if err == nil && level != 0 {
		err = p.addIntervals(m, table, level)
	}
	if err == nil {
		p.leaveEmpty(report.Problems)
	}
	return p, report, err
}

// leaveEmpty puts rows without a prediction in their places.
func (p *Prediction) leaveEmpty(problems []schema.Problem) {
	if len(problems) == 0 {
		return
	}
	p.Problems = problems
	bad := map[int]bool{}
	for _, x := range problems {
		bad[x.Row] = true
	}
	lines := append(slices.Collect(maps.Keys(bad)), p.lines...)
	slices.Sort(lines)
	predictions, probabilities := make([]Predicted, 0, len(lines)), make([][]float64, 0, len(lines))
	var intervals []RowIntervals
	next := 0
	for _, line := range lines {
		if bad[line] {
			predictions, probabilities = append(predictions, Predicted{None: true}), append(probabilities, nil)
			intervals = append(intervals, RowIntervals{})
			continue
		}
		predictions = append(predictions, p.Predictions[next])
		if p.Probabilities != nil {
			probabilities = append(probabilities, p.Probabilities[next])
		}
		if p.Intervals != nil {
			intervals = append(intervals, p.Intervals[next])
		}
		next++
	}
	p.Predictions, p.lines, p.Rows = predictions, lines, lines
	if p.Probabilities != nil {
		p.Probabilities = probabilities
	}
	if p.Intervals != nil {
		p.Intervals = intervals
	}
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
		Metric: m.Metric, Approximation: m.Approximation(), Cost: m.Cost, Predictions: []Predicted{},
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

// Shown returns the interval of the number shown for a prediction, the expected target or the probability of its level, and if
// there is one.
func (p *Prediction) Shown(i int) (Interval, bool) {
	if p.Intervals == nil || p.Predictions[i].None {
		return Interval{}, false
	}
	if row := p.Intervals[i]; row.Mean != nil {
		return *row.Mean, true
	}
	return p.Intervals[i].Probabilities[slices.Index(p.Levels, p.Predictions[i].Level)], true
}

// ends returns the names of the ends of the intervals, and a function for those of a row.
func (p *Prediction) ends() (names []string, of func(i int) []*float64) {
	if p.Intervals == nil {
		return nil, func(int) []*float64 { return nil }
	}
	next := false
	for _, row := range p.Intervals {
		next = next || row.Next != nil
	}
	for _, level := range p.Levels {
		names = append(names, "conf_low of "+level, "conf_high of "+level)
	}
	if p.Levels == nil {
		if names = []string{"conf_low", "conf_high"}; next {
			names = append(names, "pred_low", "pred_high")
		}
	}
	return names, func(i int) []*float64 {
		out := make([]*float64, 0, len(names))
		row := p.Intervals[i]
		for _, x := range row.Probabilities {
			out = append(out, x.Low, x.High)
		}
		for _, x := range []*Interval{row.Mean, row.Next} {
			if x != nil {
				out = append(out, x.Low, x.High)
			}
		}
		return append(out, make([]*float64, len(names)-len(out))...)
	}
}

// WriteCSV writes one line for every prediction: the line of the file that it belongs to, the prediction, for a target with
// levels the probability of each, and the ends of intervals.
func (p *Prediction) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"line", "prediction"}
	for _, level := range p.Levels {
		header = append(header, "probability of "+level)
	}
	names, ends := p.ends()
	header = append(header, names...)
	if err := out.Write(header); err != nil {
		return fmt.Errorf("failed to write predictions: %w", err)
	}
	for i, predicted := range p.Predictions {
		text := predicted.Level
		if text == "" && !predicted.None {
			text = strconv.FormatFloat(predicted.Value, 'g', -1, 64)
		}
		cells := []string{strconv.Itoa(p.Line(i)), text}
		if p.Levels != nil {
			for _, x := range p.Probabilities[i] {
				cells = append(cells, strconv.FormatFloat(x, 'g', -1, 64))
			}
			if predicted.None {
				cells = append(cells, make([]string, len(p.Levels))...)
			}
		}
		for _, x := range ends(i) {
			cell := ""
			if x != nil {
				cell = strconv.FormatFloat(*x, 'g', -1, 64)
			}
			cells = append(cells, cell)
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
