package figure_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/modelowner/figure"
	"github.com/blindfit/blindfit/modelowner/tables"
)

func table(name, text string) *tables.Table {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	t := &tables.Table{Name: name, Columns: strings.Split(lines[0], ",")}
	for _, line := range lines[1:] {
		var row []tables.Cell
		for _, c := range strings.Split(line, ",") {
			row = append(row, tables.Text(c))
		}
		t.Add(row...)
	}
	return t
}

const coefficients = `term,estimate,std_error,statistic,p_value,conf_low,conf_high
(Intercept),2,1,2,0.04,0.1,3.9
age,-0.03,0.03,-0.8,0.4,-0.09,0.04
race=black,1.2,0.5,2.4,0.02,0.2,2.2
smoke=<yes>,0.9,0.4,2.3,0.02,0.2,1.7
gone,,,,,,`

const survival = `group,time,at_risk,events,survival,conf_low,conf_high
,0.5,40,4,0.9,0.8,1
sex=a,100,20,4,0.8,0.6,1
sex=a,200,12,6,0.4,0.2,0.7
sex=b,100,20,1,0.95,0.8,1
sex=b,300,9,3,0.63,0.4,0.9`

func figures(t *testing.T) []*figure.Figure {
	t.Helper()
	must := func(f *figure.Figure, err error) *figure.Figure {
		if err != nil || f == nil {
			t.Fatal(err)
		}
		return f
	}
	return []*figure.Figure{
		must(figure.Forest(table("coefficients", coefficients), "Odds ratio"), nil),
		must(figure.ROC(table("roc", "level,threshold,specificity,sensitivity\nyes,,1,0\nyes,0.5,0.9,0.6\nyes,0,0,1"), map[string]float64{"yes": 0.75})),
		must(figure.Calibration(table("calibration", "level,nobs,predicted,observed,conf_low,conf_high\nyes,20,0.1,0.05,0.01,0.2\nyes,20,0.6,0.7,0.5,0.8"))),
		must(figure.Survival(table("survival", survival))),
	}
}

// Every figure is an element without scripts or anything from elsewhere, has a text alternative with its numbers, and a picture of 300 dots an inch.
func TestFigures(t *testing.T) {
	texts := map[string]string{"forest": "age 0.9704", "roc": "of yes is 0.75", "calibration": "0.1 predicted and 0.05 observed in 20 rows", "survival": "sex=a: 0.4 at time 200, half by 200"}
	for _, f := range figures(t) {
		svg, err := f.SVG()
		if err != nil {
			t.Fatal(err)
		}
		again, _ := f.SVG()
		if svg != again {
			t.Errorf("%s: a second picture differs", f.Name)
		}
		if !strings.Contains(f.Alt, texts[f.Name]) || !strings.Contains(svg, `role="img" aria-label="`) {
			t.Errorf("%s: the alternative is %q", f.Name, f.Alt)
		}
		for _, bad := range []string{"<script", "<yes>", "href=", "url(", "<?xml"} {
			if strings.Contains(svg, bad) {
				t.Errorf("%s: the picture holds %q", f.Name, bad)
			}
		}
		picture, err := f.PNG()
		if err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("BLINDFIT_FIGURES"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, f.Name+".png"), picture, 0o644)
			_ = os.WriteFile(filepath.Join(dir, f.Name+".svg"), []byte(svg), 0o644)
		}
		image, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatal(err)
		}
		if dots, want := float64(image.Bounds().Dx()), f.Width.Points()/72*figure.DPI; dots < want-2 || dots > want+2 {
			t.Errorf("%s: %g dots, want %g", f.Name, dots, want)
		}
		if len(f.Data.Rows) == 0 {
			t.Errorf("%s: no data", f.Name)
		}
	}
	if figure.Forest(table("coefficients", "term,estimate,std_error,statistic,p_value,conf_low,conf_high\nx,1,,,,,"), "") != nil {
		t.Error("a forest plot without intervals")
	}
}
