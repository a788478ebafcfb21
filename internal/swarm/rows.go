package swarm

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
)

// maxRows is the most rows of an owner.
const maxRows = 4096

// trainingFile describes the training of n owners, at least least of them: least squares by plain descent, or by one round of all sums.
func (c *Config) trainingFile(n, least int) (*spec.File, error) {
	type column struct {
		Name string  `json:"name"`
		Type string  `json:"type"`
		Min  float64 `json:"min"`
		Max  float64 `json:"max"`
	}
	numeric := func(name string) column { return column{name, "continuous", -1, 1} }
	features := make([]column, c.Columns-1)
	for i := range features {
		features[i] = numeric(fmt.Sprintf("x%d", i+1))
	}
	description := map[string]any{
		"name": "swarm", "features": features, "target": numeric("y"),
		"bounds":   map[string]any{"rows": maxRows, "weight": 256},
		"cohort":   map[string]any{"min": least, "max": n, "start": n},
		"key_bits": c.KeyBits,
	}
	if c.OneRound {
		description["model"] = map[string]any{"method": "one_round"}
		if c.Epsilon > 0 {
			description["privacy"] = map[string]any{"epsilon": c.Epsilon}
		}
	} else {
		description["training"] = map[string]any{"rounds": c.Rounds, "optimizer": "sgd"}
	}
	b, err := json.Marshal(description)
	if err != nil {
		return nil, err
	}
	return spec.Parse(b)
}

// table draws the rows of one owner as CSV.
func (c *Config) table(r *rand.Rand) string {
	var b strings.Builder
	for i := 1; i < c.Columns; i++ {
		fmt.Fprintf(&b, "x%d,", i)
	}
	b.WriteString("y\n")
	for range c.Rows {
		for i := 1; i < c.Columns; i++ {
			fmt.Fprintf(&b, "%.6f,", 2*r.Float64()-1)
		}
		fmt.Fprintf(&b, "%.6f\n", 2*r.Float64()-1)
	}
	return b.String()
}

// generator is the source of everything drawn for owner number i; made-up data need no secrecy, and a run with the same
// seed draws the same.
func (c *Config) generator(i int) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(c.Seed), uint64(i))) //nolint:gosec // G404: reproducible rows, no secret
}

// Values returns how many sums a round of all sums of so many columns opens.
func Values(columns int) int { return squares.Values(columns) }
