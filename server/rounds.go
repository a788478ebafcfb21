package server

import (
	"context"
	"net/http"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/round"
)

// put takes a signed message into its sender's place in an attempt.
func (s *Server) put(take func(context.Context, wire.TrainingID, wire.Ref, wire.Identity, *wire.Signed) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, ref, err := pathRef(r)
		if err != nil {
			return err
		}
		who, err := pathIdentity(r)
		if err != nil {
			return err
		}
		m, err := s.readSigned(w, r)
		if err != nil {
			return err
		}
		return s.done(w, take(r.Context(), id, ref, who, m))
	}
}

// list answers with a page of an attempt's messages.
func (s *Server) list(read func(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader, after wire.Identity) (*wire.List, error)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, ref, err := pathRef(r)
		if err != nil {
			return err
		}
		id, reader, after, err := s.listed(r)
		if err != nil {
			return err
		}
		list, err := read(r.Context(), id, ref, reader, after)
		if err != nil {
			return err
		}
		s.json(w, http.StatusOK, list)
		return nil
	}
}

// answer reads something of an attempt for its signed reader and sends it.
func answer[T any](s *Server, read func(context.Context, wire.TrainingID, wire.Ref, wire.Identity) (T, error),
	send func(http.ResponseWriter, T)) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, ref, err := pathRef(r)
		if err != nil {
			return err
		}
		id, reader, err := s.reader(r)
		if err != nil {
			return err
		}
		v, err := read(r.Context(), id, ref, reader)
		if err != nil {
			return err
		}
		send(w, v)
		return nil
	}
}

// putFrame takes a signed message, followed by at most limit bytes, into its sender's place in an attempt.
func (s *Server) putFrame(w http.ResponseWriter, r *http.Request, limit func(round.Sizes) int,
	take func(context.Context, wire.TrainingID, wire.Ref, wire.Identity, *wire.Signed, []byte) error) error {
	id, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	sizes, err := s.machine.Sizes(r.Context(), id)
	if err != nil {
		return err
	}
	f, err := s.receive(w, r, limit(sizes), func(m *wire.Signed) error { return s.machine.MaySend(r.Context(), id, m.Signer) })
	if err != nil {
		return err
	}
	defer f.close()
	blob, err := f.load(r.Context())
	if err != nil {
		return err
	}
	return s.done(w, take(r.Context(), id, ref, who, f.Signed, blob))
}

func (s *Server) putKeys(w http.ResponseWriter, r *http.Request) error {
	return s.putFrame(w, r, func(z round.Sizes) int { return z.Keys }, s.machine.PutKeys)
}

func (s *Server) putUpload(w http.ResponseWriter, r *http.Request) error {
	return s.putFrame(w, r, func(z round.Sizes) int { return z.Upload }, s.machine.PutUpload)
}

func (s *Server) getUpload(w http.ResponseWriter, r *http.Request) error {
	owner, err := pathIdentity(r)
	if err != nil {
		return err
	}
	return s.blob(func(ctx context.Context, id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
		return s.machine.Upload(ctx, id, ref, owner, reader)
	})(w, r)
}

// blob answers with ciphertext bytes of an attempt.
func (s *Server) blob(read func(context.Context, wire.TrainingID, wire.Ref, wire.Identity) ([]byte, error)) handler {
	return answer(s, read, func(w http.ResponseWriter, b []byte) { s.bytes(w, http.StatusOK, wire.BlobType, b) })
}
