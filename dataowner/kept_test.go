//go:build testkeys

package dataowner_test

import (
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/protocol/wire"
)

// kept counts what is kept of sums.
func kept(t *testing.T, s store.Store) int {
	t.Helper()
	keys, err := s.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(keys)
}

// An owner that wants it goes on after a restart without its file, from sums: the next sum is that of the same rows. At the end
// nothing is kept.
func TestGoingOnFromKeptSums(t *testing.T) {
	p := threeOwners(t, exact)
	for i, m := range p.owners {
		m.sums = store.NewMemory()
		p.reopen(m, p.Link(p.ID()))
		dataowner.KeepSums(m.Owner, i == 0)
	}
	wants, other := p.owners[0], p.owners[1]
	p.begin()
	first := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(first, nil)
	p.Uploads(first)
	want := p.Sum(first, nil)
	p.Reject(first)
	if n := kept(t, wants.sums); n != 1 {
		t.Fatalf("%d sums are kept, want one", n)
	}
	if n := kept(t, other.sums); n != 0 {
		t.Errorf("%d sums of an owner that does not want it are kept", n)
	}

	wants.kill()
	wants.bare = true
	p.reopen(wants, p.Link(p.ID()))
	inv, err := wants.Invitation(t.Context())
	if err != nil || !inv.Resumes {
		t.Fatalf("the invitation does not say that it goes on: %v", err)
	}
	p.start(wants)
	second := p.Open(wire.Ref{Round: 1, Attempt: 2}, p.first())
	p.FixList(second, nil)
	p.Uploads(second)
	if !same(p.Sum(second, nil), want) {
		t.Error("the sum after the restart is another one")
	}
	p.Accept(second)
	p.Done()
	for _, m := range p.owners {
		if err := <-m.ended; err != nil {
			t.Error(err)
		}
	}
	if n := kept(t, wants.sums); n != 0 {
		t.Errorf("%d sums are kept after the end", n)
	}
}

// Sums that are damaged, or whose lobby has not passed, are not gone on from: the file is asked for.
func TestSumsThatAreNotGoneOnFrom(t *testing.T) {
	p := threeOwners(t, exact)
	m := p.owners[0]
	m.sums, m.bare = store.NewMemory(), true
	for _, text := range []string{"", "{}", `{"sums":{"counts":[1,0]}}`} {
		if err := m.sums.Put(t.Context(), "sums/"+p.ID().String(), []byte(text)); err != nil {
			t.Fatal(err)
		}
		p.reopen(m, p.Link(p.ID()))
		inv, err := m.Invitation(t.Context())
		if err != nil || inv.Resumes {
			t.Errorf("%q: goes on, %v", text, err)
		}
		if _, err := m.Contribute(t.Context()); err == nil {
			t.Errorf("%q: contributes without rows", text)
		}
	}
}
