package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func number(x float64) *float64 { return &x }

// cars is a schema with all four types.
func cars(missing string) *Schema {
	return &Schema{
		Features: []Feature{
			{Name: "weight", Type: Continuous, Min: number(1500), Max: number(5500), Unit: "lb"},
			{Name: "cylinders", Type: Discrete, Min: number(3), Max: number(8)},
			{Name: "grade", Type: Ordinal, Levels: []string{"low", "mid", "high"}},
			{Name: "origin", Type: Nominal, Levels: []string{"usa", "europe", "japan"}},
		},
		Target:  Feature{Name: "mpg", Type: Continuous, Min: number(5), Max: number(50)},
		Missing: missing,
	}
}

func TestValidate(t *testing.T) {
	if err := cars(MissingReject).Validate(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, want string
		spoil      func(*Schema)
	}{
		{"no features", "features: at least one feature is needed", func(s *Schema) { s.Features = nil }},
		{"no name", "features[0].name: must not be empty", func(s *Schema) { s.Features[0].Name = "" }},
		{"spaces", "features[0].name: must not begin or end with a space", func(s *Schema) { s.Features[0].Name = " a" }},
		{"control", "features[0].name: must not hold control characters", func(s *Schema) { s.Features[0].Name = "a\nb" }},
		{"long", "features[0].name: at most 128 bytes are accepted", func(s *Schema) { s.Features[0].Name = strings.Repeat("x", 129) }},
		{"twice", "features[1].name: the same name as features[0]", func(s *Schema) { s.Features[1].Name = "weight" }},
		{"target twice", "target.name: the same name as features[0]", func(s *Schema) { s.Target.Name = "weight" }},
		{"type", "features[0].type: must be one of", func(s *Schema) { s.Features[0].Type = "float" }},
		{"no min", "features[0].min: continuous features need min and max", func(s *Schema) { s.Features[0].Min = nil }},
		{"no max", "target.max: continuous features need min and max", func(s *Schema) { s.Target.Max = nil }},
		{"empty range", "features[0].max: must be greater than min", func(s *Schema) { s.Features[0].Max = number(1500) }},
		{"infinite", "features[0].max: must be a finite number", func(s *Schema) { s.Features[0].Max = number(math.Inf(1)) }},
		{"nan", "features[0].min: must be a finite number", func(s *Schema) { s.Features[0].Min = number(math.NaN()) }},
		{"too narrow", "features[0].max: too close to min", func(s *Schema) { s.Features[0].Min, s.Features[0].Max = number(1e9), number(1e9+1) }},
		{"half cylinders", "features[1].max: must be a whole number", func(s *Schema) { s.Features[1].Max = number(8.5) }},
		{"levels on a number", "features[0].levels: continuous features have min and max", func(s *Schema) { s.Features[0].Levels = []string{"a", "b"} }},
		{"range on levels", "features[2].min: ordinal features have levels", func(s *Schema) { s.Features[2].Min = number(1) }},
		{"one level", "features[3].levels: nominal features need at least two", func(s *Schema) { s.Features[3].Levels = []string{"usa"} }},
		{"level twice", "features[2].levels[2]: the same level as levels[0]", func(s *Schema) { s.Features[2].Levels[2] = "low" }},
		{"unknown other", "features[3].other: must be one of the levels", func(s *Schema) { s.Features[3].Other = "mars" }},
		{"ordinal other", "features[2].other: only a nominal feature", func(s *Schema) { s.Features[2].Other = "low" }},
		{"missing", "missing: must be one of", func(s *Schema) { s.Missing = "ignore" }},
		{"columns", "features: they encode to", func(s *Schema) {
			for i := range 5 {
				f := Feature{Name: fmt.Sprint(i), Type: Nominal}
				for j := range MaxLevels {
					f.Levels = append(f.Levels, fmt.Sprint(j))
				}
				s.Features = append(s.Features, f)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := cars(MissingReject)
			test.spoil(s)
			err := s.Validate()
			var field *FieldError
			if !errors.As(err, &field) || !strings.HasPrefix(err.Error(), test.want) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestColumns(t *testing.T) {
	names := func(s *Schema) (out []string) {
		for _, c := range s.Columns() {
			out = append(out, c.Name)
		}
		return out
	}
	want := []string{"(intercept)", "weight", "cylinders", "grade", "origin=europe", "origin=japan"}
	if diff := cmp.Diff(want, names(cars(MissingReject))); diff != "" {
		t.Error(diff)
	}
	want = []string{"(intercept)", "weight", "weight missing", "cylinders", "cylinders missing",
		"grade", "grade missing", "origin=europe", "origin=japan", "origin missing"}
	if diff := cmp.Diff(want, names(cars(MissingIndicator))); diff != "" {
		t.Error(diff)
	}
}

func TestEncoding(t *testing.T) {
	const h = Half
	tests := []struct {
		name, missing, row string
		want               []int32
	}{
		{"lowest", MissingReject, "1500,3,low,usa", []int32{h, -h, -h, -h, -h, -h}},
		{"highest", MissingReject, "5500,8,high,japan", []int32{h, h, h, h, -h, h}},
		{"middle", MissingReject, "3500,5,mid,europe", []int32{h, 0, -1677722, 0, h, -h}},
		{"spaces and signs", MissingReject, " +3500.0 , 5e0 , mid , europe ", []int32{h, 0, -1677722, 0, h, -h}},
		{"nothing missing", MissingIndicator, "3500,8,mid,usa", []int32{h, 0, -h, h, -h, 0, -h, -h, -h, -h}},
		{"all missing", MissingIndicator, "NA,?,null,", []int32{h, 0, h, 0, h, 0, h, -h, -h, h}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := "weight,cylinders,grade,origin,mpg\n" + test.row + ",27.5\n"
			table, report, err := cars(test.missing).ReadCSV(strings.NewReader(text), ReadOptions{NeedTarget: true, Real: true})
			if err != nil {
				t.Fatalf("%v %+v", err, report)
			}
			if diff := cmp.Diff(test.want, table.X); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]int32{0}, table.Y); diff != "" {
				t.Error(diff)
			}
			for i, x := range table.Real {
				if Quantise(x) != table.X[i] {
					t.Errorf("column %d: the real value is not what was quantised", i)
				}
			}
		})
	}
}

func TestScaleAgreesWithEncoding(t *testing.T) {
	for _, f := range []Feature{
		{Type: Continuous, Min: number(-3), Max: number(7)},
		{Type: Continuous, Min: number(1e-12), Max: number(3e-12)},
		{Type: Continuous, Min: number(-1e300), Max: number(1e300)},
	} {
		center, width := f.Scale()
		for _, share := range []float64{0, 0.25, 0.5, 0.77, 1} {
			v := *f.Min + share*(*f.Max-*f.Min)
			if got, want := f.scaleNumber(v), (v-center)/width; math.Abs(got-want) > 1e-15 {
				t.Errorf("%v in %s: %v, want %v", v, f.Describe(), got, want)
			}
		}
		if f.scaleNumber(*f.Min) != -0.5 || f.scaleNumber(*f.Max) != 0.5 {
			t.Errorf("the ends of %s are not ∓1/2", f.Describe())
		}
	}
}

func TestTableDoesNotPrint(t *testing.T) {
	table := &Table{Rows: 1, X: []int32{987654}, Y: []int32{987654}, Real: []float64{987654}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		for _, value := range []any{table, *table, []*Table{table}, struct{ T *Table }{table}} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "987654") {
				t.Errorf("%s prints %s", verb, text)
			}
		}
	}
	if text, err := json.Marshal(table); err != nil || strings.Contains(string(text), "987654") {
		t.Errorf("JSON holds %s", text)
	}
}
