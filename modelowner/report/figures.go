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
		f, err := drawn(m, rule, t, areas)
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

// drawn returns the figure of a table, or nil if it has none. areas are those under the ROC curves by level.
func drawn(m *model.Model, rule publish.Rule, t *tables.Table, areas map[string]float64) (f *figure.Figure, err error) {
	switch t.Name {
	case "pooled":
		return figure.Pooled(t, tables.Ratio(m)), nil
	case "coefficients":
		if m.Meta != nil { // which are the mean effects of the table pooled
			return nil, nil
		}
		return figure.Forest(t, tables.Ratio(m)), nil
	case "roc":
		return figure.ROC(t, areas)
	case "calibration":
		return figure.Calibration(t)
	case "survival":
		return figure.Survival(t)
	case "decision":
		return figure.Decision(t)
	case "residuals":
		counts, err := tables.Of(tables.Source{Model: m, Rule: rule}, "residual_counts")
		if err != nil {
			return nil, err
		}
		return figure.Residuals(counts, t, m.Residuals.Pearson)
	}
	if m.Judgement == nil {
		return nil, nil
	}
	switch t.Name {
	case "roc_by_group":
		byLevel := map[string]float64{}
		for _, x := range m.Judgement.By {
			if x.Quality != nil && len(x.Quality.AUC) == 1 {
				byLevel[x.Level] = x.Quality.AUC[0].Area
			}
		}
		f, err = figure.ROC(t, byLevel)
	case "calibration_by_group":
		f, err = figure.Calibration(t)
	case "decision_by_group":
		f, err = figure.Decision(t)
	}
	return f.ByGroup(m.Judgement.Group), err
}
