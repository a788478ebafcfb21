package round_test

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestEntry: whoever has an invite learns how a training and its own place in it stand, from what the model owner last said about
// the lobby. Only that one may say it, each message takes the place of the one before, and a restart forgets nothing.
func TestEntry(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	invites := []wire.InviteID{{1}, {2}, {3}}
	for i, o := range r.owners {
		e, err := wire.Unseal[wire.Enrolment](o.Enrolment(), wire.KindEnrolment)
		r.must(err)
		e.Invite = invites[i]
		if i < 2 {
			r.must(r.machine.Enrol(r.ctx, r.mo.ID, o.ID(), o.Seal(wire.KindEnrolment, e)))
		}
	}
	stranger := wire.Identity{9}
	entry := func(who wire.Identity, invite wire.InviteID) wire.Entry {
		t.Helper()
		e, err := r.machine.Lobby.Entry(r.ctx, r.mo.ID, who, invite)
		r.must(err)
		return *e
	}
	if e := entry(stranger, invites[0]); e.Standing != wire.StandingUsed || e.Phase != wire.PhaseLobby || e.Enrolled != 2 || e.Lobby != 0 || e.Full || e.Member {
		t.Errorf("with the invite of another before the model owner looks: %+v", e)
	}
	if e := entry(r.owners[0].ID(), invites[0]); e.Standing != "" {
		t.Errorf("with an invite of one's own: %+v", e)
	}

	said := wire.Lobby{Training: r.mo.ID, Number: 1, Seats: []wire.Seat{}, Revoked: []wire.InviteID{invites[2]}}
	for i, standing := range []wire.Standing{wire.StandingAdmitted, wire.StandingTwice} {
		said.Seats = append(said.Seats, wire.Seat{Identity: r.owners[i].ID(), Invite: invites[i], Standing: standing})
	}
	slices.SortFunc(said.Seats, func(a, b wire.Seat) int { return a.Identity.Compare(b.Identity) })
	put := func(change func(*wire.Lobby)) error {
		b := said
		change(&b)
		s, err := wire.Seal(wire.KindLobby, b, r.mo.Key)
		r.must(err)
		return r.machine.Lobby.Put(r.ctx, r.mo.ID, r.mo.Key.Identity(), s)
	}
	r.refused(put(func(l *wire.Lobby) { l.Number = 2 }), wire.CodeStale)
	r.refused(put(func(l *wire.Lobby) { l.Training[0] ^= 1 }), wire.CodeStale)
	r.refused(put(func(l *wire.Lobby) { l.Seats = []wire.Seat{{Standing: "here"}} }), wire.CodeInvalid)
	r.refused(r.machine.Lobby.Put(r.ctx, r.mo.ID, r.owners[0].ID(), r.owners[0].Seal(wire.KindLobby, said)), wire.CodeForbidden)
	r.refused(r.machine.Lobby.Put(r.ctx, r.mo.ID, r.mo.Key.Identity(), r.owners[0].Seal(wire.KindLobby, said)), wire.CodeSignature)
	for n := 1; n <= 3; n++ { // each takes the place of the one before
		r.must(put(func(l *wire.Lobby) { l.Number = n }))
		if s := r.state(); s.Lobby != n || s.Admitted != 1 {
			t.Errorf("after message %d the state has %d, and %d are admitted", n, s.Lobby, s.Admitted)
		}
		if n == 2 {
			r.restart()
		}
	}
	for who, want := range map[wire.Identity]wire.Standing{r.owners[0].ID(): wire.StandingAdmitted, r.owners[1].ID(): wire.StandingTwice, stranger: wire.StandingUsed} {
		if e := entry(who, invites[0]); e.Standing != want || e.Admitted != 1 || e.Lobby != 3 {
			t.Errorf("%+v, want %q", e, want)
		}
	}
	if e := entry(r.owners[2].ID(), invites[2]); e.Standing != wire.StandingRevoked {
		t.Errorf("with a revoked invite: %+v", e)
	}

	r.must(put(func(l *wire.Lobby) {
		l.Number, l.Seats = 4, nil
		for _, o := range parties.NewOwners(t, r.mo.ID, 3) {
			l.Seats = append(l.Seats, wire.Seat{Identity: o.ID(), Standing: wire.StandingAdmitted})
		}
		slices.SortFunc(l.Seats, func(a, b wire.Seat) int { return a.Identity.Compare(b.Identity) })
	}))
	if e := entry(r.owners[2].ID(), wire.InviteID{7}); !e.Full {
		t.Errorf("with all places taken: %+v", e)
	}
}

// TestEntryAfterTheLobby: once a training has begun, a member is told so, and everybody else too; what was said about the lobby
// counts no more.
func TestEntryAfterTheLobby(t *testing.T) {
	r := newRig(t, 3, 3, nil)
	s, err := wire.Seal(wire.KindLobby, wire.Lobby{Training: r.mo.ID, Number: 1, Seats: []wire.Seat{}, Revoked: []wire.InviteID{{7}}}, r.mo.Key)
	r.must(err)
	r.must(r.machine.Lobby.Put(r.ctx, r.mo.ID, r.mo.Key.Identity(), s))
	r.enrol()
	member, err := r.machine.Lobby.Entry(r.ctx, r.mo.ID, r.owners[0].ID(), wire.InviteID{})
	r.must(err)
	stranger, err := r.machine.Lobby.Entry(r.ctx, r.mo.ID, wire.Identity{9}, wire.InviteID{7})
	r.must(err)
	if !member.Member || stranger.Member || stranger.Phase == wire.PhaseLobby || stranger.Standing != "" || r.state().Lobby != 0 {
		t.Errorf("a member: %+v, a stranger: %+v", member, stranger)
	}
	next, err := wire.Seal(wire.KindLobby, wire.Lobby{Training: r.mo.ID, Number: 2, Seats: []wire.Seat{}, Revoked: []wire.InviteID{}}, r.mo.Key)
	r.must(err)
	r.refused(r.machine.Lobby.Put(r.ctx, r.mo.ID, r.mo.Key.Identity(), next), wire.CodePhase)
}
