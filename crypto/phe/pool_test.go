package phe

import (
	"context"
	"errors"
	"math/big"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/leaks"
)

func TestPool(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	ready := func(fresh, full int) {
		t.Helper()
		if a, b := e.Ready(); a != fresh || b != full {
			t.Fatalf("%d and %d ready, want %d and %d", a, b, fresh, full)
		}
	}
	ready(0, 0)
	if err := e.Precompute(t.Context(), 5, 3); err != nil {
		t.Fatal(err)
	}
	ready(5, 3)
	if err := e.Precompute(t.Context(), 2, 4); err != nil { // levels, not amounts
		t.Fatal(err)
	}
	ready(5, 4)
	seal(t, e, 1)
	ready(4, 4)
	if _, err := e.Rerandomize(seal(t, e, 1)); err != nil {
		t.Fatal(err)
	}
	ready(3, 3)
	for range 5 { // beyond what is ready
		if got := pair.open(seal(t, e, 7)); got.Int64() != 7 {
			t.Fatalf("decrypts to %v", got)
		}
	}
	ready(0, 3)
}

// TestObfuscators: hs^r and r^n are encryptions of 0, and all different.
func TestObfuscators(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	if err := e.Precompute(t.Context(), 20, 10); err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, o := range append(e.pool.fresh, e.pool.full...) {
		if pair.open(pair.public.wrap(o)).Sign() != 0 {
			t.Fatal("an obfuscator is no encryption of 0")
		}
		if o.Cmp(one) == 0 || seen[o.String()] {
			t.Fatal("an obfuscator is 1 or comes twice")
		}
		seen[o.String()] = true
	}
}

// TestPrecomputeStops: cancelling leaves what was made and returns the reason.
func TestPrecomputeStops(t *testing.T) {
	pair := smallPair(t)
	ctx, cancel := context.WithCancel(t.Context())
	made := 0
	e, err := NewEncryptor(pair.public, nil, EncryptorOptions{Workers: 1, Yield: func() {
		if made++; made == 3 {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Precompute(ctx, 1000, 1000); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
	if fresh, full := e.Ready(); fresh != 3 || full != 0 {
		t.Errorf("%d and %d ready, want 3 and 0", fresh, full)
	}
}

// TestPoolIsShared fills and drains the pool from many goroutines: no
// obfuscator is used twice.
func TestPoolIsShared(t *testing.T) {
	pair := smallPair(t)
	e := pair.encryptor(t)
	var (
		wait sync.WaitGroup
		mu   sync.Mutex // guards seen
		seen = make(map[string]bool)
	)
	wait.Go(func() {
		if err := e.Precompute(t.Context(), 30, 0); err != nil {
			t.Error(err)
		}
	})
	for range 4 {
		wait.Go(func() {
			for range 15 {
				c, err := e.Encrypt(new(big.Int))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if seen[string(c.Bytes())] {
					t.Error("an obfuscator was used twice")
				}
				seen[string(c.Bytes())] = true
				mu.Unlock()
			}
		})
	}
	wait.Wait()
}

func TestParallel(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	err := parallel(t.Context(), 3, 10, func(i int) error {
		switch i {
		case 2:
			return first
		case 7:
			return second
		}
		return nil
	})
	if !errors.Is(err, first) && !errors.Is(err, second) {
		t.Errorf("error = %v", err)
	}
	count := make([]int, 50)
	if err := parallel(t.Context(), 4, len(count), func(i int) error { count[i]++; return nil }); err != nil {
		t.Fatal(err)
	}
	for i, c := range count {
		if c != 1 {
			t.Errorf("index %d was called %d times", i, c)
		}
	}
}

// An obfuscator decrypts the ciphertext that it is used for.
func TestEncryptorDoesNotPrint(t *testing.T) {
	e := smallPair(t).encryptor(t)
	if err := e.Precompute(t.Context(), 1, 1); err != nil {
		t.Fatal(err)
	}
	fresh, full := e.pool.fresh[0], e.pool.full[0]
	leaks.Check(t, "encryptor", e, fresh, full, e.base.value)
	leaks.Check(t, "encryptor by value", *e, fresh, full, e.base.value)
}
