package report

import (
	"html/template"

	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/modelowner/figure"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Figure is a figure with its element for the page.
type Figure struct {
	*figure.Figure
	SVG template.HTML
}

// figures draws the figures that the tables of a result allow.
func figures(m *model.Model, rule publish.Rule) ([]Figure, error) {
	areas := map[string]float64{}
	if m.Quality != nil {
		for _, a := range m.Quality.AUC {
			areas[a.Level] = a.Area
		}
	}
	var out []Figure
	for _, t := range tables.All(tables.Source{Model: m, Rule: rule}) {
		var f *figure.Figure
		var err error
		switch t.Name {
		case "coefficients":
			f = figure.Forest(t, tables.Ratio(m))
		case "roc":
			f, err = figure.ROC(t, areas)
		case "calibration":
			f, err = figure.Calibration(t)
		case "survival":
			f, err = figure.Survival(t)
		}
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		svg, err := f.SVG()
		if err != nil {
			return nil, err
		}
		out = append(out, Figure{f, template.HTML(svg)}) //nolint:gosec // the element is written by package figure, which escapes all text
	}
	return out, nil
}
