package guess_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/guess"
	"github.com/blindfit/blindfit/ml/schema"
)

// A step is the last decimal that people write, or their common divisor if that is too fine.
func TestGuessSteps(t *testing.T) {
	text := "a,b,c,d,e\n"
	for i := range 30 {
		text += strconv.FormatFloat(float64(i)/4+0.1, 'f', -1, 64) + "," + strconv.Itoa(3_000_000*i) + "," + strconv.FormatFloat(math.Sqrt(float64(i)), 'g', 17, 64) +
			"," + strconv.Itoa(i) + "e-9" + "," + strconv.Itoa(i%4) + "\n"
	}
	g, err := guess.Read(strings.NewReader(text), schema.Reading{})
	if err != nil {
		t.Fatal(err)
	}
	steps := map[string]float64{}
	for _, f := range g.Features {
		if f.Step != nil {
			steps[f.Name] = *f.Step
		}
	}
	if len(steps) != 3 || steps["a"] != 0.01 || steps["b"] != 3_000_000 || steps["d"] != 1e-9 {
		t.Errorf("steps %v", steps)
	}
	if notes := strings.Join(g.Notes, "\n"); !strings.Contains(notes, "column c: has too many digits for a step: its values are rounded to") {
		t.Error(notes)
	}
}

// Whole numbers in columns that are named as codes are, are taken as levels, with a note.
func TestGuessCodes(t *testing.T) {
	text := "race,los,smoker_status,age\n"
	for i := range 40 {
		text += strconv.Itoa(1+i%3) + "," + strconv.Itoa(i%5) + "," + strconv.Itoa(i%2) + "," + strconv.Itoa(40+i%7) + "\n"
	}
	g, err := guess.Read(strings.NewReader(text), schema.Reading{})
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, f := range g.Features {
		types = append(types, string(f.Type))
	}
	if got := strings.Join(types, " "); got != "nominal discrete nominal discrete" {
		t.Errorf("types %s", got)
	}
	if notes := strings.Join(g.Notes, "\n"); !strings.Contains(notes, "column race: whole numbers of a column of this name are taken as codes") {
		t.Error(notes)
	}
}

// Names of columns are as people write them: with a per cent sign, with a unit on a line of its own, with units below.
func TestGuessNames(t *testing.T) {
	text := "share %,\"dose\n(mg)\",y\nof all,mg,mmHg\n"
	for i := range 40 {
		text += strconv.Itoa(i%9) + "%," + strconv.Itoa(i%7) + "," + strconv.Itoa(100+i%11) + "\n"
	}
	g, err := guess.Read(strings.NewReader(text), schema.Reading{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range g.Features {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, "|"); got != "share %|dose (mg)|y" {
		t.Errorf("names %s", got)
	}
	notes := strings.Join(g.Notes, "\n")
	for _, want := range []string{"row 2 has words above numbers", `column share %: 40 of 40 numbers have "%"`} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note %q in:\n%s", want, notes)
		}
	}
}
