package folder

import (
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
)

// The bytes that come with the open messages of a round are kept while the round is open: every attempt sends the same.

func (t *Training) weightsPath(round int) string { return t.path(fmt.Sprintf("weights-%d.bin", round)) }

// SaveWeights makes the bytes that come with a round's open message durable. A round that comes with none has an empty
// file: a missing file means that the round is over.
func (t *Training) SaveWeights(round int, blob []byte) error {
	return durable.WriteFile(t.weightsPath(round), blob)
}

// Weights reads the bytes that SaveWeights wrote. The error is os.ErrNotExist if the round is over.
func (t *Training) Weights(round int) ([]byte, error) { return os.ReadFile(t.weightsPath(round)) }

// RemoveWeights deletes the bytes of a round that is over. A file that stays after a crash does no harm.
func (t *Training) RemoveWeights(round int) { _ = os.Remove(t.weightsPath(round)) }
