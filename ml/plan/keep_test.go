package plan

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
)

// TestRestoreRefuses: sums with a gap, of another form, or of another training are not taken.
func TestRestoreRefuses(t *testing.T) {
	f := keptFile(t, "")
	good := `{"counts":[3,0],"gradient":{"A":[[1,2],[2,5]],"B":[3,4],"YY":7,"N":3}}`
	if _, err := Restore(f, []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"no JSON":       "sums",
		"nothing":       "{}",
		"a gap":         strings.Replace(good, "[3,4]", "[3,null]", 1),
		"a short row":   strings.Replace(good, "[2,5]", "[2]", 1),
		"no total":      strings.Replace(good, `"YY":7,`, "", 1),
		"values":        `{"counts":[3,0],"values":[1,2]}`,
		"other moments": strings.Replace(good, `"gradient"`, `"moments":[1],"gradient"`, 1),
		"other sides":   strings.Replace(good, `}}`, `},"evaluation":{"A":[[1]],"B":[1],"YY":1,"N":1}}`, 1),
	} {
		if _, err := Restore(f, []byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func keptFile(t *testing.T, fields string) *spec.File {
	t.Helper()
	f, err := spec.Parse([]byte(`{"features": [{"name": "x", "type": "continuous", "min": 0, "max": 1}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 2}` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestKeep: rounds are answered from restored sums as from the rows, and a training that computes on rows keeps none.
func TestKeep(t *testing.T) {
	for fields, keeps := range map[string]bool{
		"": true, `, "holdout": 0.5`: true, `, "scaling": "federated"`: true, `, "model": {"kind": "linear_regression", "method": "one_round"}`: true,
		`, "model": {"kind": "linear_regression", "weights": "shared"}`: false,
	} {
		f := keptFile(t, fields)
		table, _, err := f.Schema().ReadCSV(strings.NewReader("x,y\n0.1,1\n0.9,0.5\n0.5,2\n0.3,1.5\n"), schema.ReadOptions{NeedTarget: true, MaxRows: 10})
		if err != nil {
			t.Fatal(err)
		}
		r, err := NewRows(f, table, [32]byte{1})
		if err != nil {
			t.Fatal(err)
		}
		b := r.Keep()
		if keeps != (b != nil) {
			t.Errorf("%s: keeps %d bytes", fields, len(b))
		}
		if b == nil {
			continue
		}
		back, err := Restore(f, b)
		if err != nil {
			t.Errorf("%s: %v in %s", fields, err, b)
			continue
		}
		for _, shape := range f.RoundShapes() {
			p := &Point{Kind: shape.Kind}
			for range f.Budget().Columns {
				p.Encrypted = append(p.Encrypted, big.NewInt(1<<20))
			}
			want, err := r.Upload(p)
			if err != nil {
				t.Fatalf("%s, %s: %v", fields, shape.Kind, err)
			}
			got, err := back.Upload(p)
			if err != nil || !slices.EqualFunc(got, want, func(a, b *big.Int) bool { return a.Cmp(b) == 0 }) {
				t.Errorf("%s, %s: %v, want %v (%v)", fields, shape.Kind, got, want, err)
			}
		}
	}
}
