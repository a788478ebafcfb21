package server

import (
	"context"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// put returns a handler that passes a signed message to take, which puts it into its sender's place in an attempt.
func (p *protocol) put(take func(context.Context, wire.TrainingID, wire.Ref, wire.Identity, *wire.Signed) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, ref, err := pathRef(r)
		if err != nil {
			return err
		}
		who, err := pathIdentity(r)
		if err != nil {
			return err
		}
		m, err := p.signers.message(w, r)
		if err != nil {
			return err
		}
		return p.answers.done(w, take(r.Context(), id, ref, who, m))
	}
}

// list returns a handler that answers with a page of the messages of an attempt, once their phase is over.
func (p *protocol) list(read func(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, ref, err := pathRef(r)
		if err != nil {
			return err
		}
		id, reader, after, err := p.signers.pageReader(r, "wait")
		if err != nil {
			return err
		}
		wait, err := waitQuery(r, "after")
		if err != nil {
			return err
		}
		return answered(p, w, r, id, wait, func() (*wire.List, error) { return read(r.Context(), id, ref, reader, after) },
			func(w http.ResponseWriter, l *wire.List) { p.answers.list(w, r, l) })
	}
}

// answered sends the result of read, after at most a time that the request waits for the end of a phase.
func answered[T any](p *protocol, w http.ResponseWriter, r *http.Request, id wire.TrainingID, wait time.Duration, read func() (T, error), send func(http.ResponseWriter, T)) error {
	var v T
	err := p.held(r, id, wait, wire.CodePhase, func() (err error) {
		v, err = read()
		return err
	})
	if err == nil {
		send(w, v)
	}
	return err
}

// answer returns a handler that reads a value of an attempt for the identity that signed the request, and sends it.
func answer[T any](p *protocol, read func(context.Context, wire.TrainingID, wire.Ref, wire.Identity) (T, error),
	send func(http.ResponseWriter, T)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, ref, err := pathRef(r)
		if err != nil {
			return err
		}
		id, reader, _, err := p.signers.reader(r)
		if err != nil {
			return err
		}
		wait, err := waitQuery(r)
		if err != nil {
			return err
		}
		return answered(p, w, r, id, wait, func() (T, error) { return read(r.Context(), id, ref, reader) }, send)
	}
}

// blob returns a handler that answers with ciphertexts of an attempt.
func (p *protocol) blob(read func(context.Context, wire.TrainingID, wire.Ref, wire.Identity) ([]byte, error)) handler {
	return answer(p, read, func(w http.ResponseWriter, b []byte) { p.answers.bytes(w, http.StatusOK, wire.BlobType, b) })
}

// putFrame takes a signed message, followed by at most limit bytes, into its sender's place in an attempt.
func (p *protocol) putFrame(w http.ResponseWriter, r *http.Request, limit func(round.Sizes) int,
	take func(context.Context, wire.TrainingID, wire.Ref, wire.Identity, *wire.Signed, []byte) error) error {
	id, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	sizes, err := p.machine.Sizes(r.Context(), id)
	if err != nil {
		return err
	}
	f, err := p.signers.frame(w, r, limit(sizes), func(who wire.Identity) error { return p.machine.MaySend(r.Context(), id, who) })
	if err != nil {
		return err
	}
	defer f.Close()
	blob, err := f.Ciphertexts(r.Context())
	if err != nil {
		return err
	}
	return p.answers.done(w, take(r.Context(), id, ref, who, f.Signed, blob))
}

func (p *protocol) putKeys(w http.ResponseWriter, r *http.Request) error {
	return p.putFrame(w, r, func(z round.Sizes) int { return z.Keys }, p.machine.PutKeys)
}

func (p *protocol) putUpload(w http.ResponseWriter, r *http.Request) error {
	return p.putFrame(w, r, func(z round.Sizes) int { return z.Upload }, p.machine.PutUpload)
}

func (p *protocol) getUpload(w http.ResponseWriter, r *http.Request) error {
	owner, err := pathIdentity(r)
	if err != nil {
		return err
	}
	return p.blob(func(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
		return p.machine.Upload(ctx, id, ref, owner, reader)
	})(w, r)
}
