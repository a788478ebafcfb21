package server

import (
	"context"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
)

func (s *Server) getServer(w http.ResponseWriter, r *http.Request) error {
	s.json(w, http.StatusOK, wire.Server{Name: "blindfit facilitator", Protocol: wire.Version, Release: s.release, TimeMS: s.clock.Now().UnixMilli()})
	return nil
}

func (s *Server) getHealth(w http.ResponseWriter, r *http.Request) error {
	s.bytes(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	return nil
}

func (s *Server) getReady(w http.ResponseWriter, r *http.Request) error {
	if s.draining.Err() != nil {
		return wire.Rejectf(wire.CodeUnavailable, "the facilitator is stopping")
	}
	if s.ready != nil {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		if err := s.ready(ctx); err != nil {
			s.log.Error("not ready", "error", err)
			return wire.Rejectf(wire.CodeUnavailable, "the facilitator cannot use its store now")
		}
	}
	return s.getHealth(w, r)
}

// postTraining takes a manifest from whom the operator lets: a facilitator that others reach must not hold trainings for
// anyone who finds it.
func (s *Server) postTraining(w http.ResponseWriter, r *http.Request) error {
	if err := s.access.operator(r, "trainings are created"); err != nil {
		return err
	}
	m, err := s.readSigned(w, r)
	if err != nil {
		return err
	}
	id, created, err := s.machine.CreateTraining(r.Context(), m)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	s.json(w, status, wire.Created{Training: id})
	return nil
}

func (s *Server) getManifest(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	m, err := s.machine.Manifest(r.Context(), id)
	if err != nil {
		return err
	}
	s.json(w, http.StatusOK, m)
	return nil
}

func (s *Server) putEnrolment(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
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
	if err := s.access.enrolment(r); err != nil {
		return err
	}
	return s.done(w, s.machine.Enrol(r.Context(), id, who, m))
}

func (s *Server) getEnrolments(w http.ResponseWriter, r *http.Request) error {
	id, reader, after, err := s.listed(r)
	if err != nil {
		return err
	}
	list, err := s.machine.Enrolments(r.Context(), id, reader, after)
	if err != nil {
		return err
	}
	s.json(w, http.StatusOK, list)
	return nil
}

func (s *Server) postLog(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	sizes, err := s.machine.Sizes(r.Context(), id)
	if err != nil {
		return err
	}
	if !isFrame(r) {
		m, err := s.readSigned(w, r, wire.FrameType)
		if err != nil {
			return err
		}
		return s.done(w, s.machine.Append(r.Context(), id, m, nil))
	}
	f, err := s.receive(w, r, sizes.Open, func(m *wire.Signed) error { return s.machine.MaySend(r.Context(), id, m.Signer) })
	if err != nil {
		return err
	}
	defer f.close()
	blob, err := f.load(r.Context())
	if err != nil {
		return err
	}
	return s.done(w, s.machine.Append(r.Context(), id, f.Signed, blob))
}

func (s *Server) getLog(w http.ResponseWriter, r *http.Request) error {
	id, reader, err := s.reader(r)
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
	log, err := s.machine.Log(r.Context(), id, reader, from)
	if err != nil {
		return err
	}
	s.json(w, http.StatusOK, log)
	return nil
}

func (s *Server) postLeave(w http.ResponseWriter, r *http.Request) error {
	id, err := pathTraining(r)
	if err != nil {
		return err
	}
	m, err := s.readSigned(w, r)
	if err != nil {
		return err
	}
	who, at, err := s.hello(id, m)
	if err != nil {
		return err
	}
	return s.done(w, s.machine.Leave(r.Context(), id, who, at))
}

// done answers 204 when err is nil.
func (s *Server) done(w http.ResponseWriter, err error) error {
	if err != nil {
		return err
	}
	limitWrite(w, 0)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// reader returns the training in the path and who signed the request.
func (s *Server) reader(r *http.Request) (wire.TrainingID, wire.Identity, error) {
	id, who, _, err := s.signed(r)
	return id, who, err
}

// signed is reader with the time of the signature.
func (s *Server) signed(r *http.Request) (id wire.TrainingID, who wire.Identity, at time.Time, err error) {
	if id, err = pathTraining(r); err != nil {
		return id, who, at, err
	}
	who, at, err = wire.ParseRequest(r.Header.Get(wire.AuthHeader), r.Method, r.URL.RequestURI(), s.clock.Now())
	if err == nil {
		err = s.access.identity(r, who)
	}
	return id, who, at, err
}

// listed is reader for a list that comes in pages: after names the last identity already seen.
func (s *Server) listed(r *http.Request) (id wire.TrainingID, reader, after wire.Identity, err error) {
	if id, reader, err = s.reader(r); err != nil {
		return id, reader, after, err
	}
	q, err := query(r, "after")
	if err == nil && q.Has("after") {
		if after, err = wire.ParseIdentity(q.Get("after")); err != nil {
			err = wire.Rejectf(wire.CodeMalformed, "%v", err)
		}
	}
	return id, reader, after, err
}
