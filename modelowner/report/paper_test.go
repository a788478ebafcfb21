package report

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/reference"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/document"
	"github.com/blindfit/blindfit/modelowner/publish"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// ofReference is the report of a simulated training on one of R's tables.
func ofReference(t *testing.T, name string) (*Report, tables.Source) {
	t.Helper()
	table, change, _ := strings.Cut(name, " ")
	for _, c := range reference.Cases(t) {
		if c.Name != table {
			continue
		}
		if change != "" {
			c.File = changed(t, c.File, changes[change])
		}
		c.File.Name = hostile
		trained, err := simulate.Train(c.File, c.Parts(t, c.Owners()), nil)
		if err != nil {
			t.Fatal(err)
		}
		r := of(c.File)
		r.Status.Members = make([]modelowner.Owner, 5)
		r.Totals.Rows, r.Totals.Rounds = trained.Model.Rows, trained.Rounds
		r.use(trained.Model)
		r.Validation = newValidation(trained.Model, publish.Rule{})
		if r.Figures, err = figures(trained.Model, publish.Rule{}); err != nil {
			t.Fatal(err)
		}
		if trained.Model.Description != nil {
			d, err := trained.Model.Describe()
			if err != nil {
				t.Fatal(err)
			}
			r.Description = newDescription(d, publish.Rule{})
		}
		return r, tables.Source{Model: trained.Model}
	}
	t.Fatalf("no table %s", name)
	return nil, tables.Source{}
}

// changes are fields of training files for reports that no table of R has.
var changes = map[string]map[string]any{
	"residuals": {"inference": map[string]any{"residuals": true}},
	"by race": {"formula": "low ~ I(0.5 + 0.03*age - 0.015*lwt) * race", "inference": map[string]any{},
		"model": map[string]any{"kind": "logistic_regression", "weights": "shared", "method": "newton", "group": "race"}},
	"by smoke": {"formula": "bwt ~ I(2500 + 5*age + 2*lwt) * smoke", "circle": true, "bounds": map[string]any{},
		"model": map[string]any{"kind": "linear_regression", "weights": "shared", "method": "newton", "group": "smoke"}},
	"egger": {"inference": map[string]any{"egger": true}, "cohort": map[string]any{"min": 14}},
}

// changed returns a training file with other fields.
func changed(t *testing.T, f *spec.File, to map[string]any) *spec.File {
	t.Helper()
	fields := map[string]any{}
	if err := json.Unmarshal(f.Canonical(), &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"training", "bounds"} { // their defaults depend on the rest
		delete(fields, name)
	}
	for name, value := range to {
		fields[name] = value
	}
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	out, err := spec.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Each kind of report has the figures that its result allows, a methods paragraph and a checklist with what is known.
func TestReportsForPapers(t *testing.T) {
	for name, want := range map[string]struct {
		figures, methods string
		texts            []string
	}{
		"lm-birthwt":     {"forest", "Least squares was solved from the sums of squares and products", []string{"TRIPOD", "189 rows of 5 data owners"}},
		"glm-birthwt":    {"forest roc calibration", "maximised by Newton's method", []string{"Odds ratio", "<h2>Contrasts</h2>", "race=black - race=other", "0.378761", "Ratio from", "the area under the curve of yes is 0.7", "Calibration with 95", "apparent: on the rows of the fit"}},
		"cox-lung":       {"forest", "Cox's partial likelihood", []string{"Hazard ratios with 95", "STROBE", "event event = 2", "within a data owner; its", "Harrell’s C;"}},
		"cox-lung-grid":  {"forest", "rounded up to multiples of 64", []string{"Hazard ratios with 95", "Harrell’s C, by bins", "0.6512", "or by the level;"}},
		"meta-birthwt":   {"forest", "combined, by random effects, the estimates of linear regression of bwt", []string{"Data owners compared", "62.2263 %", "nobody has seen them"}},
		"piecewise-lung": {"forest", "piecewise exponential hazards", []string{"Hazard ratios with 95", "(128,256]", "Rates of the event"}},
		"glm-birthwt by race": {"roc calibration decision roc_by_group calibration_by_group decision_by_group", "judged the predictions of low by a model that was fitted to other rows, by race",
			[]string{"Validation by race", "Area under the ROC curve", "Decision curve by race", "on rows that the model was not fitted to"}},
		"lm-birthwt by smoke":         {"", "judged the predictions of bwt", []string{"Validation by smoke", "Mean squared error"}},
		"lm-birthwt-newton residuals": {"forest residuals", "maximised by Newton's method", []string{"Residuals by fitted value", "Mean residuals by fitted value"}},
		"glm-quine-poisson residuals": {"forest residuals", "maximised by Newton's method", []string{"Pearson residual"}},
		"meta-birthwt egger":          {"forest", "combined, by random effects", []string{"Egger", "at a further owner"}},
		"describe-lung":               {"survival", "All counts and sums were opened in one round", []string{"STROBE", "Kaplan and Meier", "Table 1", "half by"}},
	} {
		r, source := ofReference(t, name)
		var names []string
		for _, f := range r.Figures {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want.figures {
			t.Errorf("%s: figures %s", name, got)
		}
		if !strings.Contains(r.Methods(), want.methods) || strings.Contains(r.Methods(), "%!") || strings.Contains(r.Methods(), "  ") {
			t.Errorf("%s: %s", name, r.Methods())
		}
		page := write(t, r)
		keepFor(t, strings.ReplaceAll(name, " ", "-")+".html", []byte(page))
		for _, text := range want.texts {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the report lacks %q", name, text)
			}
		}
		for _, bad := range []string{"<script", "ZgotmplZ", "NaN", "javascript:"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the report holds %q", name, bad)
			}
		}
		var data []string
		for _, x := range r.Tables(source) {
			data = append(data, x.Name)
		}
		for _, n := range append(names, "checklist") {
			if !strings.Contains(" "+strings.Join(data, " ")+" ", " "+n+" ") {
				t.Errorf("%s: no numbers behind %s: %v", name, n, data)
			}
		}
		checkDOCX(t, name, r)
		checkPDF(t, name, r)
	}
}

// keepFor writes a file to look at.
func keepFor(t *testing.T, name string, b []byte) {
	if dir := os.Getenv("BLINDFIT_REPORTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// checkDOCX reads the document back: every part is XML, every figure is there with its alternative.
func checkDOCX(t *testing.T, name string, r *Report) {
	t.Helper()
	var b, again bytes.Buffer
	if err := errors.Join(r.Document().WriteDOCX(&b), r.Document().WriteDOCX(&again)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("%s: a second document differs", name)
	}
	keepFor(t, strings.ReplaceAll(name, " ", "-")+".docx", b.Bytes())
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	pictures, alternatives, text := 0, 0, ""
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, ".png") {
			pictures++
			continue
		}
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s, %s: %v", name, f.Name, err)
			}
			switch x := token.(type) {
			case xml.StartElement:
				for _, a := range x.Attr {
					if x.Name.Local == "docPr" && a.Name.Local == "descr" && len(a.Value) > 20 {
						alternatives++
					}
				}
			case xml.CharData:
				text += string(x)
			}
		}
	}
	if pictures != len(r.Figures) || alternatives != pictures {
		t.Errorf("%s: %d pictures and %d alternatives of %d figures", name, pictures, alternatives, len(r.Figures))
	}
	if !strings.Contains(text, hostile) || !strings.Contains(text, "to be filled in by the authors") {
		t.Errorf("%s: the document lacks its title or the checklist", name)
	}
}

func checkPDF(t *testing.T, name string, r *Report) {
	t.Helper()
	var b, again bytes.Buffer
	if err := errors.Join(r.Document().WritePDF(&b), r.Document().WritePDF(&again)); err != nil {
		t.Fatal(err)
	}
	keepFor(t, strings.ReplaceAll(name, " ", "-")+".pdf", b.Bytes())
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("%s: a second PDF differs", name)
	}
	for _, part := range []string{"%PDF-1.", "/Lang (en)", "/Outlines", "/FontFile2", "%%EOF"} {
		if !bytes.Contains(b.Bytes(), []byte(part)) {
			t.Errorf("%s: the PDF lacks %s", name, part)
		}
	}
}

// TestOtherLetters: names in letters that the font of PDF documents lacks are refused there, and are in the other formats; a figure
// tells that its picture lacks them.
func TestOtherLetters(t *testing.T) {
	r, _ := ofReference(t, "lm-birthwt")
	for name, lacks := range map[string]bool{"Größe žluťoučký Ægir ελληνικά по-русски": false, "収縮期血圧": true, "血圧 µ – ✓": true, "✓ 😀": false} {
		r.Status.Name = name
		var pdf, docx, page bytes.Buffer
		err := r.Document().WritePDF(&pdf)
		if got := errors.Is(err, document.ErrLetters); got != lacks || err != nil && !lacks {
			t.Errorf("%s: %v", name, err)
		}
		if lacks && (pdf.Len() > 0 || !strings.Contains(err.Error(), "(U+")) {
			t.Errorf("%s: %d bytes, %v", name, pdf.Len(), err)
		}
		if err := errors.Join(r.Document().WriteDOCX(&docx), r.Write(&page)); err != nil || !strings.Contains(page.String(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := r.Figures[0]
	if f.Lacking() != 0 {
		t.Errorf("%s lacks %c", f.Name, f.Lacking())
	}
	f.Title = "体重"
	if f.Lacking() != '体' {
		t.Errorf("a figure with Japanese lacks %c", f.Lacking())
	}
}
