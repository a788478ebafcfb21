package server

import (
	"errors"
	"net/http"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/round"
)

// signers find the identity that signed a request, and count the request for it.
type signers struct {
	transfers transfers
	access    *access
	clock     round.Clock
}

// reader returns the training in the path, the identity that signed the header of a request, and when.
func (s *signers) reader(r *http.Request) (id wire.TrainingID, who wire.Identity, at time.Time, err error) {
	if id, err = pathTraining(r); err != nil {
		return id, who, at, err
	}
	who, at, err = s.signed(r)
	return id, who, at, err
}

// signed returns the identity that signed the header of a request, and when.
func (s *signers) signed(r *http.Request) (who wire.Identity, at time.Time, err error) {
	who, at, err = wire.ParseRequest(r.Header.Get(wire.AuthHeader), r.Method, r.URL.RequestURI(), s.clock.Now())
	if err == nil {
		err = s.access.identity(r, who)
	}
	return who, at, err
}

// requester is signed without the time.
func (s *signers) requester(r *http.Request) (wire.Identity, error) {
	who, _, err := s.signed(r)
	return who, err
}

// pageReader is reader for a list that is read in pages: after is the last identity of the page before. names are other
// queries that the list takes.
func (s *signers) pageReader(r *http.Request, names ...string) (id wire.TrainingID, who, after wire.Identity, err error) {
	if id, who, _, err = s.reader(r); err != nil {
		return id, who, after, err
	}
	q, err := query(r, append(names, "after")...)
	if err == nil && q.Has("after") {
		if after, err = wire.ParseIdentity(q.Get("after")); err != nil {
			err = wire.Rejectf(wire.CodeMalformed, "%v", err)
		}
	}
	return id, who, after, err
}

// message reads a body that is a signed message. Other media types than JSON are those of other forms of the request, for
// the text of a rejection.
func (s *signers) message(w http.ResponseWriter, r *http.Request, mediaTypes ...string) (*wire.Signed, error) {
	b, err := s.transfers.ReadBody(w, r, append([]string{admission.JSONType}, mediaTypes...)...)
	if err != nil {
		return nil, err
	}
	m, err := wire.Parse[wire.Signed](b)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeMalformed, "%v", err)
	}
	return &m, s.access.signer(r, &m)
}

// frame receives a body that is a signed message with at most limit bytes of ciphertexts. check fails if the signer may
// not send them; they are then not kept.
func (s *signers) frame(w http.ResponseWriter, r *http.Request, limit int, check func(wire.Identity) error) (*admission.Frame, error) {
	return s.transfers.ReceiveFrame(w, r, limit, func(m *wire.Signed) error {
		if err := s.access.signer(r, m); err != nil {
			return err
		}
		return check(m.Signer)
	})
}

// hello checks the message by which an owner or model owner names itself, and returns the signer and the time of the
// signature.
func (s *signers) hello(id wire.TrainingID, m *wire.Signed) (who wire.Identity, at time.Time, err error) {
	h, err := wire.Unseal[wire.Hello](m, wire.KindHello)
	switch {
	case errors.Is(err, wire.ErrSignature):
		return who, at, wire.Rejectf(wire.CodeSignature, "%v", err)
	case err != nil:
		return who, at, wire.Rejectf(wire.CodeMalformed, "%v", err)
	case h.Training != id:
		return who, at, wire.Rejectf(wire.CodeStale, "hello: is for a different training")
	}
	return m.Signer, time.UnixMilli(h.TimeMS), wire.CheckTime(h.TimeMS, s.clock.Now())
}
