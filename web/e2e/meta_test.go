//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/web/browser"
)

// metaJSON is a meta-analysis of the fits that data owners make on their machines, at the least number of owners.
const metaJSON = `{
  "name": "Fits of eight wards",
  "model": {"kind": "logistic_regression", "method": "meta"},
  "features": [
    {"name": "dose", "type": "continuous", "min": 0, "max": 10, "step": 0.01},
    {"name": "ward", "type": "nominal", "levels": ["a", "b"]}
  ],
  "target": {"name": "well", "type": "nominal", "levels": ["no", "yes"]},
  "bounds": {"rows": 1024},
  "circle": true
}`

// wards makes rows on which the model has a fit.
func wards(i, rows int) []byte {
	r := rand.New(rand.NewPCG(40, uint64(i))) // the same rows in every run
	var b bytes.Buffer
	b.WriteString("dose,ward,well\n")
	for row := range rows {
		dose := 10 * r.Float64()
		well := r.Float64() < 1/(1+math.Exp(2-0.5*dose))
		fmt.Fprintf(&b, "%.2f,%c,%s\n", dose, 'a'+rune(row%2), map[bool]string{true: "yes", false: "no"}[well])
	}
	return b.Bytes()
}

// TestMetaAnalysis lets a page and seven programs fit a model each, and combine the estimates: the result is that of fits
// which programs alone would have made. The page is reloaded in the lobby, where it knows that it has joined and needs its rows
// for what it states about them, and in the second round, where it goes on from its own fit without a file.
func TestMetaAnalysis(t *testing.T) {
	const owners = 8
	s := newStage(t)
	facilitator := s.facilitator("127.0.0.1:0")
	file := s.write("model.json", []byte(metaJSON))
	training, links := s.invited(file, facilitator.URL, owners)
	rows := func(i int) []byte { return wards(i, 80+10*i) }
	var data []string
	for i := range owners {
		data = append(data, s.write(fmt.Sprintf("rows-%d.csv", i+1), rows(i)))
	}
	simulated := filepath.Join(s.dir, "simulated")
	_, err := s.Runner.Run(s.ctx, "modelowner", "simulate", "-f", file, "--data", strings.Join(data, ","), "--tables", simulated)
	s.must("simulate", err)
	want, err := os.ReadFile(filepath.Join(simulated, "meta.csv"))
	s.must("read simulated table", err)

	v := s.visit(s.browser(), "owner-1", links[0])
	v.bring(data[0])
	v.agree("shared")
	v.contribute()
	v.wait("waiting")
	s.must("reload in the lobby", v.Reload(s.ctx))
	v.wait("invitation")
	if got := v.note(); got != "joined" {
		t.Errorf("after a reload in the lobby the note is %q, want joined", got)
	}
	v.bring(data[0])
	marked := v.inCircle(links[1:], func(i int) []byte { return rows(i + 1) }, "shared")
	s.trained(training, once("open", 2, func() {
		marked()
		s.must("reload in the second round", v.Reload(s.ctx))
		got, err := v.WaitState(s.ctx, "waiting", "round", "invitation", "refused", "aborted", "failed")
		s.must("see it go on", err)
		if got != "waiting" && got != "round" {
			t.Errorf("after a reload in the second round the page is at %q", got)
		}
	}))
	v.wait("done")
	v.clean()
	if r := v.receipt(); r.Reason != "finished" || len(r.Uploads) != 2 {
		t.Errorf("receipt: reason %q, %d uploads, want 2", r.Reason, len(r.Uploads))
	}
	got, err := s.Runner.Run(s.ctx, "modelowner", "export", training, "--dir", s.owner, "--format", "tidy", "--table", "meta", "--out", "-")
	s.must("export table", err)
	sameTable(t, got, string(want))
}

// note is the word of the note above an invitation, or "".
func (v *visitor) note() string {
	v.stage.Helper()
	note, err := browser.Evaluate[string](v.stage.ctx, v.Page, `document.querySelector('[data-note]')?.dataset.note ?? ''`)
	v.stage.must("read note", err)
	return note
}

// sameTable compares two tables, numbers to nine digits.
func sameTable(t *testing.T, got, want string) {
	t.Helper()
	var tables [2][][]string
	for i, text := range []string{got, want} {
		var err error
		if tables[i], err = csv.NewReader(strings.NewReader(text)).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	if len(tables[0]) != len(tables[1]) || len(tables[1]) < 3 {
		t.Fatalf("%d lines, want %d:\n%s", len(tables[0]), len(tables[1]), got)
	}
	for i, line := range tables[1] {
		for j, want := range line {
			got := tables[0][i][j]
			w, err := strconv.ParseFloat(want, 64)
			g, also := strconv.ParseFloat(got, 64)
			if got != want && (err != nil || also != nil || !near(g, w)) {
				t.Errorf("line %d, %s: %s, want %s", i+1, tables[1][0][j], got, want)
			}
		}
	}
}
