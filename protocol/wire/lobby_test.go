package wire_test

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestLobby: a message about the lobby has a form, and says of an owner what it says of its enrolment, or else of its invite.
func TestLobby(t *testing.T) {
	seat := func(n byte, invite byte, s wire.Standing) wire.Seat {
		return wire.Seat{Identity: wire.Identity{n}, Invite: wire.InviteID{invite}, Standing: s}
	}
	l := wire.Lobby{Number: 1, Revoked: []wire.InviteID{{4}}, Seats: []wire.Seat{
		seat(1, 1, wire.StandingAdmitted), seat(2, 1, wire.StandingUsed), seat(3, 2, wire.StandingTwice), seat(4, 3, wire.StandingUnknown), seat(5, 5, wire.StandingAdmitted),
	}}
	if err := l.Check(); err != nil || l.Admitted() != 2 {
		t.Fatalf("%v, %d are admitted", err, l.Admitted())
	}
	for _, c := range []struct {
		who, invite byte
		want        wire.Standing
	}{
		{1, 1, wire.StandingAdmitted}, {2, 1, wire.StandingUsed}, {3, 2, wire.StandingTwice}, {9, 1, wire.StandingUsed},
		{9, 4, wire.StandingRevoked}, {9, 2, ""}, {9, 3, ""}, {9, 7, ""},
	} {
		if got := l.Of(wire.Identity{c.who}, wire.InviteID{c.invite}); got != c.want {
			t.Errorf("owner %d with invite %d: %q, want %q", c.who, c.invite, got, c.want)
		}
	}
	for name, bend := range map[string]func(*wire.Lobby){
		"must be admitted":  func(l *wire.Lobby) { l.Seats[0].Standing = "here" },
		"in identity order": func(l *wire.Lobby) { l.Seats[1].Identity = l.Seats[0].Identity },
		"at most":           func(l *wire.Lobby) { l.Revoked = make([]wire.InviteID, wire.MaxSeats+1) },
	} {
		bent := l
		bent.Seats = append([]wire.Seat{}, l.Seats...)
		bend(&bent)
		if err := bent.Check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}
