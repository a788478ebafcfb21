package modelowner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

// admit signs the roster once enough invited owners are present, else waits. The roster holds those who are
// present, in blocks: sums are opened over whole blocks only.
func (tr *trainer) admit(ctx context.Context) error {
	present, err := tr.client.Present(ctx, tr.ID)
	if err != nil {
		return tr.explain("failed to read who is connected", err)
	}
	// Enrolments are only ever added: they are read again when there are more.
	if len(tr.enrolments) == 0 || len(tr.enrolments) != tr.state.Enrolled {
		if tr.enrolments, err = tr.client.Enrolments(ctx, tr.ID); err != nil {
			return tr.explain("failed to read enrolments", err)
		}
	}
	v, err := openInvites(tr.Training)
	if err != nil {
		return err
	}
	gone, err := openRevocations(tr.Training)
	if err != nil {
		return err
	}
	c := tr.sortEnrolments(tr.enrolments, v, gone, present)
	cohort := tr.Manifest.Cohort
	need, closed := cohort.Start, tr.joinTime() <= 0
	if tr.opt.Start || closed {
		need = cohort.Min
	}
	if len(c.present) < need {
		if joined := len(c.present) + len(c.absent); closed && joined < cohort.Min {
			return tr.stop(fmt.Errorf("too few owners: %d joined within cohort.join_timeout, at least %d are needed", joined, cohort.Min),
				"create a new training, with a longer cohort.join_timeout where owners need more time")
		}
		return tr.wait(ctx, lobbyEvent(c, need))
	}
	admitted := c.present[:min(len(c.present), cohort.Max)]
	if err := tr.useInvites(admitted); err != nil {
		return err
	}
	roster := wire.Roster{LogEntry: tr.log.Next(), Members: members(admitted)}
	if err := tr.log.append(wire.KindRoster, roster, tr.keys.Identity); err != nil {
		return err
	}
	ids := make([]wire.Identity, len(admitted))
	for i, a := range admitted {
		ids[i] = a.signed.Signer
	}
	tr.progress()
	tr.tell(Event{Event: EventRoster, Members: len(ids), Message: "training with " + words(ids)})
	return nil
}

// joinTime is how long owners may still join: past it the training starts with those who are there, or ends where too
// few ever came.
func (tr *trainer) joinTime() time.Duration {
	return time.Until(tr.Created.Add(time.Duration(tr.Manifest.Cohort.JoinSeconds) * time.Second))
}

// lobbyEvent says how many owners are still needed.
func lobbyEvent(c candidates, need int) Event {
	e := Event{Event: EventWaiting, Enrolled: len(c.present) + len(c.absent), Present: len(c.present), Start: need}
	e.Message = fmt.Sprintf("waiting for owners: %d of %d are here", e.Present, need)
	absent := make([]wire.Identity, len(c.absent))
	for i, a := range c.absent {
		absent[i] = a.signed.Signer
	}
	if len(absent) > 0 {
		e.Awaited = owners(absent)
		e.Message += "; enrolled but not connected: " + words(absent)
	}
	if c.ignored > 0 {
		e.Message += fmt.Sprintf("; %d enrolments without a valid invite are ignored", c.ignored)
	}
	if c.twice > 0 {
		e.Message += fmt.Sprintf("; %d enrolments are of an owner who is here already, and are left out", c.twice)
	}
	if c.revoked > 0 {
		e.Message += fmt.Sprintf("; %d enrolments are revoked", c.revoked)
	}
	return e
}

// useInvites records the bearers of invites. Invites may be made by another process at the same time.
func (tr *trainer) useInvites(list []candidate) error {
	release, err := durable.Lock(tr.path("invites.lock"))
	if errors.Is(err, durable.ErrBusy) {
		return WithHint(ErrBusy, "another process makes invites at this moment; train again")
	} else if err != nil {
		return err
	}
	defer release()
	v, err := openInvites(tr.Training)
	if err != nil {
		return err
	}
	return v.use(list)
}
