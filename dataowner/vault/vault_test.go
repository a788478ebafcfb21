package vault_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, s store.Store) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), s)
	must(t, err)
	return v
}

func newLink() identity.Link {
	return identity.Link{Facilitator: "https://facilitator.example", Training: wire.TrainingID(wire.DigestOf([]byte("t"))), Key: identity.NewTrainingKey(), Secret: identity.NewSecret()}
}

// A store of another version is refused before anything in it is read or written.
func TestOtherVersionsAreRefused(t *testing.T) {
	for name, entries := range map[string]map[string]string{
		"the first version": {"master": strings.Repeat("m", 32), "training/" + wire.TrainingID{1}.String(): `{"version":1}`},
		"a later version":   {"format": "3"},
		"only a ledger":     {"privacy/" + wire.TrainingID{1}.String(): ""},
	} {
		s := store.NewMemory()
		for key, value := range entries {
			must(t, s.Put(t.Context(), key, []byte(value)))
		}
		_, err := vault.Open(t.Context(), s)
		if !problem.Has(err, problem.Vault) || problem.Of(err).Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
		if keys, _ := s.Keys(t.Context()); len(keys) != len(entries) {
			t.Errorf("%s: the refused vault was written to: %v", name, keys)
		}
	}
}

// Two processes that open an empty vault at once get one owner key: an owner with two would look like two owners.
func TestOneOwnerKeyForAVault(t *testing.T) {
	for range 20 {
		s := store.NewMemory()
		keys := make([]identity.OwnerKey, 8)
		var wait sync.WaitGroup
		for i := range keys {
			wait.Go(func() {
				v, err := vault.Open(t.Context(), s)
				if err == nil {
					keys[i], err = v.OwnerKey()
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for _, k := range keys {
			if k != keys[0] {
				t.Fatal("one vault has two owner keys")
			}
		}
	}
}

func TestRecordsSurviveARestart(t *testing.T) {
	s, l := store.NewMemory(), newLink()
	v := open(t, s)
	if r, err := v.Record(t.Context(), l.Training); r != nil || err != nil {
		t.Errorf("an empty vault has a record: %v", err)
	}
	r, err := v.NewRecord(l, "Line")
	must(t, err)
	if known, err := v.Known(t.Context()); err != nil || len(known) != 0 {
		t.Errorf("a record that was not stored is known: %v, %v", known, err)
	}
	ref := wire.Ref{Round: 3, Attempt: 2}
	must(t, r.Update(t.Context(), func(d *vault.Data) {
		d.Answered, d.Release = ref, "r"
		d.Sent = append(d.Sent, receipt.Entry{Round: 3, Attempt: 2, BytesUp: 7})
	}))
	again, err := open(t, s).Record(t.Context(), l.Training)
	must(t, err)
	a, b := r.Data(), again.Data()
	if a.Link.Reveal() != b.Link.Reveal() || string(a.Seed.Reveal()) != string(b.Seed.Reveal()) || string(a.Envelope.Reveal()) != string(b.Envelope.Reveal()) ||
		string(a.KEM.Reveal()) != string(b.KEM.Reveal()) || b.Answered != ref || b.Release != "r" || b.Name != "Line" {
		t.Error("a record changed on its way through the store")
	}
	if e := b.Uploaded(ref); e == nil || e.BytesUp != 7 || b.Uploaded(wire.Ref{Round: 3, Attempt: 1}) != nil {
		t.Errorf("uploaded %+v", e)
	}
	e, err := again.Enrolment()
	must(t, err)
	m, err := wire.UnsealFrom[wire.Enrolment](e, wire.KindEnrolment, e.Signer)
	must(t, err)
	own, err := v.OwnerKey()
	must(t, err)
	if k, err := identity.OpenTag(l.Key, l.Training, e.Signer, m.Tag); err != nil || k != own {
		t.Errorf("the enrolment does not hold this vault's owner key: %v", err)
	}
	known, err := v.Known(t.Context())
	must(t, err)
	if len(known) != 1 || known[0].Training != l.Training || known[0].Name != "Line" {
		t.Errorf("known %+v", known)
	}
}

func TestDamage(t *testing.T) {
	s, l := store.NewMemory(), newLink()
	v := open(t, s)
	r, err := v.NewRecord(l, "Line")
	must(t, err)
	must(t, r.Update(t.Context(), func(*vault.Data) {}))
	for _, bad := range []string{"x", "{}", `{"seed":7}`} {
		must(t, s.Put(t.Context(), "training/"+l.Training.String(), []byte(bad)))
		if _, err := v.Record(t.Context(), l.Training); !problem.Has(err, problem.Vault) {
			t.Errorf("%s: %v", bad, err)
		}
		if known, err := v.Known(t.Context()); err != nil || len(known) != 0 {
			t.Errorf("%s: known %v, %v", bad, known, err)
		}
	}
	must(t, s.Put(t.Context(), "master", []byte("short")))
	if _, err := vault.Open(t.Context(), s); !problem.Has(err, problem.Vault) {
		t.Errorf("a damaged master secret: %v", err)
	}
}

// Nothing of a forgotten training stays but its ledgers, and nothing of others goes.
func TestForgetting(t *testing.T) {
	s, l := store.NewMemory(), newLink()
	v := open(t, s)
	r, err := v.NewRecord(l, "Line")
	must(t, err)
	ref := wire.Ref{Round: 1, Attempt: 1}
	must(t, r.Update(t.Context(), func(d *vault.Data) { d.Sent = []receipt.Entry{{Round: 1, Attempt: 1, BytesUp: 3}} }))
	r.KeepSent(t.Context(), ref, []byte("abc"), 3)
	if b, err := r.Sent(t.Context(), ref); err != nil || string(b) != "abc" {
		t.Errorf("kept %q, %v", b, err)
	}
	r.KeepSent(t.Context(), wire.Ref{Round: 2, Attempt: 1}, []byte("abc"), 2)
	if b, err := r.Sent(t.Context(), wire.Ref{Round: 2, Attempt: 1}); err != nil || b != nil {
		t.Errorf("past the limit %q is kept, %v", b, err)
	}
	stay := []string{"privacy/" + l.Training.String(), "releases/" + l.Training.String(), "sent/" + wire.TrainingID{9}.String() + "/1-1"}
	for _, key := range stay {
		must(t, s.Put(t.Context(), key, []byte{1}))
	}
	must(t, v.Forget(t.Context(), l.Training))
	if again, err := v.Record(t.Context(), l.Training); again != nil || err != nil {
		t.Errorf("a forgotten training is known: %v", err)
	}
	if b, err := r.Sent(t.Context(), ref); b != nil || err != nil {
		t.Errorf("what was sent is still kept: %v", err)
	}
	for _, key := range stay {
		if _, err := s.Get(t.Context(), key); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}
