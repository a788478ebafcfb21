package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/ml/squares"
)

// kept are the parts of rows kept between two runs of an owner: sums, in the form of the mode that made them.
type kept struct {
	Counts     [2]int     `json:"counts"`
	Moments    []*big.Int `json:"moments,omitempty"`
	Values     []*big.Int `json:"values,omitempty"`     // of the one round
	Gradient   *numbers   `json:"gradient,omitempty"`   // under encrypted weights
	Evaluation *numbers   `json:"evaluation,omitempty"` // if rows are held back
	Fit        *keptFit   `json:"fit,omitempty"`        // of a meta-analysis
}

// keptFit is an owner's own fit: no round of a meta-analysis needs more.
type keptFit struct {
	Estimates []meta.Estimate `json:"estimates"`
	Cost      float64         `json:"cost"`
	Rows      int64           `json:"rows"`
}

// numbers are sums with their numbers as JSON: Statistics itself never shows them.
type numbers squares.Statistics

// Keep returns the sums from which all rounds can be answered, for Restore. It returns nil if a round computes on the rows
// themselves: rows are never kept.
func (r *Rows) Keep() []byte {
	k := kept{Counts: r.counts, Moments: r.moments}
	switch h := r.held.(type) {
	case heldValues:
		k.Values = h
	case *heldSums:
		k.Gradient = (*numbers)(h.gradient)
		if h.evaluation != h.gradient {
			k.Evaluation = (*numbers)(h.evaluation)
		}
	case *heldEstimates:
		k.Fit = &keptFit{h.estimates, h.cost, h.rows}
	default:
		return nil
	}
	b, err := json.Marshal(k)
	if err != nil {
		return nil
	}
	return b
}

// Restore returns the rows of which Keep returned the sums. It fails if they are not those of a training.
func Restore(f *spec.File, b []byte) (*Rows, error) {
	var k kept
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, fmt.Errorf("invalid sums: %w", err)
	}
	r := &Rows{file: f, counts: k.Counts, moments: k.Moments}
	switch {
	case f.NeedsStatistics() != (len(k.Moments) > 0) || gap(k.Moments):
		return nil, errOtherSums
	case modeOf(f) == mode(oneRoundMode{}) && len(k.Values) > 0 && !gap(k.Values):
		r.held = heldValues(k.Values)
	case modeOf(f) == mode(encryptedMode{}) && whole(k.Gradient) && (k.Evaluation == nil || whole(k.Evaluation) && len(k.Evaluation.B) == len(k.Gradient.B)):
		h := &heldSums{gradient: (*squares.Statistics)(k.Gradient), evaluation: (*squares.Statistics)(k.Gradient)}
		if k.Evaluation != nil {
			h.evaluation = (*squares.Statistics)(k.Evaluation)
		}
		r.held = h
	case modeOf(f) == mode(metaMode{}) && k.Fit != nil && len(k.Fit.Estimates) == f.MetaTerms() && k.Fit.Cost >= 0 && k.Fit.Rows > 0:
		r.held = &heldEstimates{file: f, estimates: k.Fit.Estimates, cost: k.Fit.Cost, rows: k.Fit.Rows}
	default:
		return nil, errOtherSums
	}
	return r, nil
}

var errOtherSums = errors.New("invalid sums: they are of another training, or damaged")

// gap reports whether a number is missing.
func gap(values []*big.Int) bool {
	for _, v := range values {
		if v == nil {
			return true
		}
	}
	return false
}

// whole reports whether sums have all their numbers.
func whole(s *numbers) bool {
	if s == nil || s.YY == nil || gap(s.B) || len(s.A) != len(s.B) {
		return false
	}
	for _, row := range s.A {
		if len(row) != len(s.B) || gap(row) {
			return false
		}
	}
	return true
}
