package server_test

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestRecovery drives a round of nine owners over HTTP: one leaves before it uploads, so its block is not in the sum;
// the others' shares open exactly what the survivors sent.
func TestRecovery(t *testing.T) {
	r := start(t, t.TempDir(), "127.0.0.1:0")
	mo, owners := r.lobby(9)
	m := r.dial(mo.Key)
	enrolments, err := m.Enrolments(r.ctx, mo.ID)
	check(t, err)
	check(t, m.Append(r.ctx, mo.ID, mo.Roster(enrolments), nil))
	theirs, err := r.dial(owners[0].Key).Enrolments(r.ctx, mo.ID) // members check each other's pseudonyms
	check(t, err)
	if len(theirs) != 9 {
		t.Fatalf("a member sees %d enrolments, want 9", len(theirs))
	}
	ref := wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	check(t, m.Append(r.ctx, mo.ID, open, weights))
	for _, o := range owners {
		check(t, r.dial(o.Key).PutKeys(r.ctx, mo.ID, ref, o.Keys(ref, open.Digest())))
	}
	keys, err := m.Keys(r.ctx, mo.ID, ref)
	check(t, err)
	cohort := parties.ListOf(t, mo.ID, ref, keys, 3).Cohort
	for _, o := range owners {
		s := o.Shares(ref, keys)
		check(t, r.dial(o.Key).PutShares(r.ctx, mo.ID, ref, s))
		check(t, r.dial(o.Key).PutShares(r.ctx, mo.ID, ref, s)) // an answer may be lost
	}
	sharers, err := m.Sharers(r.ctx, mo.ID, ref)
	check(t, err)
	for _, o := range owners[:8] {
		c := r.dial(o.Key)
		inbox, err := c.Inbox(r.ctx, mo.ID, ref)
		check(t, err)
		head, blob := o.Upload(ref, keys, &inbox)
		check(t, c.PutUpload(r.ctx, mo.ID, ref, head, blob))
	}
	check(t, r.dial(owners[8].Key).Leave(r.ctx, mo.ID))
	survivors, err := r.dial(owners[0].Key).Survivors(r.ctx, mo.ID, ref)
	check(t, err)
	want := make([]wire.Identity, 6)
	for i := range want {
		want[i] = owners[i].ID()
	}
	if !slices.Equal(survivors.Owners, want) || len(sharers.Owners) != 9 {
		t.Fatalf("%d survivors of %d sharers, want the first two blocks of nine", len(survivors.Owners), len(sharers.Owners))
	}
	for _, o := range owners[:6] {
		check(t, r.dial(o.Key).PutAgree(r.ctx, mo.ID, ref, o.Agree(ref, cohort, want)))
	}
	for _, o := range owners[:6] {
		c := r.dial(o.Key)
		agrees, err := c.Agrees(r.ctx, mo.ID, ref)
		check(t, err)
		if len(agrees) != 6 {
			t.Fatalf("%d owners agreed, want 6", len(agrees))
		}
		check(t, c.PutUnmask(r.ctx, mo.ID, ref, o.Unmask(ref, cohort, want)))
	}
	unmasks, err := m.Unmasks(r.ctx, mo.ID, ref)
	check(t, err)
	uploads, err := m.Uploads(r.ctx, mo.ID, ref)
	check(t, err)
	aggregate, err := m.Aggregate(r.ctx, mo.ID, ref)
	check(t, err)
	residue := mo.Residue(ref, keys, sharers.Owners, want, unmasks)
	if got := mo.Counts(aggregate, residue, 9); !slices.Equal(got, []int{1, 1, 1, 1, 1, 1, 0, 0, 0}) {
		t.Errorf("owners are counted %v times", got)
	}
	_, err = m.Upload(r.ctx, mo.ID, ref, owners[7].ID()) // it uploaded, and nobody gets what it sent
	if got := wire.RejectionOf(err); got == nil || got.Code != wire.CodeNotFound {
		t.Errorf("an upload outside the sum: %v, want not found", err)
	}
	check(t, m.Append(r.ctx, mo.ID, mo.Accept(ref, aggregate, uploads), nil))
}
