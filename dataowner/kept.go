package dataowner

import (
	"context"
	"encoding/json"

	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/protocol/wire"
)

// kept are the parts of an owner's rows that stay in a training that has begun, so that it can go on after a restart: sums, and
// the owner's answers.
type kept struct {
	Sums        json.RawMessage `json:"sums"`
	Agreed      []string        `json:"agreed"`
	Min         int             `json:"min"`
	OnlyVouched bool            `json:"only_vouched"`
}

// keptKey is where they are kept.
func keptKey(t wire.TrainingID) string { return "sums/" + t.String() }

// keepSums keeps the sums of rows, once the lobby has passed, if the owner wants that and if sums suffice. They are a convenience:
// an owner whose sums cannot be kept brings its file again.
func keepSums(ctx context.Context, o *Owner, sums []byte) {
	o.mu.Lock()
	wanted := o.keep && o.cfg.Sums != nil
	k := kept{Sums: sums, Agreed: o.agreed, Min: o.rules.Min, OnlyVouched: o.rules.OnlyVouched}
	o.mu.Unlock()
	if !wanted || sums == nil {
		return
	}
	if b, err := json.Marshal(k); err == nil {
		_ = o.cfg.Sums.Put(ctx, keptKey(o.terms.ID), b)
	}
}

// dropSums deletes the sums kept of a training.
func dropSums(ctx context.Context, cfg Config, t wire.TrainingID) {
	if cfg.Sums != nil {
		_ = cfg.Sums.Delete(ctx, keptKey(t))
	}
}

// recall takes the sums that were kept in the place of rows, if there are any and the lobby has passed: its statements hold
// for them.
func recall(ctx context.Context, o *Owner) {
	if o.cfg.Sums == nil || o.record.Data().Ended != "" {
		return
	}
	if stage, err := o.ledger.Stage(ctx, o.terms.ID); err != nil || stage != ledger.StagePassed {
		return
	}
	b, err := o.cfg.Sums.Get(ctx, keptKey(o.terms.ID))
	if err != nil {
		return
	}
	var k kept
	if json.Unmarshal(b, &k) != nil {
		return
	}
	loaded, err := rows.Restore(o.terms.File, k.Sums)
	if err != nil {
		return
	}
	o.restored, o.keep, o.agreed = true, true, k.Agreed
	o.rules.Min, o.rules.OnlyVouched = max(o.rules.Min, k.Min), o.rules.OnlyVouched || k.OnlyVouched
	o.brought = brought{loaded: loaded, stake: statement.Passed(o.ledger, o.reader.training), again: func(context.Context) (brought, error) {
		return brought{}, problem.Errorf(problem.Rows, "Choose the file again.", "the rows must be compared once more")
	}}
}

// KeepSums says whether sums over the rows may be kept, under the key of the machine, until the training ends, so that this owner
// goes on by itself after a restart. Rows are never kept.
func KeepSums(o *Owner, keep bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.keep = keep && o.cfg.Sums != nil
}

// setRules is for a session: what the page says about the others.
func setRules(o *Owner, a commandArgs) {
	o.SetRules(a.Agree, func(r *people.Rules) {
		if a.MinCohort > 0 {
			r.Min = a.MinCohort
		}
		r.OnlyVouched = a.OnlyVouched
	})
}
