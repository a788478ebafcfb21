package folder

import (
	"encoding/json"
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

// dayFile is the day to which the model owner put off the close last.
const dayFile = "close-day.json"

// PutOff is a day to which the close was put off, and how often it was.
type PutOff struct {
	Number int    `json:"number"` // 0 for never
	Close  string `json:"close"`
}

// CloseDay returns the day after which a training with trustees is closed: that of its file, unless it was put off. It is "" if there is
// none.
func CloseDay(t *Training) (PutOff, error) {
	b, err := os.ReadFile(t.path(dayFile))
	if errors.Is(err, os.ErrNotExist) {
		return PutOff{Close: t.File.Cohort.Close}, nil
	}
	var p PutOff
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		return p, fmt.Errorf("failed to read %s: %w", dayFile, err)
	}
	return p, nil
}

// SaveCloseDay makes a further day durable, before it is sent.
func SaveCloseDay(t *Training, p PutOff) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("failed to marshal day: %w", err)
	}
	return durable.WriteFile(t.path(dayFile), append(b, '\n'))
}
