package train

import (
	"context"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/wire"
)

// admit signs the roster once enough invited owners are present; until then it waits. The roster holds those that are
// present.
func (r *run) admit(ctx context.Context) error {
	present, err := r.remote.Present(ctx, r.ID)
	if err != nil {
		return r.remote.explain("failed to read the connected owners", err)
	}
	// Enrolments are only ever added, so they are read again when there are more.
	if len(r.enrolments) == 0 || len(r.enrolments) != r.remote.state.Enrolled {
		if r.enrolments, err = r.remote.Enrolments(ctx, r.ID); err != nil {
			return r.remote.explain("failed to read enrolments", err)
		}
	}
	c, err := admission.Sort(r.Training, r.enrolments, present)
	if err != nil {
		return err
	}
	if struck, err := r.remote.strike(ctx, c.Ignored); err != nil {
		return err
	} else if struck {
		r.enrolments = nil // they are read again
	}
	cohort := r.Manifest.Cohort
	need, closed := cohort.Start, joinTime(r.Training) <= 0
	if r.opt.Start || closed {
		need = cohort.Min
	}
	if len(c.Present) < need {
		if joined := len(c.Present) + len(c.Absent); closed && joined < cohort.Min {
			return r.stop(fmt.Errorf("too few owners: %d joined within cohort.join_timeout, at least %d are needed", joined, cohort.Min),
				"create a new training, with a longer cohort.join_timeout if owners need more time")
		}
		if err := r.remote.tell(ctx, c.Lobby, r.signer); err != nil {
			return err
		}
		if err := r.news.wait(lobbyEvent(c, need)); err != nil {
			return err
		}
		return r.poll(ctx)
	}
	admitted := c.Present[:min(len(c.Present), cohort.Max)]
	if err := r.UseInvites(admission.Bearers(admitted)); err != nil {
		return err
	}
	roster := wire.Roster{LogEntry: r.log.Next(), Members: admission.Members(admitted)}
	if err := r.log.Sign(wire.KindRoster, roster, r.signer); err != nil {
		return err
	}
	r.news.progress()
	r.news.emit(Event{Event: EventRoster, Members: len(admitted), Message: "training with " + admission.Words(admission.Identities(admitted))})
	return nil
}

// joinTime is how long owners may still join. After it the training starts with those that are present, or ends if too few
// ever came.
func joinTime(t *folder.Training) time.Duration {
	return time.Until(t.Created.Add(time.Duration(t.Manifest.Cohort.JoinSeconds) * time.Second))
}

// lobbyEvent returns the event of waiting for owners to join.
func lobbyEvent(c *admission.Candidates, need int) Event {
	e := Event{Event: EventWaiting, Enrolled: len(c.Present) + len(c.Absent), Present: len(c.Present), Start: need}
	e.Message = fmt.Sprintf("waiting for owners: %d of %d are here", e.Present, need)
	if absent := admission.Identities(c.Absent); len(absent) > 0 {
		e.Awaited = admission.Owners(absent)
		e.Message += "; enrolled but not connected: " + admission.Words(absent)
	}
	for _, x := range []struct {
		count int
		what  string
	}{
		{len(c.Ignored), "enrolments without a valid invite are ignored"},
		{c.Twice, "enrolments are of an owner that is here already, and are left out"},
		{c.Revoked, "enrolments are revoked"},
	} {
		if x.count > 0 {
			e.Message += fmt.Sprintf("; %d %s", x.count, x.what)
		}
	}
	return e
}
