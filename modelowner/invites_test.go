package modelowner

import (
	"testing"

	"github.com/blindfit/blindfit/internal/testing/leaks"
	"github.com/blindfit/blindfit/protocol/identity"
)

func TestInvitesDoNotPrint(t *testing.T) {
	s, key := identity.NewSecret(), identity.NewTrainingKey()
	b, k := s.Reveal(), key.Reveal()
	leaks.Check(t, "invites", invites{list: []invite{{secret: s}}}, b[:])
	leaks.Check(t, "training", Training{key: key}, k[:])
}
