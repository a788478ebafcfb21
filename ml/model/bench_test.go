package model

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkExactGradient(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 9))
	s := classSchema(levelsOf(4)...)
	table := legalTable(r, s, 10000)
	for name, shape := range map[string]Shape{
		"softmax": {Kind: KindSoftmax, Inputs: s.Width(), Classes: 4},
		"mlp":     {Kind: KindMLP, Inputs: s.Width(), Classes: 4, Hidden: []int{64}},
	} {
		o, err := NewObjective(shape, table, nil)
		if err != nil {
			b.Fatal(err)
		}
		w := shape.Initial([32]byte{1})
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := o.ExactGradient(w, 24); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10000, "ns/row")
		})
	}
}
