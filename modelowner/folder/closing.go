package folder

import (
	"errors"
	"fmt"
	"os"

	"github.com/blindfit/blindfit/internal/durable"
)

// The bytes that come with the closings and the close of a training with trustees are kept: without them the sums cannot be
// opened.

// closingFile names the file of the bytes that come with a closing, by number from 1, or with the close, number 0.
func closingFile(number int) string {
	if number == 0 {
		return "cells.bin"
	}
	return fmt.Sprintf("closing-%d.bin", number)
}

// SaveClosing makes the bytes that come with a closing, or with the close (number 0), durable. It is called before the entry
// is signed.
func (t *Training) SaveClosing(number int, blob []byte) error {
	return durable.WriteFile(t.path(closingFile(number)), blob)
}

// ClosingBytes reads the bytes that SaveClosing wrote.
func (t *Training) ClosingBytes(number int) ([]byte, error) {
	b, err := os.ReadFile(t.path(closingFile(number)))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no %s in the folder of the training", closingFile(number))
	}
	return b, err
}
