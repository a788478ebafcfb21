package jskernel

import (
	"context"
	"math/big"
	"sync/atomic"
	"syscall/js"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/jsvalue"
)

// sharedEntries is the least size of a fixed-base table at which its powers are
// computed by helpers. Each helper builds its own tables, which pays off for large
// jobs only.
const sharedEntries = 4096

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
// globalThis.blindfitHelpers, with open(modulus, arithmetic), room(), nthPower(r) and run(table,
// base, bits, rows, count, squarings, digits), of which the last two return promises.
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
	return &spreadTables{Tables: local, kernel: s, base: base.Bytes(), comb: comb, id: int(s.table.Add(1))}, nil
}

// spreadTables are the tables of a base in every helper.
type spreadTables struct {
	phe.Tables // local
	kernel     *spread
	base       []byte
	comb       phe.Comb
	id         int
}

// Run asks a helper.
func (t *spreadTables) Run(squarings, digits []uint16) (*big.Int, error) {
	out, ok := t.kernel.ask("run", t.id, jsvalue.Array(t.base), t.comb.Bits, t.comb.Rows, t.comb.Tables, numbers(squarings), numbers(digits))
	if ok {
		return out, nil
	}
	return t.Tables.Run(squarings, digits)
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
