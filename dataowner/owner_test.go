//go:build testkeys

package dataowner_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/wire"
)

// exact is a training of three owners or more on encrypted weights.
var exact = strings.Replace(kindFile(number, `"training":{"rounds":2}`), `"min":5,"max":8,"start":5`, `"min":3,"max":8,"start":3`, 1)

func threeOwners(t *testing.T, file string) *party {
	t.Helper()
	return newParty(t, file, kindRows(0, false), kindRows(1, false), kindRows(2, false))
}

// once is one attempt at the first round that is accepted.
func (p *party) once() *inmemory.Attempt {
	p.T.Helper()
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Uploads(a)
	p.Accept(a)
	return a
}

// After a training its receipt proves every upload, to one who trusts neither facilitator nor writer, and the person can
// look at the bytes that left.
func TestReceiptAndSentBytes(t *testing.T) {
	p := threeOwners(t, exactOneRound)
	p.begin()
	a := p.once()
	p.Done()
	for _, m := range p.owners {
		if err := <-m.ended; err != nil {
			t.Fatal(err)
		}
		r := m.Receipt(t.Context())
		v, err := receipt.Verify(r)
		inmemory.Must(t, err)
		if v.Uploads != 1 || v.Proven != 1 || r.Reason != wire.ReasonFinished || r.Uploads[0].Owners != 3 || r.Identity != m.Identity() || r.Log.Length != 5 {
			t.Errorf("verdict %+v, receipt %+v", v, r)
		}
		body, err := wire.AppendFrame(nil, a.Heads[m.Identity()], a.Blobs[m.Identity()])
		inmemory.Must(t, err)
		s, err := m.Sent(t.Context(), wire.Ref{Round: 1, Attempt: 1}, true)
		inmemory.Must(t, err)
		if !s.Kept || s.Body != hex.EncodeToString(body) || s.Text != string(body[4:s.HeadBytes]) || s.HeadBytes != len(body)-len(a.Blobs[m.Identity()]) {
			t.Errorf("kept %v, head of %d bytes, body of %d digits for %d bytes", s.Kept, s.HeadBytes, len(s.Body), len(body))
		}
		// A kept copy that was altered does not pass for what was sent.
		blob := bytes.Clone(a.Blobs[m.Identity()])
		blob[0] ^= 1
		inmemory.Must(t, m.vault.Put(t.Context(), "sent/"+p.ID().String()+"/1-1", blob))
		if s, err = m.Sent(t.Context(), wire.Ref{Round: 1, Attempt: 1}, false); err != nil || s.Kept {
			t.Errorf("an altered copy passes for what was sent: %v", err)
		}
		_, err = m.Sent(t.Context(), wire.Ref{Round: 3, Attempt: 1}, false)
		mustFail(t, "a round without an upload", err, problem.BadCommand)
		if list := m.Uploads(); len(list) != 1 || list[0].Head != nil || list[0].Proof != nil || list[0].BytesUp == 0 {
			t.Errorf("uploads %+v", list)
		}
		if _, err := m.Contribute(t.Context()); !problem.Has(err, problem.BadCommand) {
			t.Errorf("the rows stay after the end: %v", err)
		}
	}
}

// Exact sums are over the whole roster: an owner that is away is waited for, and the round is run again with it.
func TestAnAttemptIsRunAgain(t *testing.T) {
	p := threeOwners(t, exactOneRound)
	p.begin()
	away := p.owners[1]
	away.Pause()
	p.Await("the goodbye", func() bool { return p.LeftBy(away.Identity()) > 0 })
	away.told(t, func(e dataowner.Event) bool { return e.State == "paused" })
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.Await("two keys", func() bool { return len(a.Keys) == 2 })
	p.Abort(a, wire.CodeMissing)
	p.owners[0].told(t, func(e dataowner.Event) bool { return e.State == "aborted" && e.Code == "missing" })
	away.Resume()
	b := p.Open(wire.Ref{Round: 1, Attempt: 2}, p.first())
	p.FixList(b, nil)
	p.Uploads(b)
	if !same(p.Sum(b, nil), p.want(p.owners, p.first())) {
		t.Error("the sum of the second attempt is wrong")
	}
	if len(a.Heads) > 0 {
		t.Errorf("%d uploads of the first attempt", len(a.Heads))
	}
}

// An owner that leaves ends, and its rows are cleared.
func TestLeaving(t *testing.T) {
	p := threeOwners(t, exact)
	p.begin()
	m := p.owners[0]
	m.Leave()
	if err := <-m.ended; err != nil {
		t.Fatal(err)
	}
	m.told(t, func(e dataowner.Event) bool { return e.State == "done" && e.Reason == "left" })
	if inv, err := m.Invitation(t.Context()); err != nil || inv.Ended != "left" {
		t.Errorf("ended %q, %v", inv.Ended, err)
	}
}

// In the lobby an owner may choose other rows; once it has stated them they stay.
func TestReconsidering(t *testing.T) {
	p := threeOwners(t, exact)
	m := p.owners[0]
	p.start(m)
	m.told(t, func(e dataowner.Event) bool { return e.State == "waiting" && e.Phase == wire.PhaseLobby })
	dataowner.Reconsider(m.Owner)
	if err := <-m.ended; err != nil {
		t.Fatal(err)
	}
	if r := m.Receipt(t.Context()); r.Reason != "" {
		t.Errorf("the training ended with %q", r.Reason)
	}
	m.rows = kindRows(4, false)
	check, err := m.Load(t.Context(), "other.csv", strings.NewReader(m.rows))
	if err != nil || !check.OK {
		t.Fatalf("other rows are refused: %v", err)
	}
	p.begin()
	for _, m := range p.owners {
		dataowner.Reconsider(m.Owner)
	}
	a := p.once()
	if !same(p.Sum(a, nil), p.want(p.owners, p.first())) {
		t.Error("the sum is not that of the rows chosen last")
	}
}

func TestRostersThatEndAnOwner(t *testing.T) {
	p := threeOwners(t, exact)
	m := p.owners[0]
	m.rules = people.Rules{Min: 4}
	p.reopen(m, p.Link(p.ID()))
	p.admit()
	m.mustEnd(t, "below the owner's own minimum", problem.Cohort)

	p = threeOwners(t, exact)
	late := p.add(store.NewMemory(), kindRows(3, false))
	p.owners = p.owners[:3]
	p.begin()
	p.start(late)
	late.mustEnd(t, "a roster without this owner", problem.NotAdmitted)
}

// The facilitator refuses an enrolment because the training has begun, or is full.
func TestTrainingsThatTakeNoMoreOwners(t *testing.T) {
	for code, want := range map[wire.Code]string{wire.CodePhase: "it has begun", wire.CodeFull: "as many as it takes"} {
		p := threeOwners(t, exact)
		p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
			if r.What == "PUT enrolments" {
				return inmemory.Reject(code)
			}
			return status, answer
		})
		p.start(p.owners[0])
		err := p.owners[0].ending(t, string(code), problem.NotAdmitted)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// Encapsulations that were altered on the way stop an owner: its upload would not cancel.
func TestAlteredEncapsulations(t *testing.T) {
	p := threeOwners(t, exactOneRound)
	p.begin()
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if r.What == "GET encapsulations" && len(answer) > 0 {
			answer = slices.Clone(answer)
			answer[7] ^= 1
		}
		return status, answer
	})
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	for _, m := range p.owners[1:] {
		m.mustEnd(t, "altered encapsulations", problem.Protocol)
	}
	p.Await("the first owner, to whom nobody encapsulates", func() bool { return len(a.Heads) == 1 })
}

// A facilitator that refuses an owner's keys as late and then lists them gets no upload, and no owner falls over it.
func TestListedAfterARefusal(t *testing.T) {
	p := threeOwners(t, exactOneRound)
	p.begin()
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		if r.What == "PUT keys" {
			return inmemory.Reject(wire.CodeLate) // although they are kept
		}
		return status, answer
	})
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Await("the owners to give the attempt up", func() bool {
		return !slices.ContainsFunc(p.owners, func(m *member) bool { return p.LeftBy(m.Identity()) == 0 })
	})
	if len(a.Heads) > 0 {
		t.Errorf("%d uploads", len(a.Heads))
	}
	p.Bend(nil)
	p.Abort(a, wire.CodeLeft)
	b := p.Open(wire.Ref{Round: 1, Attempt: 2}, p.first())
	p.FixList(b, nil)
	p.Uploads(b)
	p.Await("the count of goodbyes", func() bool {
		for _, m := range p.owners {
			if n := p.LeftBy(m.Identity()); n != 1 {
				t.Errorf("an owner left %d times", n)
			}
		}
		return true
	})
}

func TestOpeningKnownAndUnknownTrainings(t *testing.T) {
	p := threeOwners(t, exact)
	m := p.owners[0]
	inv, err := m.Invitation(t.Context())
	inmemory.Must(t, err)
	if inv.Known || inv.Ended != "" || inv.Privacy != nil || inv.Estimate.SecondsPerRound <= 0 {
		t.Errorf("before: %+v", inv)
	}
	p.begin()
	p.once()
	m.told(t, func(e dataowner.Event) bool { return e.Accepted == 1 })
	m.kill()
	p.reopen(m, p.Link(p.ID()))
	if inv, err = m.Invitation(t.Context()); err != nil || !inv.Known {
		t.Errorf("after a round: %+v, %v", inv, err)
	}
	_, err = dataowner.Open(t.Context(), p.Link(p.ID()), dataowner.Config{Vault: old(t), Dial: p.Dial()})
	mustFail(t, "an old vault", err, problem.Vault)
	missing := p.Link(wire.TrainingID{1})
	p.Bend(func(inmemory.Request, int, []byte) (int, []byte) { return inmemory.Reject(wire.CodeNotFound) })
	_, err = dataowner.Open(t.Context(), missing, dataowner.Config{Vault: store.NewMemory(), Dial: p.Dial()})
	mustFail(t, "an unknown training", err, problem.Manifest)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = dataowner.Open(ctx, missing, dataowner.Config{Vault: store.NewMemory()})
	mustFail(t, "a facilitator that does not answer", err, problem.Unreachable)
}

// old is a vault of the first version.
func old(t *testing.T) store.Store {
	s := store.NewMemory()
	inmemory.Must(t, s.Put(t.Context(), "master", make([]byte, 32)))
	return s
}

func TestRowsDoNotChangeWhileATrainingRuns(t *testing.T) {
	p := threeOwners(t, exact)
	p.begin()
	_, err := p.owners[0].Load(t.Context(), "rows.csv", strings.NewReader(kindRows(1, false)))
	mustFail(t, "other rows", err, problem.BadCommand)
	_, err = p.owners[0].Contribute(t.Context())
	mustFail(t, "twice at once", err, problem.BadCommand)
	check, err := p.owners[0].Load(t.Context(), "bad.csv", strings.NewReader("a\n77.125\n"))
	if err != nil || check.OK {
		t.Errorf("a bad file: %v", err)
	}
	p.once()
}

func TestClientOfAKnownTraining(t *testing.T) {
	p := threeOwners(t, exact)
	p.begin()
	v, err := vault.Open(t.Context(), p.owners[0].vault)
	inmemory.Must(t, err)
	c, err := dataowner.ClientFor(t.Context(), v, p.ID())
	inmemory.Must(t, err)
	if c.Base() != "http://127.0.0.1:1" {
		t.Errorf("a client of %s", c.Base())
	}
	if _, err := dataowner.ClientFor(t.Context(), v, wire.TrainingID{9}); err == nil {
		t.Error("a client of a training that the vault does not know")
	}
}
