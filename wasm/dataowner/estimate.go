package dataowner

import (
	"context"

	"github.com/blindfit/blindfit/ml/model"
)

// Measure rehearses a round before there are rows, so that an invitation can say how long a round will take here: the
// work follows from the manifest and never from data. It returns the estimate with its seconds.
func (o *Owner) Measure(ctx context.Context) (Estimate, error) {
	o.mu.Lock()
	e := o.estimate
	o.mu.Unlock()
	if e.SecondsPerRound > 0 {
		return e, nil
	}
	seconds, err := o.rehearse(ctx, model.NewStatistics(o.terms.budget.Columns))
	if err != nil {
		return e, problemf(ProblemInternalFail, "", "failed to rehearse a round: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.estimate.SecondsPerRound == 0 {
		o.estimate.SecondsPerRound = seconds
	}
	return o.estimate, nil
}

// Uploads lists what this owner sent in this training, without the signed messages and proofs of a receipt.
func (o *Owner) Uploads() []Entry {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := append([]Entry{}, o.rec.Sent...)
	for i := range list {
		list[i].Head, list[i].Proof = nil, nil
	}
	return list
}
