package attempt

import (
	"errors"

	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Sealed is an attempt in which every owner of the list has uploaded: its sum opens once all of them have revealed their
// seeds.
type Sealed struct {
	Uploads *protocol.Uploads

	self *Self
}

// ErrOwnUpload is returned if this owner's own head differs from the one that it sent.
var ErrOwnUpload = errors.New("invalid uploads: this owner's own head is changed or missing")

// Complete verifies that all uploads of a list are in and that own, the digest of this owner's head, is one of them. It
// needs no secret of the attempt, so it works after a restart too.
func Complete(l *protocol.List, heads []wire.Signed, own wire.Digest, self *Self) (*Sealed, error) {
	u, err := l.NewUploads(heads)
	if err != nil {
		return nil, err
	}
	mine := u.Head(self.Key.Identity())
	if mine == nil || mine.Digest() != own {
		return nil, ErrOwnUpload
	}
	return &Sealed{u, self}, nil
}

// Message signs the reveal. The caller has charged its privacy ledger durably before it sends it.
func (s *Sealed) Message() (*wire.Signed, error) {
	seed, err := s.self.seed(s.Uploads.List)
	if err != nil {
		return nil, err
	}
	return wire.Seal(wire.KindReveal, wire.Reveal{
		Training: s.Uploads.Training, Ref: s.Uploads.Ref, List: s.Uploads.Digest, Seed: seed.Reveal(),
	}, s.self.Key)
}
