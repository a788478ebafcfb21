// Package reference has tables of R's packages, training files for them, and R's estimates: see reference.R.
package reference

import (
	"embed"
	"encoding/csv"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

//go:embed testdata
var files embed.FS

// Case is a training file, rows for it, and R's results.
type Case struct {
	Name string
	File *spec.File
	rows string
}

// Cases returns all cases in the order of their names.
func Cases(t testing.TB) []Case {
	t.Helper()
	entries, err := files.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var out []Case
	for _, e := range entries {
		f, err := spec.Parse([]byte(read(t, e.Name(), "model.json")))
		if err != nil {
			t.Fatalf("%s: %v", e.Name(), err)
		}
		out = append(out, Case{e.Name(), f, read(t, e.Name(), "rows.csv")})
	}
	return out
}

func read(t testing.TB, dir, name string) string {
	t.Helper()
	b, err := fs.ReadFile(files, path.Join("testdata", dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Named returns the case of that name.
func Named(t testing.TB, name string) Case {
	t.Helper()
	for _, c := range Cases(t) {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("there is no case %s", name)
	return Case{}
}

// Owners is the number of data owners for whom R's results are those of the training: at least five.
func (c Case) Owners() int { return max(5, c.File.Cohort.Min) }

// Texts deals the rows out to that many data owners, one row after the other, as CSV files.
func (c Case) Texts(owners int) []string {
	header, rest, _ := strings.Cut(c.rows, "\n")
	parts := slices.Repeat([]string{header + "\n"}, owners)
	for i, line := range strings.Split(strings.TrimSpace(rest), "\n") {
		parts[i%owners] += line + "\n"
	}
	return parts
}

// Parts reads the rows of Texts.
func (c Case) Parts(t testing.TB, owners int) []*schema.Table {
	t.Helper()
	out := make([]*schema.Table, owners)
	for i, part := range c.Texts(owners) {
		var err error
		if out[i], _, err = c.File.Schema().ReadCSV(strings.NewReader(part), schema.ReadOptions{NeedTarget: true}); err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
	}
	return out
}

// Tables returns the names of R's results.
func (c Case) Tables(t testing.TB) []string {
	t.Helper()
	entries, err := files.ReadDir(path.Join("testdata", c.Name))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if name, found := strings.CutSuffix(e.Name(), ".csv"); found && name != "rows" {
			names = append(names, name)
		}
	}
	return names
}

// Table returns a table of R's results: the names of its columns and its rows.
func (c Case) Table(t testing.TB, name string) (columns []string, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(read(t, c.Name, name+".csv"))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return all[0], all[1:]
}

// Digits returns the log relative error of a cell: how many digits agree with the reference. Cells without a number agree
// in full or not at all.
func Digits(got, want string) float64 {
	const most = 15
	if got == want {
		return most
	}
	x, err1 := strconv.ParseFloat(got, 64)
	y, err2 := strconv.ParseFloat(want, 64)
	if err1 != nil || err2 != nil {
		return 0
	}
	scale := math.Abs(y)
	if scale == 0 {
		scale = 1
	}
	return math.Max(0, math.Min(most, -math.Log10(math.Abs(x-y)/scale)))
}
