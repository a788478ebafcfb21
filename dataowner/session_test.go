//go:build testkeys

package dataowner_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/wire"
)

// session is a page that took part in a training with others.
type session struct {
	*dataowner.Session
	*testing.T
	store *store.Memory
}

func (s *session) call(cmd string, args any, file string, into any) error {
	s.Helper()
	b, err := json.Marshal(args)
	inmemory.Must(s, err)
	out, err := s.Call(s.Context(), cmd, b, strings.NewReader(file))
	if err == nil && into != nil {
		inmemory.Must(s, json.Unmarshal(out, into))
	}
	return err
}

type fields = map[string]any

// A page goes through a whole training by commands alone.
func TestSessionTakesPart(t *testing.T) {
	p := newParty(t, exactOneRound, kindRows(1, false), kindRows(2, false))
	s := &session{T: t, store: store.NewMemory()}
	s.Session = dataowner.NewSession(dataowner.Config{Vault: s.store, Dial: p.Dial(), KeepSent: 1 << 20})
	mustFail(t, "a command before a link", s.call("load", fields{}, "", nil), problem.BadCommand)
	mustFail(t, "a malformed link", s.call("open", fields{"link": "https://example.org/join#2.x"}, "", nil), problem.Link)
	var inv dataowner.Invitation
	inmemory.Must(t, s.call("open", fields{"link": p.Link(p.ID()).URL()}, "", &inv))
	if inv.Training != p.ID() || inv.Known || inv.Name != "Kinds" || len(inv.Features) != 4 {
		t.Errorf("invitation %+v", inv)
	}
	var e dataowner.Estimate
	inmemory.Must(t, s.call("measure", fields{}, "", &e))
	if e.SecondsPerRound <= 0 {
		t.Errorf("measured %+v", e)
	}
	mustFail(t, "no rows", s.call("contribute", fields{}, "", nil), problem.BadCommand)
	var check dataowner.Check
	inmemory.Must(t, s.call("load", fields{"name": "rows.csv"}, kindRows(0, false), &check))
	if !check.OK || check.Used == 0 {
		t.Fatalf("check %+v", check.Problems)
	}
	var list []dataowner.Member
	inmemory.Must(t, s.call("members", fields{}, "", &list))
	if len(list) != 1 || !list[0].You {
		t.Errorf("before the roster: %+v", list)
	}
	mustFail(t, "nobody to vouch for", s.call("vouch", fields{"identity": wire.Identity{1}, "vouched": true}, "", nil), problem.BadCommand)
	ended := make(chan error, 1)
	go func() { ended <- s.call("contribute", fields{"minCohort": 3, "agree": everything}, "", nil) }()
	for _, m := range p.owners {
		p.start(m)
	}
	p.Begin(3)
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	inmemory.Must(t, s.call("members", fields{}, "", &list))
	if len(list) != 3 {
		t.Fatalf("members %+v", list)
	}
	for _, m := range list {
		err := s.call("vouch", fields{"identity": m.Identity, "vouched": true}, "", nil)
		if m.You {
			mustFail(t, "itself", err, problem.BadCommand)
		} else {
			inmemory.Must(t, err)
		}
	}
	inmemory.Must(t, s.call("members", fields{}, "", &list))
	for _, m := range list {
		if m.Vouched == m.You {
			t.Errorf("marks are %+v", list)
		}
	}
	mustFail(t, "a malformed identity", s.call("vouch", fields{"identity": "zz"}, "", nil), problem.BadCommand)
	mustFail(t, "a training that runs", s.call("forget", fields{"training": p.ID()}, "", nil), problem.BadCommand)
	mustFail(t, "another training", s.call("open", fields{"link": p.Link(p.ID()).URL()}, "", nil), problem.BadCommand)
	p.Uploads(a)
	p.Accept(a)
	p.Done()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	var r dataowner.Receipt
	inmemory.Must(t, s.call("receipt", fields{}, "", &r))
	if len(r.Uploads) != 1 || !r.Uploads[0].Accepted {
		t.Errorf("receipt %+v", r.Uploads)
	}
	var sent dataowner.Sent
	inmemory.Must(t, s.call("sent", fields{"round": 1, "attempt": 1}, "", &sent))
	var uploads []dataowner.Entry
	inmemory.Must(t, s.call("uploads", fields{}, "", &uploads))
	if !sent.Kept || len(uploads) != 1 || uploads[0].Upload != sent.Upload {
		t.Errorf("sent %v, uploads %+v", sent.Kept, uploads)
	}
	var known []struct {
		Training wire.TrainingID `json:"training"`
		Ended    string          `json:"ended"`
	}
	inmemory.Must(t, s.call("known", fields{}, "", &known))
	if len(known) != 1 || known[0].Training != p.ID() || known[0].Ended != wire.ReasonFinished {
		t.Errorf("known %+v", known)
	}
	inmemory.Must(t, s.call("open", fields{"training": p.ID()}, "", &inv)) // again, from the vault
	if !inv.Known || inv.Ended == "" {
		t.Errorf("opened again: %+v", inv)
	}
	for _, cmd := range []string{"pause", "resume", "leave"} {
		inmemory.Must(t, s.call(cmd, fields{}, "", nil))
	}
	inmemory.Must(t, s.call("forget", fields{"training": p.ID()}, "", nil))
	mustFail(t, "a forgotten training", s.call("open", fields{"training": p.ID()}, "", nil), problem.Link)
	mustFail(t, "an unknown command", s.call("guess", fields{}, "", nil), problem.BadCommand)
	if m := (&member{vault: s.store}); !m.stated(t, p.ID()) {
		t.Error("the ledger forgot a training with its record")
	}
}

// A page that holds a vault of another version says so at its first command.
func TestSessionWithAnOldVault(t *testing.T) {
	s := &session{T: t, Session: dataowner.NewSession(dataowner.Config{Vault: old(t)})}
	mustFail(t, "known", s.call("known", fields{}, "", nil), problem.Vault)
}
