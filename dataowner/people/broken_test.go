package people_test

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/brokenstore"
	"github.com/blindfit/blindfit/protocol/identity"
)

// A mark that could not be kept, or taken back, is reported; a list of marks that could not be read is no empty list; and
// no fault touches the marks of others.
func TestVouchingInABrokenStore(t *testing.T) {
	other, first, second := identity.OwnerKey{9}, identity.OwnerKey{1}, identity.OwnerKey{2}
	fresh := func() store.Store {
		s := store.NewMemory()
		must(t, people.Vouch(t.Context(), s, other, true))
		must(t, people.Vouch(t.Context(), s, second, true))
		return s
	}
	var marked people.Vouched
	n := brokenstore.Each(t, fresh, func(s store.Store) error {
		marked = nil
		write := func(k identity.OwnerKey, vouched bool) error {
			err := people.Vouch(t.Context(), s, k, vouched)
			if err != nil && !problem.Has(err, problem.Internal) {
				t.Errorf("got %v, want a problem %q", err, problem.Internal)
			}
			return err
		}
		if err := write(first, true); err != nil {
			return err
		}
		if err := write(second, false); err != nil {
			return err
		}
		var err error
		marked, err = people.ReadVouched(t.Context(), s)
		return err
	}, func(name string, s store.Store, err error) {
		if err == nil || marked != nil {
			t.Errorf("%s: the fault is hidden: %v, %v", name, marked, err)
		}
		now, err := people.ReadVouched(t.Context(), s)
		must(t, err)
		for k := range now {
			if !slices.Contains([]identity.OwnerKey{other, first, second}, k) {
				t.Errorf("%s: a mark of nobody", name)
			}
		}
		if !now[other] {
			t.Errorf("%s: the mark of another owner is gone", name)
		}
	})
	if n != 6 {
		t.Errorf("%d operations failed, want three, with the change done and without", n)
	}
}
