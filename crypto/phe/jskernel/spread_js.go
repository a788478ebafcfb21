package jskernel

import (
	"context"
	"math/big"
	"sync"
	"sync/atomic"
	"syscall/js"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/jsvalue"
)

// Each helper builds tables of its own, which pays off for large jobs only: these are the least numbers of entries at
// which powers of a fixed base, and forms, are computed by helpers.
const (
	sharedEntries = 4096
	sharedSubsets = 512
)

// spread is a kernel that passes slow calls to helpers, other workers of the same
// page, and to the local kernel if no helper is left.
type spread struct {
	phe.Kernel          // local
	helpers    js.Value // see web/src/worker/helpers.ts
	room       int
	numbers    *kernel  // reads answers
	limit      *big.Int // n²
	table      atomic.Int32
}

var _ phe.Concurrent = (*spread)(nil)

// Spread returns a kernel that shares the work of local with the helpers of the page:
// globalThis.blindfitHelpers, with open(modulus, arithmetic), room(), nthPower(r) and run(id, method, args, squarings,
// digits), of which the last two return promises. A helper makes tables by a method of its kernel with these args, and keeps
// the last ones of each method under their id.
// It returns local if the page has no helpers. If a helper fails or its answer is not
// a number modulo n², local computes the result.
//
// Helpers see secret numbers, so they must belong to the same page.
func Spread(k *phe.PublicKey, local phe.Kernel) phe.Kernel {
	helpers := js.Global().Get("blindfitHelpers")
	if helpers.Type() != js.TypeObject {
		return local
	}
	room, err := call(helpers, "open", jsvalue.Array(k.Bytes()), local.Name())
	if err != nil || room.Type() != js.TypeNumber || room.Int() < 1 {
		return local
	}
	return &spread{
		Kernel: local, helpers: helpers, room: room.Int(),
		numbers: &kernel{size: k.CiphertextSize()}, limit: new(big.Int).Mul(k.N(), k.N()),
	}
}

// Concurrency returns the number of calls that helpers take at the same time.
func (s *spread) Concurrency() int { return s.room }

// NthPower asks a helper for r^n.
func (s *spread) NthPower(r *big.Int) (*big.Int, error) {
	if out, ok := s.ask("nthPower", jsvalue.Array(r.Bytes())); ok {
		return out, nil
	}
	return s.Kernel.NthPower(r)
}

// CombTables builds tables in this worker, and in a helper at its first call.
func (s *spread) CombTables(base *big.Int, comb phe.Comb) (phe.Tables, error) {
	local, err := s.Kernel.CombTables(base, comb)
	if err != nil || comb.Tables<<comb.Rows < sharedEntries {
		return local, err
	}
	return s.share(func() (phe.Tables, error) { return local, nil },
		"combTables", jsvalue.Array(base.Bytes()), comb.Bits, comb.Rows, comb.Tables), nil
}

// SubsetTables has a helper build tables at its first call, and this worker only if it is left alone: they are used for one
// round.
func (s *spread) SubsetTables(bases []*big.Int, blind *big.Int, tables int) (phe.Tables, error) {
	build := func() (phe.Tables, error) { return s.Kernel.SubsetTables(bases, blind, tables) }
	if (phe.Subsets{Bases: len(bases), Tables: tables}).Entries() < sharedSubsets {
		return build()
	}
	return s.share(build, "subsetTables", s.numbers.vector(bases), jsvalue.Array(blind.Bytes()), tables), nil
}

// share returns tables that helpers make by a method of their kernel, and this worker by local.
func (s *spread) share(local func() (phe.Tables, error), method string, args ...any) phe.Tables {
	return &spreadTables{local: local, kernel: s, id: int(s.table.Add(1)), method: method, args: js.ValueOf(args)}
}

// spreadTables are tables in every helper.
type spreadTables struct {
	local  func() (phe.Tables, error)
	kernel *spread
	id     int
	method string
	args   js.Value

	mu  sync.Mutex // guards own
	own phe.Tables // the result of local, once it was called
}

// Run asks a helper.
func (t *spreadTables) Run(squarings, digits []uint16) (*big.Int, error) {
	if out, ok := t.kernel.ask("run", t.id, t.method, t.args, numbers(squarings), numbers(digits)); ok {
		return out, nil
	}
	own, err := t.here()
	if err != nil {
		return nil, err
	}
	return own.Run(squarings, digits)
}

// here returns the tables of this worker.
func (t *spreadTables) here() (phe.Tables, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	if t.own == nil {
		t.own, err = t.local()
	}
	return t.own, err
}

// Release frees the tables of this worker. A helper frees its own when it makes the next ones.
func (t *spreadTables) Release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.own != nil {
		t.own.Release()
	}
}

// ask calls a helper and waits for its number. It tries as often as there may be
// helpers, since each failure removes one.
func (s *spread) ask(method string, args ...any) (*big.Int, bool) {
	for range s.room {
		left, err := call(s.helpers, "room")
		if err != nil || left.Type() != js.TypeNumber || left.Int() < 1 {
			return nil, false
		}
		promise, err := call(s.helpers, method, args...)
		if err != nil {
			return nil, false
		}
		answer, err := jsvalue.Await(context.Background(), func() js.Value { return promise })
		if err != nil {
			continue
		}
		out, err := s.numbers.number(answer)
		if err != nil || out.Sign() == 0 || out.Cmp(s.limit) >= 0 {
			return nil, false
		}
		return out, true
	}
	return nil, false
}
