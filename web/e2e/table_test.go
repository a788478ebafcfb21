//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/examples/demo/scan"
	"github.com/blindfit/blindfit/ml/kinds"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
)

// The training of these tests: names and values that occur nowhere else, so that finding one means a leak.
const modelJSON = `{
  "name": "Zweigstelle",
  "features": [
    {"name": "haemoglobin_zq", "type": "continuous", "min": 40, "max": 200},
    {"name": "waistline_zq", "type": "continuous", "min": 50, "max": 160},
    {"name": "visits_zq", "type": "discrete", "min": 0, "max": 12},
    {"name": "grade_zq", "type": "ordinal", "levels": ["low_zq", "middle_zq", "high_zq"]},
    {"name": "region_zq", "type": "nominal", "levels": ["north_zq", "south_zq", "west_zq"]}
  ],
  "target": {"name": "score_zq", "type": "continuous", "min": -500, "max": 500},
  "training": {"rounds": 20},
  "bounds": {"rows": 4096, "weight": 256},
  "cohort": {"min": 3, "max": 8, "start": 3}
}`

// columnNames are the names of modelJSON's columns, and of its levels.
var columnNames = []string{"haemoglobin_zq", "waistline_zq", "visits_zq", "grade_zq", "region_zq", "score_zq",
	"low_zq", "middle_zq", "high_zq", "north_zq", "south_zq", "west_zq", "Zweigstelle"}

// table makes rows of owner number i. Every continuous value has some 16 digits.
func table(i, rows int) []byte {
	// The values need no secrecy, but the same rows in every run.
	r := rand.New(rand.NewPCG(1911, uint64(i)))
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(columnNames[:6])
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for range rows {
		haemoglobin, waistline := 60+120*r.Float64(), 60+90*r.Float64()
		visits, grade, region := r.IntN(13), r.IntN(3), r.IntN(3)
		score := 1.7*haemoglobin - 0.8*waistline + 9*float64(visits) + 21*float64(grade*i) - 13*float64(region) + 8*r.NormFloat64()
		_ = w.Write([]string{number(haemoglobin), number(waistline), strconv.Itoa(visits),
			columnNames[6+grade], columnNames[9+region], number(math.Max(-500, math.Min(500, score-150)))})
	}
	w.Flush()
	return b.Bytes()
}

// rowValues returns the numbers of a CSV file as what must not be found.
func rowValues(s *stage, set *scan.Set, name string, file []byte) {
	s.Helper()
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	s.must("read rows", err)
	for i, record := range records[1:] {
		for j, text := range record {
			if v, err := strconv.ParseFloat(text, 64); err == nil {
				set.Number(fmt.Sprintf("%s row %d column %d", name, i+1, j+1), text, v)
			}
		}
	}
}

// secrets adds what the links carry in their fragments, and the names that only owners may read.
func secrets(s *stage, set *scan.Set, links []string) {
	s.Helper()
	for i, raw := range links {
		link := s.parseLink(raw)
		name := fmt.Sprintf("link %d", i+1)
		_, fragment, _ := strings.Cut(raw, "#")
		set.Text(name+" fragment", fragment)
		key, invite := link.Key.Reveal(), link.Secret.Reveal()
		set.Bytes(name+" training key", key[:])
		set.Bytes(name+" invite secret", invite[:])
	}
	for _, name := range columnNames {
		set.Text("name "+name, name)
	}
}

// optimum is the cost of the pooled least-squares solution on the same quantised rows, in units of the target.
func optimum(s *stage, file []byte, tables ...[]byte) float64 {
	s.Helper()
	f, err := spec.Parse(file)
	s.must("parse model.json", err)
	var sum *squares.Statistics
	for _, rows := range tables {
		t, _, err := f.Schema().ReadCSV(bytes.NewReader(rows), schema.ReadOptions{NeedTarget: true})
		s.must("read rows", err)
		statistics, err := squares.Accumulate(t)
		s.must("sum rows", err)
		if sum == nil {
			sum = statistics
		} else {
			sum.Add(statistics)
		}
	}
	solution, err := sum.Solve(f.Model.L2)
	s.must("solve", err)
	return kinds.CostInUnits(solution.Cost, f.Target)
}

// near reports whether two costs agree to a billionth.
func near(got, want float64) bool { return math.Abs(got-want) <= 1e-9*math.Abs(want) }
