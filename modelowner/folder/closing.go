package folder

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
)

// The bytes that come with the closings and the close of a training with trustees are kept: without them the sums cannot be
// opened.

// closingPath returns the file of the bytes that come with a closing, by number from 1, or with the close, number 0.
func (t *Training) closingPath(number int) string {
	if number == 0 {
		return t.path("cells.bin")
	}
	return t.path(fmt.Sprintf("closing-%d.bin", number))
}

// SaveClosing makes the bytes that come with a closing, or with the close (number 0), durable. It is called before the entry
// is signed.
func (t *Training) SaveClosing(number int, blob []byte) error {
	return durable.WriteFile(t.closingPath(number), blob)
}

// ClosingBytes reads the bytes that SaveClosing wrote.
func (t *Training) ClosingBytes(number int) ([]byte, error) {
	b, err := os.ReadFile(t.closingPath(number))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no %s in the folder of the training", t.closingPath(number))
	}
	return b, err
}
