package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/blindfit/blindfit/protocol/wire"
)

// contributions is the part of the protocol for trainings with trustees.
type contributions struct{ *protocol }

// getTasks answers a trustee with the trainings that name it.
func (c contributions) getTasks(w http.ResponseWriter, r *http.Request) error {
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	reader, err := c.signers.requester(r)
	if err != nil {
		return err
	}
	if reader != who {
		return wire.Rejectf(wire.CodeForbidden, "only the trustee itself may do this")
	}
	tasks, err := c.machine.Gather.Tasks(r.Context(), who)
	if err != nil {
		return err
	}
	c.answers.json(w, http.StatusOK, tasks)
	return nil
}

func (c contributions) getAccepts(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	list, err := c.machine.Gather.Accepts(r.Context(), id)
	if err != nil {
		return err
	}
	c.answers.json(w, http.StatusOK, list)
	return nil
}

// sendFrame takes a signed message, followed by bytes, into its sender's place in a training. limit returns the most
// bytes; admit is asked before they are read.
func (c contributions) sendFrame(w http.ResponseWriter, r *http.Request, limit func(context.Context, wire.TrainingID) (int, error),
	admit func(context.Context, wire.TrainingID) error, take func(context.Context, wire.TrainingID, wire.Identity, *wire.Signed, []byte) error) error {
	id, who, err := pathPlace(r)
	if err != nil {
		return err
	}
	most, err := limit(r.Context(), id)
	if err != nil {
		return err
	}
	f, err := c.signers.frame(w, r, most, func(wire.Identity) error { return admit(r.Context(), id) })
	if err != nil {
		return err
	}
	defer f.Close()
	blob, err := f.Ciphertexts(r.Context())
	if err != nil {
		return err
	}
	return c.answers.done(w, take(r.Context(), id, who, f.Signed, blob))
}

func (c contributions) putContribution(w http.ResponseWriter, r *http.Request) error {
	g := c.machine.Gather
	limit := func(ctx context.Context, id wire.TrainingID) (int, error) {
		n, _, err := g.Sizes(ctx, id)
		return n, err
	}
	admit := func(context.Context, wire.TrainingID) error { return c.access.enrolment(r) }
	return c.sendFrame(w, r, limit, admit, g.PutContribution)
}

// ofModelOwner returns a handler that takes a frame of the model owner with at most so many bytes after its message.
func (c contributions) ofModelOwner(most int, take func(context.Context, wire.TrainingID, wire.Identity, *wire.Signed, []byte) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		limit := func(context.Context, wire.TrainingID) (int, error) { return most, nil }
		admit := func(ctx context.Context, id wire.TrainingID) error {
			who, err := pathIdentity(r)
			if err != nil {
				return err
			}
			return c.machine.Gather.OnlyModelOwner(ctx, id, who)
		}
		return c.sendFrame(w, r, limit, admit, take)
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

func (c contributions) putRelease(w http.ResponseWriter, r *http.Request) error {
	g := c.machine.Gather
	limit := func(ctx context.Context, id wire.TrainingID) (int, error) {
		_, n, err := g.Sizes(ctx, id)
		return n, err
	}
	admit := func(ctx context.Context, id wire.TrainingID) error {
		who, err := pathIdentity(r)
		if err != nil {
			return err
		}
		return c.machine.MaySend(ctx, id, who)
	}
	return c.sendFrame(w, r, limit, admit, g.PutRelease)
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

func (c contributions) getCounts(w http.ResponseWriter, r *http.Request) error {
	return read(c.protocol, c.machine.Gather.Counts, func(w http.ResponseWriter, n *wire.Counts) { c.answers.json(w, http.StatusOK, n) })(w, r)
}

func (c contributions) getClosing(w http.ResponseWriter, r *http.Request) error {
	number, err := number(r.PathValue("number"), "number", 0, wire.MaxRounds)
	if err != nil {
		return err
	}
	return read(c.protocol, func(ctx context.Context, id wire.TrainingID, reader wire.Identity) ([]byte, error) {
		return c.machine.Gather.EntryBytes(ctx, id, number, reader)
	}, c.sendBytes)(w, r)
}

// getDay answers anyone that knows a training with the day to which its close was put off.
func (c contributions) getDay(w http.ResponseWriter, r *http.Request) error {
	id, who, err := pathPlace(r)
	if err != nil {
		return err
	}
	s, err := c.machine.Gather.Days.Last(r.Context(), id, who)
	if err != nil {
		return err
	}
	c.answers.json(w, http.StatusOK, s)
	return nil
}

// getArrivals answers a trustee with the contributions that came after a place.
func (c contributions) getArrivals(w http.ResponseWriter, r *http.Request) error {
	after := int64(0)
	if text := r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return wire.Rejectf(wire.CodeMalformed, "malformed query: after must be a whole number of at least 0")
		}
	}
	return read(c.protocol, func(ctx context.Context, id wire.TrainingID, reader wire.Identity) ([]byte, error) {
		return c.machine.Gather.Arrivals(ctx, id, reader, after)
	}, c.sendBytes)(w, r)
}

func (c contributions) getRelease(w http.ResponseWriter, r *http.Request) error {
	trustee, err := pathIdentity(r)
	if err != nil {
		return err
	}
	return read(c.protocol, func(ctx context.Context, id wire.TrainingID, reader wire.Identity) ([]byte, error) {
		return c.machine.Gather.ReleaseBytes(ctx, id, trustee, reader)
	}, c.sendBytes)(w, r)
}
