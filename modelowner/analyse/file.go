package analyse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/formula"
)

// Format and Version are those of the file; docs/sums.md describes it.
const (
	Format  = "blindfit-sums"
	Version = 1
)

// FileName is the name of the file in a folder of tables.
const FileName = "sums.json"

// maxBytes bounds the file.
const maxBytes = 64 << 20

type fileJSON struct {
	Format     string         `json:"format"`
	Version    int            `json:"version"`
	Training   string         `json:"training,omitempty"`
	Name       string         `json:"name,omitempty"`
	Rows       int64          `json:"nobs"`
	Intercepts int            `json:"intercepts"`
	Target     string         `json:"target,omitempty"`
	Terms      []Term         `json:"terms"`
	Columns    []Column       `json:"columns"`
	Products   [][]float64    `json:"products"`
	Variables  []variableJSON `json:"variables"`
	Folds      []foldJSON     `json:"folds,omitempty"`
}

type foldJSON struct {
	Rows     int64       `json:"nobs"`
	Means    []float64   `json:"means"`
	Products [][]float64 `json:"products"`
}

type variableJSON struct {
	Name   string   `json:"name"`
	Low    float64  `json:"min"`
	High   float64  `json:"max"`
	Step   float64  `json:"step,omitempty"`
	Levels []string `json:"levels,omitempty"`
	Ranked bool     `json:"ranked,omitempty"`
}

// Marshal returns the file of the sums. Numbers are written so that they are read as the same float64.
func (s *Sums) Marshal() ([]byte, error) {
	f := fileJSON{
		Format: Format, Version: Version, Training: s.Training, Name: s.Name, Rows: s.Rows, Intercepts: s.Intercepts, Target: s.Target,
		Terms: s.Terms, Columns: s.Columns,
	}
	if f.Terms == nil {
		f.Terms = []Term{}
	}
	f.Products = triangle(s.Products)
	for _, fold := range s.Folds {
		f.Folds = append(f.Folds, foldJSON{fold.Rows, fold.Means, triangle(fold.Products)})
	}
	for _, v := range s.Variables {
		f.Variables = append(f.Variables, variableJSON{v.Name, v.Low, v.High, v.Step, v.Levels, v.Ranked})
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return nil, fmt.Errorf("failed to write sums: %w", err)
	}
	return out.Bytes(), nil
}

// triangle returns the rows of a symmetric matrix up to its diagonal.
func triangle(m *mat.SymDense) (out [][]float64) {
	for i := range m.SymmetricDim() {
		row := make([]float64, i+1)
		for j := range row {
			row[j] = m.At(i, j)
		}
		out = append(out, row)
	}
	return out
}

// readTriangle reads the rows of a symmetric matrix of n columns up to its diagonal; nil without any.
func readTriangle(rows strictjson.Value, n int) *mat.SymDense {
	if got := len(rows.List()); got != n {
		rows.Fail("must have %d rows, one for each column, and has %d", n, got)
	}
	if n == 0 {
		return nil
	}
	m := mat.NewSymDense(n, nil)
	for i, row := range rows.List() {
		numbers := row.List()
		if len(numbers) != i+1 {
			row.Fail("must have %d numbers and has %d", i+1, len(numbers))
		}
		for j, x := range numbers {
			if i < n && j <= i {
				m.SetSym(i, j, x.Float(0))
			}
		}
	}
	return m
}

// Parse reads the file of sums and checks it. The error wraps problem.ErrInput and names the field.
func Parse(b []byte) (*Sums, error) {
	v, doc, err := strictjson.Parse(b, maxBytes)
	if err != nil {
		return nil, invalid("%w", err)
	}
	if v.Field("format").String("") != Format || v.Field("version").Int(0, 0, math.MaxInt32) != Version {
		return nil, invalid("format must be %q and version %d", Format, Version)
	}
	v.Known("format", "version", "training", "name", "nobs", "intercepts", "target", "terms", "columns", "products", "variables", "folds")
	s := &Sums{
		Training: v.Field("training").String(""), Name: v.Field("name").String(""), Target: v.Field("target").String(""),
		Rows: v.Field("nobs").Int(0, 1, 1<<53), Intercepts: int(v.Field("intercepts").Int(1, 0, math.MaxInt32)),
	}
	for _, t := range v.Field("terms").List() {
		t.Known("name", "factors", "columns")
		s.Terms = append(s.Terms, Term{t.Field("name").String(""), t.Field("factors").Strings(), t.Field("columns").Strings()})
	}
	for _, c := range v.Field("columns").List() {
		c.Known("name", "mean", "resolution")
		s.Columns = append(s.Columns, Column{c.Field("name").String(""), c.Field("mean").Float(0), c.Field("resolution").Float(0)})
	}
	s.Products = readTriangle(v.Field("products"), len(s.Columns))
	for _, x := range v.Field("folds").List() {
		x.Known("nobs", "means", "products")
		fold := Fold{Rows: x.Field("nobs").Int(0, 1, 1<<53), Products: readTriangle(x.Field("products"), len(s.Columns))}
		for _, mean := range x.Field("means").List() {
			fold.Means = append(fold.Means, mean.Float(0))
		}
		s.Folds = append(s.Folds, fold)
	}
	for _, x := range v.Field("variables").List() {
		x.Known("name", "min", "max", "step", "levels", "ranked")
		s.Variables = append(s.Variables, formula.Variable{
			Name: x.Field("name").String(""), Low: x.Field("min").Float(0), High: x.Field("max").Float(0), Step: x.Field("step").Float(0),
			Levels: x.Field("levels").Strings(), Ranked: x.Field("ranked").Bool(false),
		})
	}
	if err := doc.Err(); err != nil {
		return nil, invalid("%w", err)
	}
	return s, s.Check()
}
