package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
)

// tolerance is how far, relative to it, the federated cost may be from the pooled optimum.
const tolerance = 1e-3

func number(v float64) string { return strconv.FormatFloat(v, 'f', 9, 64) }

// compare fits the same rows in the clear, which only this demonstration can do, and prints all costs side by
// side. If a person is one of the owners it cannot be sure of the rows, and prints a notice instead of
// failing.
func (s *demo) compare(open bool) error {
	title("The cost of each model")
	raw, err := os.ReadFile(filepath.Join(example, "model.json"))
	if err != nil {
		return err
	}
	f, err := spec.Parse(raw)
	if err != nil {
		return err
	}
	var tables []*schema.Table
	for _, o := range s.owners {
		t, err := read(f, o.rows)
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	pooled, err := simulate.Train(f, tables, nil)
	if err != nil {
		return fmt.Errorf("failed to fit pooled rows: %w", err)
	}
	optimum, err := simulate.Pooled(f, tables)
	if err != nil {
		return fmt.Errorf("failed to solve pooled rows: %w", err)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "model\tmean squared error on all rows")
	for i, o := range s.owners {
		alone, err := ownCost(f, tables, i)
		if err != nil {
			return fmt.Errorf("failed to fit the rows of %s: %w", o.name, err)
		}
		fmt.Fprintf(w, "%s alone, %d rows\t%s\n", o.name, tables[i].Rows, number(alone))
	}
	fmt.Fprintf(w, "federated, all rows kept private\t%s\n", number(s.cost))
	fmt.Fprintf(w, "pooled rows, same settings\t%s\n", number(pooled.Model.Cost))
	fmt.Fprintf(w, "pooled rows, the optimum\t%s\n", number(optimum.Cost))
	if err := w.Flush(); err != nil {
		return err
	}
	distance := math.Abs(s.cost-optimum.Cost) / optimum.Cost
	fmt.Printf("The federated model is within %.1g of the optimum (relative).\n", max(distance, 1e-15))
	if !(distance <= tolerance) && open {
		fmt.Printf("That is not close: the dropped file was not %s.\n", s.owners[0].rows)
	} else if !(distance <= tolerance) {
		return fmt.Errorf("the federated cost is further than %g from the pooled optimum", tolerance)
	}
	return nil
}

func read(f *spec.File, path string) (*schema.Table, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t, _, err := f.Schema().ReadCSV(bytes.NewReader(raw), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		return nil, fmt.Errorf("failed to read %s: %w", path, err)
	}
	return t, nil
}

// ownCost returns the cost on all owners' rows of the model that one owner fits on its own.
func ownCost(f *spec.File, tables []*schema.Table, own int) (float64, error) {
	alone, err := simulate.Train(f, tables[own:own+1], nil)
	if err != nil {
		return 0, err
	}
	return simulate.Cost(f, alone.Point, tables)
}

// predict shows some predictions of the trained model.
func (s *demo) predict(ctx context.Context) error {
	title("Predictions of the model owner")
	rows := filepath.Join(example, "predict.csv")
	out, err := s.Run(ctx, "modelowner", "predict", s.training, "--dir", file("modelowner"), "--data", rows, "--json")
	if err != nil {
		return err
	}
	var answer struct {
		Predictions []float64 `json:"predictions"`
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		return fmt.Errorf("malformed prediction: %w", err)
	}
	if len(answer.Predictions) == 0 {
		return errors.New("no predictions")
	}
	content, err := os.ReadFile(rows)
	if err != nil {
		return err
	}
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		return fmt.Errorf("failed to read %s: %w", rows, err)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\tpredicted\n", strings.Join(records[0], "\t"))
	for i, p := range answer.Predictions[:min(5, len(answer.Predictions))] {
		fmt.Fprintf(w, "%s\t%.3f\n", strings.Join(records[i+1], "\t"), p)
	}
	return w.Flush()
}
