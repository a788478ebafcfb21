package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/round"
)

const (
	// maxReason is the size of the reason for the end of a training, in bytes.
	maxReason = 500
	// keepInterval is the time between two looks for trainings that have been kept for long enough.
	keepInterval = time.Hour
	// Actors without a token, in the audit log.
	byRule, byModelOwner, byProgram = "rule", "the model owner", "the program"
)

// manage answers requests for an operator's changes: the end and the deletion of trainings, and the audit log of both.
type manage struct {
	machine *round.Machine
	access  *access
	answers *responder
	signers *signers
	audit   *audit.Log // nil: nothing is recorded
}

// note records a change that was made. A failure is in the program's log: the change is not undone for it.
func (m *manage) note(ctx context.Context, e audit.Entry) {
	if err := m.record(ctx, e); err != nil {
		m.answers.log.Error("audit log not written", "action", e.Action, "training", e.Training, "error", err)
	}
}

// record records a change that is about to be made.
func (m *manage) record(ctx context.Context, e audit.Entry) error {
	if m.audit == nil {
		return nil
	}
	return m.audit.Add(context.WithoutCancel(ctx), e)
}

// operator is access.operator for a change. A page of another site could have a browser send it with a token that the browser
// keeps, so a request of any page is refused.
func (m *manage) operator(r *http.Request) (guard.Holder, error) {
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		return guard.Holder{}, wire.Rejectf(wire.CodeForbidden, "pages in a browser change no trainings; use 'facilitator end' and 'facilitator forget'")
	}
	return m.access.operator(r, guard.MayOperate, "trainings are ended and forgotten")
}

// endRequest is the body of a request that ends a training.
type endRequest struct {
	Why string `json:"why"`
}

// postEnd ends a training, for the reason in the body.
func (m *manage) postEnd(w http.ResponseWriter, r *http.Request) error {
	by, err := m.operator(r)
	if err != nil {
		return err
	}
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	b, err := m.signers.transfers.ReadBody(w, r, admission.JSONType)
	if err != nil {
		return err
	}
	why, err := wire.Parse[endRequest](b)
	if err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	if why.Why = strings.TrimSpace(why.Why); why.Why == "" || len(why.Why) > maxReason || strings.ContainsAny(why.Why, "\r\n") {
		return wire.Rejectf(wire.CodeInvalid, "why: must be one line of 1 to %d bytes, which all participants see", maxReason)
	}
	if _, err := m.machine.Upkeep().Record(r.Context(), id); err != nil {
		return err
	}
	if err := m.record(r.Context(), audit.Entry{Who: by.Name, Action: audit.Ended, Training: id.String(), Detail: why.Why}); err != nil {
		return err
	}
	return m.answers.done(w, m.machine.Upkeep().End(r.Context(), id, why.Why))
}

// postForget deletes a training with everything that is stored of it.
func (m *manage) postForget(w http.ResponseWriter, r *http.Request) error {
	by, err := m.operator(r)
	if err != nil {
		return err
	}
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	if _, err := m.machine.Upkeep().Record(r.Context(), id); err != nil {
		return err
	}
	if err := m.record(r.Context(), audit.Entry{Who: by.Name, Action: audit.Forgot, Training: id.String()}); err != nil {
		return err
	}
	return m.answers.done(w, m.machine.Upkeep().Forget(r.Context(), id))
}

// getAudit answers with a page of the audit log, from the entry with the number in the query on.
func (m *manage) getAudit(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "from")
	if err != nil {
		return err
	}
	from := 1
	if q.Has("from") {
		if from, err = number(q.Get("from"), "from", 1, 1<<40); err != nil {
			return err
		}
	}
	entries := []json.RawMessage{}
	if m.audit != nil {
		if entries, err = m.audit.Read(r.Context(), int64(from)); err != nil {
			return err
		}
	}
	b, err := json.Marshal(map[string]any{"entries": entries})
	if err != nil {
		return err
	}
	m.answers.bytes(w, http.StatusOK, admission.JSONType, b)
	return nil
}

// keep forgets trainings that ended longer ago than a time, again and again until ctx is done.
func (m *manage) keep(ctx context.Context, kept time.Duration) {
	tick := time.NewTicker(keepInterval)
	defer tick.Stop()
	for {
		forgotten, err := m.machine.Upkeep().ForgetEnded(ctx, time.Now().Add(-kept))
		for _, id := range forgotten {
			m.note(ctx, audit.Entry{Who: byRule, Action: audit.Forgot, Training: id.String(), Detail: "kept for " + kept.String()})
		}
		if err != nil && ctx.Err() == nil {
			m.answers.log.Error("ended trainings not forgotten", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
