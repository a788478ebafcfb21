package vault_test

import (
	"testing"

	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/brokenstore"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A store that fails at any operation of opening it leaves an empty vault or a whole one: the next run opens it, and every
// later one has the same owner key.
func TestOpeningABrokenStore(t *testing.T) {
	n := brokenstore.Each(t, func() store.Store { return store.NewMemory() }, func(s store.Store) error {
		_, err := vault.Open(t.Context(), s)
		return err
	}, func(name string, s store.Store, err error) {
		if err == nil {
			t.Errorf("%s: a vault opens on a store that failed", name)
		}
		key, err := open(t, s).OwnerKey()
		must(t, err)
		if again, err := open(t, s).OwnerKey(); err != nil || again != key {
			t.Errorf("%s: the owner key changed (%v)", name, err)
		}
	})
	if n < 6 {
		t.Errorf("only %d operations failed", n)
	}
}

// The master secret of a vault that exists is never replaced, whatever fails.
func TestReopeningABrokenStore(t *testing.T) {
	made := store.NewMemory()
	key, err := open(t, made).OwnerKey()
	must(t, err)
	n := brokenstore.Each(t, func() store.Store { return made }, func(s store.Store) error {
		v, err := vault.Open(t.Context(), s)
		if err != nil {
			return err
		}
		if again, err := v.OwnerKey(); err != nil || again != key {
			t.Errorf("opened with another owner key (%v)", err)
		}
		return nil
	}, func(name string, s store.Store, err error) {
		if err == nil {
			t.Errorf("%s: a vault opens on a store that failed", name)
		}
		if again, err := open(t, s).OwnerKey(); err != nil || again != key {
			t.Errorf("%s: the owner key changed (%v)", name, err)
		}
	})
	if n < 4 {
		t.Errorf("only %d operations failed", n)
	}
}

// A record holds what was stored, and every error of the store reaches the caller; only copies for show may be missing.
func TestRecordsInABrokenStore(t *testing.T) {
	l := newLink()
	ref := wire.Ref{Round: 1, Attempt: 1}
	made := store.NewMemory()
	v := open(t, made)
	r, err := v.NewRecord(l, "Line")
	must(t, err)
	must(t, r.Update(t.Context(), func(*vault.Data) {}))
	fresh := func() store.Store {
		s := store.NewMemory()
		keys, err := made.Keys(t.Context())
		must(t, err)
		for _, key := range keys {
			b, err := made.Get(t.Context(), key)
			must(t, err)
			must(t, s.Put(t.Context(), key, b))
		}
		return s
	}
	entry := receipt.Entry{Round: 1, Attempt: 1, BytesUp: 3}
	n := brokenstore.Each(t, fresh, func(s store.Store) error {
		v := &vault.Vault{Store: s, Master: v.Master}
		r, err := v.Record(t.Context(), l.Training)
		if err != nil {
			return err
		}
		before := len(r.Data().Sent)
		if err := r.Update(t.Context(), func(d *vault.Data) { d.Sent = append(d.Sent, entry) }); err != nil {
			if len(r.Data().Sent) != before {
				t.Error("an update that was not stored is in memory")
			}
			return err
		}
		r.KeepSent(t.Context(), ref, []byte("abc"), 10)
		if _, err := r.Sent(t.Context(), ref); err != nil {
			return err
		}
		if _, err := v.Known(t.Context()); err != nil {
			return err
		}
		return v.Forget(t.Context(), l.Training)
	}, func(name string, s store.Store, _ error) {
		v := &vault.Vault{Store: s, Master: v.Master}
		r, err := v.Record(t.Context(), l.Training)
		if err != nil || r != nil && r.Data().Name != "Line" {
			t.Errorf("%s: the record cannot be read afterwards: %v", name, err)
		}
		must(t, v.Forget(t.Context(), l.Training))
		if keys, err := s.Keys(t.Context()); err != nil || len(keys) != 2 {
			t.Errorf("%s: %v are left of a forgotten training (%v)", name, keys, err)
		}
	})
	if n < 8 {
		t.Errorf("only %d operations failed", n)
	}
}
