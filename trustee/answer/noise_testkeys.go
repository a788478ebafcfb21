//go:build testkeys

package answer

import (
	"io"
	"math/big"

	"github.com/blindfit/blindfit/ml/dp"
)

// WithoutNoise takes the noise away for the length of a test, so that sums are exact. It exists in test builds only.
func WithoutNoise(test interface{ Cleanup(func()) }) {
	before := draw
	test.Cleanup(func() { draw = before })
	draw = func(n dp.Noise, cells int, _ io.Reader) ([][]*big.Int, error) {
		zeros := make([][]*big.Int, cells)
		for c := range zeros {
			for range n.Values {
				zeros[c] = append(zeros[c], new(big.Int))
			}
		}
		return zeros, nil
	}
}
