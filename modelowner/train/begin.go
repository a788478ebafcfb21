package train

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// begin signs the start once all members have stated their rows; until then it waits. A training with noise starts
// without members that are missing after ProceedAfter (or MaxWait), if the others are enough; but they have as long as for
// their keys.
func (r *run) begin(ctx context.Context) error {
	revoked, err := r.Revocations()
	if err != nil {
		return err
	}
	members := r.log.Members()
	if !admission.Suffice(r.Manifest, members, revoked.Identities) {
		return r.stop(errRevoked, "create a new training without that owner")
	}
	messages, err := r.remote.Statements(ctx, r.ID)
	if err != nil {
		return r.remote.explain("failed to read the members' statements", err)
	}
	start := wire.Start{LogEntry: r.log.Next(), Roster: r.log.RosterDigest, Statements: make([]wire.Digest, len(members))}
	var missing []wire.Identity
	for i, m := range members {
		at := slices.IndexFunc(messages, func(s wire.Signed) bool { return s.Signer == m.Identity })
		if at < 0 {
			missing = append(missing, m.Identity)
			continue
		}
		if _, err := r.log.OpenStatement(&messages[at]); err != nil {
			return fmt.Errorf("the facilitator gave a statement that no owner signs: %w", err)
		}
		start.Statements[i] = messages[at].Digest()
	}
	awaited := slices.DeleteFunc(slices.Clone(missing), func(id wire.Identity) bool { return slices.Contains(revoked.Identities, id) })
	if !r.goesOnWithout(awaited, missing) {
		err := r.news.wait(Event{Event: EventWaiting, Members: len(members), Awaited: admission.Owners(awaited),
			Message: "waiting for " + admission.Words(awaited) + " to state which earlier sums had their rows"})
		if err != nil {
			return err
		}
		return r.poll(ctx)
	}
	if err := r.SaveStatements(messages); err != nil {
		return err
	}
	if err := r.log.Sign(wire.KindStart, start, r.signer); err != nil {
		return err
	}
	r.away = time.Time{}
	r.news.progress()
	verdict, err := r.Verdict(r.log)
	if err != nil {
		return err
	}
	r.news.emit(Event{Event: EventStart, Members: len(members), Awaited: admission.Owners(missing), Message: describeVerdict(verdict, r.File)})
	return nil
}

// goesOnWithout reports whether the training starts without the statements that are missing. awaited are those of them that
// may still come.
func (r *run) goesOnWithout(awaited, missing []wire.Identity) bool {
	if len(awaited) == 0 {
		return true
	}
	if r.away.IsZero() {
		r.away = time.Now()
	}
	limit := r.opt.patience()
	over := limit > 0 && time.Since(r.away) >= max(limit, time.Duration(r.Manifest.Limits.KeysSeconds)*time.Second) || r.news.exhausted()
	return over && admission.Suffice(r.Manifest, r.log.Members(), missing)
}

// describeVerdict describes the verdict on the members' statements in a training by a file.
func describeVerdict(v log.Verdict, f *spec.File) string {
	message := "started: no earlier sum of these rows is in the way"
	if !v.Silent {
		message = "started: rows were in earlier sums, so every data owner is asked whether sums of the same data may be given again"
	}
	switch {
	case v.Holdout || !f.Divided():
	case f.Folds > 0:
		message += "; no rows are divided into folds, because some data owner's fold would have too few or one that stands alone: there is no cross-validation"
	default:
		message += "; no rows are held back, because some data owner's would be too few or stand alone: the evaluation is of the rows that are learned from"
	}
	return message
}
