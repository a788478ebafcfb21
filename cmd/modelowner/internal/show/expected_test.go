package show_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/blindfit/blindfit/cmd/modelowner/internal/show"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Before a training starts its model owner reads its cost for data owners, by kind of round, and the data that each party sees.
func TestExpectationsByKind(t *testing.T) {
	f, err := spec.Parse([]byte(`{"model": {"weights": "shared"}, "features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	cmd, out := &cobra.Command{}, &bytes.Buffer{}
	cmd.SetErr(out)
	show.Expected(cmd, f, &modelowner.Expected{
		Rounds: []modelowner.ExpectedRounds{
			{Kind: wire.RoundGradient, Most: 200, BytesUp: 2816, BytesDown: 1_300_000, Seconds: 0.25},
			{Kind: wire.RoundEvaluation, Most: 1, BytesUp: 2816, BytesDown: 1_300_000, Seconds: 0.25},
		},
		BytesUp: 566_016, BytesDown: 261_300_000, Seconds: 75,
	})
	for _, want := range []string{
		"at most 200 gradient (2.8 kB up, 1.3 MB down, 0.25 s each), 1 evaluation (",
		"sends at most 566.0 kB and receives 261.3 MB in all; its browser encrypts for about 1m15s on a machine like this one, and it learns on its rows as well",
		"seen by other data owners: the model after each round",
		"never rows",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}
