package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/blindfit/blindfit/protocol/wire"
)

// getTasks answers a trustee with the trainings that name it.
func (p *protocol) getTasks(w http.ResponseWriter, r *http.Request) error {
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	reader, err := p.signers.requester(r)
	if err != nil {
		return err
	}
	if reader != who {
		return wire.Rejectf(wire.CodeForbidden, "only the trustee itself may do this")
	}
	tasks, err := p.machine.Gather.Tasks(r.Context(), who)
	if err != nil {
		return err
	}
	p.answers.json(w, http.StatusOK, tasks)
	return nil
}

func (p *protocol) getAccepts(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	list, err := p.machine.Gather.Accepts(r.Context(), id)
	if err != nil {
		return err
	}
	p.answers.json(w, http.StatusOK, list)
	return nil
}

// sendFrame takes a signed message, followed by bytes, into its sender's place in a training. limit returns the most
// bytes; admit is asked before they are read.
func (p *protocol) sendFrame(w http.ResponseWriter, r *http.Request, limit func(context.Context, wire.TrainingID) (int, error),
	admit func(context.Context, wire.TrainingID) error, take func(context.Context, wire.TrainingID, wire.Identity, *wire.Signed, []byte) error) error {
	id, who, err := pathPlace(r)
	if err != nil {
		return err
	}
	most, err := limit(r.Context(), id)
	if err != nil {
		return err
	}
	f, err := p.signers.frame(w, r, most, func(wire.Identity) error { return admit(r.Context(), id) })
	if err != nil {
		return err
	}
	defer f.Close()
	blob, err := f.Ciphertexts(r.Context())
	if err != nil {
		return err
	}
	return p.answers.done(w, take(r.Context(), id, who, f.Signed, blob))
}

func (p *protocol) putContribution(w http.ResponseWriter, r *http.Request) error {
	g := p.machine.Gather
	limit := func(ctx context.Context, id wire.TrainingID) (int, error) {
		n, _, err := g.Sizes(ctx, id)
		return n, err
	}
	admit := func(context.Context, wire.TrainingID) error { return p.access.enrolment(r) }
	return p.sendFrame(w, r, limit, admit, g.PutContribution)
}

// ofModelOwner returns a handler that takes a frame of the model owner with at most so many bytes after its message.
func (p *protocol) ofModelOwner(most int, take func(context.Context, wire.TrainingID, wire.Identity, *wire.Signed, []byte) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		limit := func(context.Context, wire.TrainingID) (int, error) { return most, nil }
		admit := func(ctx context.Context, id wire.TrainingID) error {
			who, err := pathIdentity(r)
			if err != nil {
				return err
			}
			return p.machine.Gather.OnlyModelOwner(ctx, id, who)
		}
		return p.sendFrame(w, r, limit, admit, take)
	}
}

// getPublication returns a handler that answers anyone that knows a training with its published results.
func getPublication(p *protocol) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathTraining(r)
		if err != nil {
			return err
		}
		who, err := pathIdentity(r)
		if err != nil {
			return err
		}
		b, err := p.machine.Gather.Publication(r.Context(), id, who)
		if err != nil {
			return err
		}
		p.answers.bytes(w, http.StatusOK, wire.FrameType, b)
		return nil
	}
}

// redirectToInvite returns a handler that leads from a short public address to the page with the invite that the model owner
// makes public.
func redirectToInvite(find func(ctx context.Context, path string) (string, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		address, err := find(r.Context(), r.URL.Path)
		if err != nil {
			return err
		}
		w.Header().Set("Location", "../join#"+address) // relative: the facilitator may be served under a path
		w.WriteHeader(http.StatusSeeOther)
		return nil
	}
}

func (p *protocol) putRelease(w http.ResponseWriter, r *http.Request) error {
	g := p.machine.Gather
	limit := func(ctx context.Context, id wire.TrainingID) (int, error) {
		_, n, err := g.Sizes(ctx, id)
		return n, err
	}
	admit := func(ctx context.Context, id wire.TrainingID) error {
		who, err := pathIdentity(r)
		if err != nil {
			return err
		}
		return p.machine.MaySend(ctx, id, who)
	}
	return p.sendFrame(w, r, limit, admit, g.PutRelease)
}

// read returns a handler that reads a value of a training for the identity that signed the request, and sends it.
func read[T any](p *protocol, get func(context.Context, wire.TrainingID, wire.Identity) (T, error), send func(http.ResponseWriter, T)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, reader, _, err := p.signers.reader(r)
		if err != nil {
			return err
		}
		v, err := get(r.Context(), id, reader)
		if err != nil {
			return err
		}
		send(w, v)
		return nil
	}
}

func (p *protocol) sendList(w http.ResponseWriter, l *wire.List) { p.answers.json(w, http.StatusOK, l) }

func (p *protocol) sendBytes(w http.ResponseWriter, b []byte) {
	p.answers.bytes(w, http.StatusOK, wire.BlobType, b)
}

func (p *protocol) getCounts(w http.ResponseWriter, r *http.Request) error {
	return read(p, p.machine.Gather.Counts, func(w http.ResponseWriter, c *wire.Counts) { p.answers.json(w, http.StatusOK, c) })(w, r)
}

func (p *protocol) getClosing(w http.ResponseWriter, r *http.Request) error {
	number, err := number(r.PathValue("number"), "number", 0, wire.MaxRounds)
	if err != nil {
		return err
	}
	return read(p, func(ctx context.Context, id wire.TrainingID, reader wire.Identity) ([]byte, error) {
		return p.machine.Gather.EntryBytes(ctx, id, number, reader)
	}, p.sendBytes)(w, r)
}

// getDay answers everybody who knows a training with the day to which its close was put off.
func (p *protocol) getDay(w http.ResponseWriter, r *http.Request) error {
	id, who, err := pathPlace(r)
	if err != nil {
		return err
	}
	s, err := p.machine.Gather.Days.Last(r.Context(), id, who)
	if err != nil {
		return err
	}
	p.answers.json(w, http.StatusOK, s)
	return nil
}

// getArrivals answers a trustee with the contributions that came after a place.
func (p *protocol) getArrivals(w http.ResponseWriter, r *http.Request) error {
	after := int64(0)
	if text := r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return wire.Rejectf(wire.CodeMalformed, "malformed query: after must be a whole number of at least 0")
		}
	}
	return read(p, func(ctx context.Context, id wire.TrainingID, reader wire.Identity) ([]byte, error) {
		return p.machine.Gather.Arrivals(ctx, id, reader, after)
	}, p.sendBytes)(w, r)
}

func (p *protocol) getRelease(w http.ResponseWriter, r *http.Request) error {
	trustee, err := pathIdentity(r)
	if err != nil {
		return err
	}
	return read(p, func(ctx context.Context, id wire.TrainingID, reader wire.Identity) ([]byte, error) {
		return p.machine.Gather.ReleaseBytes(ctx, id, trustee, reader)
	}, p.sendBytes)(w, r)
}
