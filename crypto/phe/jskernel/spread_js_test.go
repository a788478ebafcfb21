package jskernel

import (
	"context"
	"math/big"
	"syscall/js"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
)

// helperScript stands in for the page's helpers: they answer on this thread, and do
// as `mood` says. calls counts what they were asked.
const helperScript = `(() => {
  const state = { mood: "good", left: 2, calls: 0, opened: 0 };
  let kernel;
  const answer = (make) => {
    state.calls++;
    switch (state.mood) {
      case "die": state.left--; return Promise.reject(new Error("gone"));
      case "throw": throw new Error("no");
      case "short": return Promise.resolve(new Uint8Array(3));
      case "nothing": return Promise.resolve(undefined);
      case "zero": return Promise.resolve(new Uint8Array(make().length));
      case "large": return Promise.resolve(new Uint8Array(make().length).fill(255));
      case "never a promise": return 7;
    }
    return new Promise((resolve) => setTimeout(() => resolve(make()), 0));
  };
  globalThis.blindfitHelpers = {
    state,
    open: (modulus, arithmetic) => { state.opened++; state.arithmetic = arithmetic; kernel = blindfitKernel.open(modulus, arithmetic); return state.left; },
    room: () => state.left,
    nthPower: (r) => answer(() => kernel.nthPower(r)),
    run: (id, method, args, squarings, digits) => answer(() => kernel[method](...args).run(squarings, digits)),
  };
})()`

// withHelpers sets the stand-in up for one test and returns its state.
func withHelpers(t *testing.T) js.Value {
	t.Helper()
	js.Global().Call("eval", helperScript)
	t.Cleanup(func() { js.Global().Delete("blindfitHelpers") })
	return js.Global().Get("blindfitHelpers").Get("state")
}

// TestSpreadAlone: without helpers, or with none that starts, the kernel is what it was.
func TestSpreadAlone(t *testing.T) {
	k := testKey()
	local, _ := open(t, k, BigInt)
	if Spread(k, local) != local {
		t.Error("a page without helpers gets another kernel")
	}
	withHelpers(t).Set("left", 0)
	if Spread(k, local) != local {
		t.Error("a page whose helpers do not start gets another kernel")
	}
}

// TestSpreadEqual: whatever helpers do or fail to do, the numbers are those of the local kernel.
func TestSpreadEqual(t *testing.T) {
	k := testKey()
	local, _ := open(t, k, BigInt)
	r, base := big.NewInt(123456789), big.NewInt(987654321)
	comb := phe.Comb{Bits: 24, Rows: 12, Tables: 1} // as large as helpers take a share of
	squarings, digits := []uint16{1, 1}, []uint16{0xabc, 0x123}
	wantPower, _ := local.NthPower(r)
	tables, err := local.CombTables(base, comb)
	if err != nil {
		t.Fatal(err)
	}
	wantRun, _ := tables.Run(squarings, digits)
	bases := make([]*big.Int, 16)
	for i := range bases {
		bases[i] = big.NewInt(int64(2*i + 3))
	}
	const two = 2 // tables of 256 entries
	formSquarings, formDigits := []uint16{8, 8}, []uint16{0, 255, 130, 127}
	if tables, err = local.SubsetTables(bases, r, two); err != nil {
		t.Fatal(err)
	}
	wantForm, _ := tables.Run(formSquarings, formDigits)
	// A helper that dies is one less, so a call asks twice; what is no number is not asked for again.
	for mood, calls := range map[string]int{
		"good": 3, "die": 2, "throw": 3, "short": 3, "nothing": 3, "zero": 3, "large": 3, "never a promise": 6,
	} {
		t.Run(mood, func(t *testing.T) {
			state := withHelpers(t)
			kern := Spread(k, local)
			if c, ok := kern.(phe.Concurrent); !ok || c.Concurrency() != 2 {
				t.Fatal("the kernel does not say that helpers take two calls")
			}
			state.Set("mood", mood)
			power, err := kern.NthPower(r)
			equal(t, "power", power, wantPower, err, nil)
			shared, err := kern.CombTables(base, comb)
			if err != nil {
				t.Fatal(err)
			}
			run, err := shared.Run(squarings, digits)
			equal(t, "run", run, wantRun, err, nil)
			powers, err := kern.SubsetTables(bases, r, two)
			if err != nil {
				t.Fatal(err)
			}
			form, err := powers.Run(formSquarings, formDigits)
			equal(t, "form", form, wantForm, err, nil)
			shared.Release()
			powers.Release()
			if got := state.Get("calls").Int(); got != calls {
				t.Errorf("helpers were asked %d times, want %d", got, calls)
			}
		})
	}
}

// TestSpreadPool fills a pool through helpers, cancels in between, and goes on when they die.
func TestSpreadPool(t *testing.T) {
	k := testKey()
	local, _ := open(t, k, BigInt)
	state := withHelpers(t)
	e, err := phe.NewEncryptor(k, Spread(k, local), phe.EncryptorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Precompute(t.Context(), 0, 3); err != nil {
		t.Fatal(err)
	}
	if calls := state.Get("calls").Int(); calls != 1+3 { // hs, and three r^n
		t.Errorf("helpers were asked %d times, want 4", calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Precompute(ctx, 0, 1000); err == nil {
		t.Error("a pool is filled after its end")
	}
	state.Set("mood", "die")
	if err := e.Precompute(t.Context(), 0, 5); err != nil {
		t.Fatal(err)
	}
	if _, full := e.Ready(); full != 5 {
		t.Errorf("%d obfuscators ready after the helpers died, want 5", full)
	}
}

// TestSpreadSmallTables: tables of a small job are not worth building elsewhere.
func TestSpreadSmallTables(t *testing.T) {
	k := testKey()
	local, _ := open(t, k, BigInt)
	state := withHelpers(t)
	tables, err := Spread(k, local).CombTables(big.NewInt(3), phe.Comb{Bits: 8, Rows: 2, Tables: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tables.Run([]uint16{1, 1}, []uint16{1, 2, 3, 0}); err != nil {
		t.Fatal(err)
	}
	three := big.NewInt(3)
	if tables, err = Spread(k, local).SubsetTables([]*big.Int{three}, three, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := tables.Run([]uint16{1}, []uint16{1}); err != nil {
		t.Fatal(err)
	}
	if state.Get("calls").Int() != 0 {
		t.Error("helpers were asked")
	}
}
