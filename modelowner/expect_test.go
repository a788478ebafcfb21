//go:build testkeys

package modelowner_test

import (
	"testing"

	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/schema"
)

// The expected cost is at least the measured one, and not much more.
func TestExpectationsHold(t *testing.T) {
	f := startFacilitator(t)
	for _, c := range []combination{
		{"linear_regression y", "encrypted one_round", "auto", "range", schema.MissingReject, "0"},
		{"linear_regression y", "encrypted rounds", "auto", "federated", schema.MissingReject, "0.25"},
		{"mlp three", "shared rounds", "adam", "range", schema.MissingMean, "0"},
	} {
		w := newKindWorld(t, f, c.text(), c[4] != schema.MissingReject)
		e, err := w.training.Expect(t.Context(), testKeys(t))
		if err != nil {
			t.Fatal(err)
		}
		w.mustTrain()
		s, err := w.training.Status()
		if err != nil {
			t.Fatal(err)
		}
		kinds, err := rounds.For(w.training.File, w.training.File.KeyBits)
		if err != nil {
			t.Fatal(err)
		}
		all, up, sent := 0, int64(0), int64(0)
		for _, r := range e.Rounds {
			if r.Seconds <= 0 || r.OpenSeconds <= 0 || r.BytesUp <= 0 || r.BytesDown <= 0 {
				t.Errorf("%v: %+v", c, r)
			}
			all += r.Most
			around := kinds.Of(r.Kind).Up(0, w.training.File.Cohort.Start) // all but ciphertexts
			up += int64(r.Most) * int64(r.BytesUp-around)
		}
		for _, r := range s.Rounds {
			sent += r.Bytes / int64(r.Owners)
		}
		if len(s.Rounds) > all || len(s.Rounds) < all-1 || all > w.training.MaxRounds() {
			t.Errorf("%v: %d rounds, expected %d of at most %d", c, len(s.Rounds), all, w.training.MaxRounds())
		}
		if sent > up || float64(sent) < 0.8*float64(up) || e.BytesUp < up || e.Seconds <= 0 {
			t.Errorf("%v: an owner sent %d bytes, expected %d and %+v", c, sent, up, e)
		}
	}
}
