package server

import (
	"net/http"

	"github.com/blindfit/blindfit/server/wire"
)

func (s *Server) putKeys(w http.ResponseWriter, r *http.Request) error {
	id, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	m, err := readSigned(w, r)
	if err != nil {
		return err
	}
	return s.done(w, s.machine.PutKeys(r.Context(), id, ref, who, m))
}

func (s *Server) putUpload(w http.ResponseWriter, r *http.Request) error {
	id, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	who, err := pathIdentity(r)
	if err != nil {
		return err
	}
	_, size, err := s.machine.Sizes(r.Context(), id)
	if err != nil {
		return err
	}
	release, err := s.reserve(r.Context(), size)
	if err != nil {
		return err
	}
	defer release()
	m, blob, err := readFrame(w, r, size)
	if err != nil {
		return err
	}
	return s.done(w, s.machine.PutUpload(r.Context(), id, ref, who, m, blob))
}

// putRecovery answers for the phases that a cohort skips when its threshold equals its size.
func (s *Server) putRecovery(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := pathRef(r); err != nil {
		return err
	}
	switch wire.Phase(r.PathValue("recovery")) {
	case wire.PhaseShares, wire.PhaseAgree, wire.PhaseUnmask:
		return wire.Rejectf(wire.CodePhase, "this training's rounds skip the recovery phases")
	}
	return wire.Rejectf(wire.CodeNotFound, "no such path")
}

func (s *Server) getKeys(w http.ResponseWriter, r *http.Request) error {
	_, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	id, reader, after, err := s.listed(r)
	if err != nil {
		return err
	}
	list, err := s.machine.Keys(r.Context(), id, ref, reader, after)
	if err != nil {
		return err
	}
	s.json(w, http.StatusOK, list)
	return nil
}

func (s *Server) getUploads(w http.ResponseWriter, r *http.Request) error {
	_, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	id, reader, after, err := s.listed(r)
	if err != nil {
		return err
	}
	list, err := s.machine.Uploads(r.Context(), id, ref, reader, after)
	if err != nil {
		return err
	}
	s.json(w, http.StatusOK, list)
	return nil
}

func (s *Server) getWeights(w http.ResponseWriter, r *http.Request) error {
	return s.blob(w, r, func(id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
		return s.machine.Weights(r.Context(), id, ref, reader)
	})
}

func (s *Server) getAggregate(w http.ResponseWriter, r *http.Request) error {
	return s.blob(w, r, func(id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
		return s.machine.Aggregate(r.Context(), id, ref, reader)
	})
}

func (s *Server) getUpload(w http.ResponseWriter, r *http.Request) error {
	owner, err := pathIdentity(r)
	if err != nil {
		return err
	}
	return s.blob(w, r, func(id wire.TrainingID, ref wire.Ref, reader wire.Identity) ([]byte, error) {
		return s.machine.Upload(r.Context(), id, ref, owner, reader)
	})
}

// blob answers with ciphertext bytes.
func (s *Server) blob(w http.ResponseWriter, r *http.Request, read func(wire.TrainingID, wire.Ref, wire.Identity) ([]byte, error)) error {
	id, ref, err := pathRef(r)
	if err != nil {
		return err
	}
	_, reader, err := s.reader(r)
	if err != nil {
		return err
	}
	b, err := read(id, ref, reader)
	if err != nil {
		return err
	}
	s.bytes(w, http.StatusOK, wire.BlobType, b)
	return nil
}
