//go:build testkeys

package estimate_test

import (
	"context"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/estimate"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

const text = `{"name":"T","features":[{"name":"a","type":"continuous","min":0,"max":9},{"name":"b","type":"nominal","levels":["x","y"]}],
 "target":{"name":"t","type":"continuous","min":-1,"max":1},"cohort":{"min":5,"max":8,"start":5},"key_bits":512,`

const table = "a,b,t\n1,x,0.5\n2,y,-0.5\n3,x,1\n"

func terms(t *testing.T, fields string) *invitation.Terms {
	t.Helper()
	signed, link := inmemory.NewModelOwner(t, text+fields+"}").Sign()
	c, err := client.New(link.Facilitator, nil, inmemory.Serving(signed)...)
	inmemory.Must(t, err)
	terms, err := invitation.Verify(context.Background(), c, link, nil)
	inmemory.Must(t, err)
	return terms
}

// An owner is told beforehand of all rounds there may be, of every kind of training, and of the real weight of uploads.
func TestEstimatesAreForTheWholeTraining(t *testing.T) {
	for _, fields := range []string{
		`"model":{"method":"one_round"}`, `"model":{}`, `"scaling":"federated","holdout":0.25,"training":{"optimizer":"sgd","rounds":4}`,
		`"circle":true,"model":{"weights":"shared"},"training":{"rounds":6}`, `"model":{"weights":"shared"},"scaling":"federated","training":{"rounds":2},"privacy":{"epsilon":4,"unit":"owner"}`,
	} {
		terms := terms(t, fields)
		first := estimate.For(terms)
		if first.Seconds != 0 || first.SecondsPerRound != 0 {
			t.Errorf("%s: seconds before anything was timed: %+v", fields, first)
		}
		kernels := 0
		m := update.NewMaker(terms, func(string) { kernels++ })
		measured, pace, err := estimate.Measure(t.Context(), terms, m, nil)
		inmemory.Must(t, err)
		if measured.SecondsPerRound <= 0 || measured.Seconds < measured.SecondsPerRound || pace != update.LeastPace || kernels != 1 {
			t.Errorf("%s: measured %v s a round, %v s in all, a pace of %v, %d kernels", fields, measured.SecondsPerRound, measured.Seconds, pace, kernels)
		}
		check, file, err := rows.Read(terms.File, "rows.csv", strings.NewReader(table), rows.Reading{}, func(string, int, int) {})
		inmemory.Must(t, err)
		if !check.OK {
			t.Fatal(check.Problems)
		}
		loaded, err := file.Sum([]bool{true, true, true}, []int{0, 1, 0})
		inmemory.Must(t, err)
		e, pace, err := estimate.Measure(t.Context(), terms, m, loaded.Rows(true))
		inmemory.Must(t, err)
		if terms.Manifest.Weights == wire.WeightsShared && (e.SecondsPerRound < update.LeastPace.Seconds() || pace < update.LeastPace) {
			t.Errorf("%s: the time of learning is left out", fields)
		}
		size, up, rounds, listed := terms.Key.CiphertextSize(), 0, 0, 0
		for i, r := range terms.Manifest.Rounds {
			n := terms.Rounds[i].Expected(terms.File)
			if n < 1 || n > r.Most || r.Kind != wire.RoundGradient && n != r.Most {
				t.Errorf("%s: %d rounds of kind %s are expected, most is %d", fields, n, r.Kind, r.Most)
			}
			up += n * r.Ciphertexts * size
			rounds += n
			listed += n * terms.Layouts()[i].Up
		}
		if e.Rounds != rounds || e.BytesUp < up || listed != e.BytesUp {
			t.Errorf("%s: %d rounds and %d bytes, want %d and at least %d; the layouts add up to %d", fields, e.Rounds, e.BytesUp, rounds, up, listed)
		}
		if e.BytesDown < e.BytesDownPerRound || e.BytesUp < e.BytesUpPerRound || e.Memory < 128<<20 {
			t.Errorf("%s: less in all than in one round: %+v", fields, e)
		}
	}
}
