package contrast

import (
	"fmt"

	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// References returns the names that the coefficients of reference levels would have.
func References(s *schema.Schema) (out []string) {
	for _, f := range s.Features {
		if f.Type == schema.Nominal {
			out = append(out, f.Name+"="+f.Levels[0])
		}
	}
	return out
}

// Check returns the first error of the contrasts of a training file, which names its index.
func Check(f *spec.File) error {
	if len(f.Inference.Contrasts) == 0 {
		return nil
	}
	var names []string
	s := f.Predictors()
	for _, c := range s.Columns() {
		names = append(names, c.Name)
	}
	var of []Coefficient
	for _, t := range f.Architecture().Family().Terms(names) {
		if t.Name != kinds.Intercept || s.Formula.Intercept() && f.Site == "" {
			of = append(of, Coefficient{t.Outcome, t.Name})
		}
	}
	for i, text := range f.Inference.Contrasts {
		if _, err := Parse(text, of, References(s)); err != nil {
			return fmt.Errorf("invalid training file: inference.contrasts[%d]: %w", i, err)
		}
	}
	return nil
}
