package server

import (
	"context"
	"mime"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/audit"
	"github.com/blindfit/blindfit/server/guard"
	"github.com/blindfit/blindfit/server/round"
)

// protocol answers the requests of the protocol, other than those that follow a training.
type protocol struct {
	machine *round.Machine
	signers *signers
	access  *access
	answers *responder
	manage  *manage
	clock   round.Clock
	release string
}

func (p *protocol) getServer(w http.ResponseWriter, _ *http.Request) error {
	p.answers.json(w, http.StatusOK, wire.Server{Name: "blindfit facilitator", Protocol: wire.Version, Release: p.release, TimeMS: p.clock.Now().UnixMilli()})
	return nil
}

// postTraining accepts a manifest if the operator permits it: a facilitator that other machines reach must not keep the
// trainings of every client that finds it.
func (p *protocol) postTraining(w http.ResponseWriter, r *http.Request) error {
	by, err := p.access.operator(r, guard.MayCreate, "trainings are created")
	if err != nil {
		return err
	}
	m, err := p.signers.message(w, r)
	if err != nil {
		return err
	}
	id, created, err := p.machine.CreateTraining(r.Context(), m, round.Creator{Name: by.Name, Trainings: by.Trainings})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
		p.manage.note(r.Context(), audit.Entry{Who: by.Name, Action: audit.Created, Training: id.String()})
	}
	p.answers.json(w, status, wire.Created{Training: id})
	return nil
}

func (p *protocol) getManifest(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	m, err := p.machine.Manifest(r.Context(), id)
	if err != nil {
		return err
	}
	p.answers.json(w, http.StatusOK, m)
	return nil
}

// getEntry answers somebody with an invite before it enrols.
func (p *protocol) getEntry(w http.ResponseWriter, r *http.Request) error {
	id, who, err := pathPlace(r)
	if err != nil {
		return err
	}
	q, err := query(r, "invite")
	if err != nil {
		return err
	}
	var invite wire.InviteID
	if err := invite.UnmarshalText([]byte(q.Get("invite"))); err != nil {
		return wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	e, err := p.machine.Lobby.Entry(r.Context(), id, who, invite)
	if err != nil {
		return err
	}
	p.answers.json(w, http.StatusOK, e)
	return nil
}

// putOnce returns a handler that passes a signed message to take, which puts it into its sender's place in a training.
// admit is asked once the message is read.
func (p *protocol) putOnce(admit func(*http.Request) error, take func(context.Context, wire.TrainingID, wire.Identity, *wire.Signed) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, who, err := pathPlace(r)
		if err != nil {
			return err
		}
		m, err := p.signers.message(w, r)
		if err != nil {
			return err
		}
		if err := admit(r); err != nil {
			return err
		}
		return p.answers.done(w, take(r.Context(), id, who, m))
	}
}

// always admits a message that has no limit of its own.
func always(*http.Request) error { return nil }

// byPage returns a handler that answers with a page of the result of read, from the one after an identity on.
func byPage[T any](p *protocol, read func(ctx context.Context, id wire.TrainingID, reader, after wire.Identity) (T, error), send func(http.ResponseWriter, T)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, reader, after, err := p.signers.pageReader(r)
		if err != nil {
			return err
		}
		v, err := read(r.Context(), id, reader, after)
		if err != nil {
			return err
		}
		send(w, v)
		return nil
	}
}

func (p *protocol) postLog(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	sizes, err := p.machine.Sizes(r.Context(), id)
	if err != nil {
		return err
	}
	wait, err := waitQuery(r)
	if err != nil {
		return err
	}
	// An entry that arrives before the one that it follows waits for it.
	appended := func(m *wire.Signed, blob []byte) error {
		return p.answers.done(w, p.held(r, id, wait, wire.CodeStale, func() error { return p.appendEntry(r.Context(), id, m, blob) }))
	}
	if !isFrame(r) {
		m, err := p.signers.message(w, r, wire.FrameType)
		if err != nil {
			return err
		}
		return appended(m, nil)
	}
	f, err := p.signers.frame(w, r, sizes.Open, func(who wire.Identity) error { return p.machine.MaySend(r.Context(), id, who) })
	if err != nil {
		return err
	}
	defer f.Close()
	blob, err := f.Ciphertexts(r.Context())
	if err != nil {
		return err
	}
	return appended(f.Signed, blob)
}

// held calls try, again after each change of a training while it is refused with a code, for at most a time.
func (p *protocol) held(r *http.Request, id wire.TrainingID, wait time.Duration, code wire.Code, try func() error) error {
	if wait <= 0 {
		return try()
	}
	requestOf(r).waited = true
	within, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	return p.machine.Hold(r.Context(), id, code, try, func(changed <-chan struct{}) bool {
		defer p.signers.transfers.Pause(r.Context())()
		select {
		case <-changed:
			return true
		case <-within.Done():
			return false
		}
	})
}

// appendEntry appends an entry, and records the end of a training.
func (p *protocol) appendEntry(ctx context.Context, id wire.TrainingID, m *wire.Signed, blob []byte) error {
	ends := false
	if m.Kind == wire.KindDone {
		before, err := p.machine.Upkeep().Record(ctx, id)
		if err != nil {
			return err
		}
		ends = before.Phase != wire.PhaseDone
	}
	err := p.machine.Append(ctx, id, m, blob)
	if err == nil && ends {
		p.manage.note(ctx, audit.Entry{Who: byModelOwner, Action: audit.Completed, Training: id.String()})
	}
	return err
}

// deleteEnrolment removes an enrolment from the lobby for the model owner.
func (p *protocol) deleteEnrolment(w http.ResponseWriter, r *http.Request) error {
	id, reader, _, err := p.signers.reader(r)
	if err != nil {
		return err
	}
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	return p.answers.done(w, p.machine.Strike(r.Context(), id, reader, who))
}

func isFrame(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == wire.FrameType
}

func (p *protocol) getLog(w http.ResponseWriter, r *http.Request) error {
	id, reader, _, err := p.signers.reader(r)
	if err != nil {
		return err
	}
	q, err := query(r, "from")
	if err != nil {
		return err
	}
	from := 1
	if q.Has("from") {
		if from, err = number(q.Get("from"), "from", 1, 1<<31-1); err != nil {
			return err
		}
	}
	log, err := p.machine.Log(r.Context(), id, reader, from)
	if err != nil {
		return err
	}
	p.answers.json(w, http.StatusOK, log)
	return nil
}

func (p *protocol) postLeave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	m, err := p.signers.message(w, r)
	if err != nil {
		return err
	}
	who, at, err := p.signers.hello(id, m)
	if err != nil {
		return err
	}
	return p.answers.done(w, p.machine.Leave(r.Context(), id, who, at))
}
