//go:build testkeys

package modelowner_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/brokenstore"
	"github.com/blindfit/blindfit/internal/testing/deadline"
)

// TestContributorsWithABrokenVault lets every operation of a data owner's vault fail while it contributes and withdraws, before it has an
// effect and after it: the owner says so, nothing leaves that is not written down, and with the vault whole again it contributes, counted
// once.
func TestContributorsWithABrokenVault(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 1).accepted()
	ctx := deadline.Bound(context.Background(), t)
	agree := []string{consent.Rows, consent.Alone, consent.Constant, consent.Shared, consent.Again}
	owner := func(vault store.Store) (*dataowner.Owner, error) {
		o, err := dataowner.Open(ctx, g.links[0], dataowner.Config{Vault: vault, Agree: agree})
		if err != nil {
			return nil, err
		}
		_, err = o.Load(ctx, "rows.csv", strings.NewReader(g.csvs[0]))
		return o, err
	}
	mo := g.as(testKeys(t).Identity)
	waiting := func() int {
		n, err := mo.Counts(ctx, g.training.ID)
		g.must(err)
		return n.Waiting
	}
	for name, do := range map[string]func(*dataowner.Owner) error{
		"contribute": func(o *dataowner.Owner) error { _, err := o.Contribute(ctx); return err },
		"withdraw": func(o *dataowner.Owner) error {
			if _, err := o.Contribute(ctx); err != nil {
				return err
			}
			return dataowner.Withdraw(ctx, o)
		},
	} {
		before := 0
		fresh := func() store.Store {
			before = waiting()
			return store.NewMemory()
		}
		failures := brokenstore.Each(t, fresh, func(s store.Store) error {
			o, err := owner(s)
			if err != nil {
				return err
			}
			return do(o)
		}, func(at string, s store.Store, _ error) {
			o, err := owner(s)
			if err == nil && waiting() > before {
				if spent, err := o.Spending(ctx); err != nil || spent.Sums == 0 {
					t.Errorf("%s, %s: a contribution left, and the vault is charged %+v: %v", name, at, spent, err)
				}
			}
			if err == nil {
				_, err = o.Contribute(ctx)
			}
			if err != nil {
				t.Errorf("%s, %s: with the vault whole: %v", name, at, err)
				return
			}
			if n := waiting() - before; n != 1 {
				t.Errorf("%s, %s: counted %d times", name, at, n)
			}
			if err := dataowner.Withdraw(ctx, o); err != nil {
				t.Errorf("%s, %s: %v", name, at, err)
			}
			if n := waiting() - before; n != 0 {
				t.Errorf("%s, %s: %d contributions of an identity that is forgotten", name, at, n)
			}
		})
		if failures == 0 {
			t.Errorf("%s: no operation failed", name)
		}
	}
}

// failingKernel is arithmetic that fails while it is told to, as in a browser that has no memory left.
type failingKernel struct {
	phe.Kernel
	fails *atomic.Bool
}

var errArithmetic = errors.New("no memory for the arithmetic")

func (k failingKernel) CombTables(base *big.Int, comb phe.Comb) (phe.Tables, error) {
	t, err := k.Kernel.CombTables(base, comb)
	return failingTables{t, k.fails}, err
}

type failingTables struct {
	phe.Tables
	fails *atomic.Bool
}

func (t failingTables) Run(squarings, digits []uint16) (*big.Int, error) {
	if t.fails.Load() {
		return nil, errArithmetic
	}
	return t.Tables.Run(squarings, digits)
}

// TestContributorsWhoseArithmeticFails: values that cannot be encrypted do not leave in another form, and do once they can be.
func TestContributorsWhoseArithmeticFails(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 1).accepted()
	ctx := deadline.Bound(context.Background(), t)
	var fails atomic.Bool
	kernel := func(key *phe.PublicKey) (phe.Kernel, string, error) {
		return failingKernel{phe.GoKernel(key), &fails}, "go", nil
	}
	agree := []string{consent.Rows, consent.Alone, consent.Constant, consent.Shared, consent.Again}
	o, err := dataowner.Open(ctx, g.links[0], dataowner.Config{Vault: g.vaults[0], Agree: agree, Kernel: kernel})
	g.must(err)
	_, err = o.Load(ctx, "rows.csv", strings.NewReader(g.csvs[0]))
	g.must(err)
	fails.Store(true) // since the speed was measured
	mo := g.as(testKeys(t).Identity)
	for _, want := range []int{0, 1} {
		_, err := o.Contribute(ctx)
		if (want == 0) != errors.Is(err, errArithmetic) || want == 1 && err != nil {
			t.Errorf("with arithmetic that fails, %v: %v", fails.Load(), err)
		}
		if n, err := mo.Counts(ctx, g.training.ID); err != nil || n.Waiting != want {
			t.Errorf("%d contributions, want %d: %v", n.Waiting, want, err)
		}
		fails.Store(false)
	}
}
