package jskernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"syscall/js"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/jsvalue"
)

// ErrNotLoaded means that kernel.js is not loaded in this worker, or has another
// version.
var ErrNotLoaded = errors.New("invalid page: kernel.js of this version is not loaded")

// version must be that of kernel.js.
const version = 2

// kernel drives a Kernel object of kernel.js.
type kernel struct {
	object js.Value
	size   int // bytes of a number modulo n²
}

// New returns the BigInt kernel for k, or [ErrNotLoaded] if kernel.js is missing.
func New(k *phe.PublicKey) (phe.Kernel, error) {
	global := js.Global().Get("blindfitKernel")
	if global.Type() != js.TypeObject || global.Get("version").Type() != js.TypeNumber || global.Get("version").Int() != version {
		return nil, ErrNotLoaded
	}
	object, err := call(global, "open", jsvalue.Array(k.Bytes()))
	if err != nil {
		return nil, err
	}
	return &kernel{object: object, size: k.CiphertextSize()}, nil
}

// Calibrate measures both kernels for some tens of milliseconds and returns the
// faster one for k and its name, "bigint" or "go". It also checks that both return
// the same number. Without BigInt it returns the Go kernel.
func Calibrate(k *phe.PublicKey) (phe.Kernel, string) {
	inGo := phe.GoKernel(k)
	inJS, err := New(k)
	if err != nil {
		return inGo, inGo.Name()
	}
	// The engine compiles code while it runs: the first measurement is a warm-up.
	_, _, _ = measure(inJS, k)
	fastJS, resultJS, errJS := measure(inJS, k)
	fastGo, resultGo, errGo := measure(inGo, k)
	if errGo == nil && (errJS != nil || fastGo < fastJS || resultGo.Cmp(resultJS) != 0) {
		return inGo, inGo.Name()
	}
	return inJS, inJS.Name()
}

// measure times a power with a short exponent of an arbitrary public number.
func measure(kern phe.Kernel, k *phe.PublicKey) (time.Duration, *big.Int, error) {
	comb := phe.Comb{Bits: 64, Rows: 1, Tables: 1}
	base := new(big.Int).Sub(new(big.Int).Mul(k.N(), k.N()), big.NewInt(12345))
	start := time.Now()
	tables, err := kern.CombTables(base, comb)
	if err != nil {
		return 0, nil, err
	}
	defer tables.Release()
	squarings, digits := make([]uint16, 64), make([]uint16, 64)
	for i := range squarings {
		squarings[i], digits[i] = 1, uint16(i&1)
	}
	result, err := tables.Run(squarings, digits)
	return time.Since(start), result, err
}

// Name is "bigint".
func (*kernel) Name() string { return "bigint" }

// NthPower returns r^n mod n².
func (k *kernel) NthPower(r *big.Int) (*big.Int, error) {
	out, err := call(k.object, "nthPower", jsvalue.Array(r.Bytes()))
	if err != nil {
		return nil, err
	}
	return k.number(out)
}

// NthResidue returns r^n mod n.
func (k *kernel) NthResidue(r *big.Int) (*big.Int, error) {
	out, err := call(k.object, "nthResidue", jsvalue.Array(r.Bytes()))
	if err != nil {
		return nil, err
	}
	return k.number(out)
}

// CombTables builds the tables of a fixed base in JavaScript.
func (k *kernel) CombTables(base *big.Int, comb phe.Comb) (phe.Tables, error) {
	return k.tables("combTables", jsvalue.Array(base.Bytes()), comb.Bits, comb.Rows, comb.Tables)
}

// PowerTables builds one table for each base in JavaScript.
func (k *kernel) PowerTables(bases, inverses []*big.Int, blind *big.Int, window uint) (phe.Tables, error) {
	return k.tables("powerTables", k.vector(bases), k.vector(inverses), jsvalue.Array(blind.Bytes()), int(window))
}

// tables calls a method that returns tables.
func (k *kernel) tables(method string, args ...any) (phe.Tables, error) {
	object, err := call(k.object, method, args...)
	if err != nil {
		return nil, err
	}
	return &tables{kernel: k, object: object}, nil
}

// tables drives a Tables object of kernel.js.
type tables struct {
	kernel *kernel
	object js.Value
}

// Run passes the whole program in one call and returns its result.
func (t *tables) Run(squarings, digits []uint16) (*big.Int, error) {
	out, err := call(t.object, "run", numbers(squarings), numbers(digits))
	if err != nil {
		return nil, err
	}
	return t.kernel.number(out)
}

// Release frees the tables in JavaScript.
func (t *tables) Release() { _, _ = call(t.object, "release") }

// vector returns a Uint8Array of numbers in full width, one after the other.
func (k *kernel) vector(values []*big.Int) js.Value {
	flat := make([]byte, len(values)*k.size)
	for i, v := range values {
		v.FillBytes(flat[i*k.size : (i+1)*k.size])
	}
	return jsvalue.Array(flat)
}

// numbers returns a Uint8Array of 16-bit numbers, little-endian.
func numbers(values []uint16) js.Value {
	flat := make([]byte, 0, 2*len(values))
	for _, v := range values {
		flat = binary.LittleEndian.AppendUint16(flat, v)
	}
	return jsvalue.Array(flat)
}

// number reads a number in full width.
func (k *kernel) number(v js.Value) (*big.Int, error) {
	b, err := jsvalue.Bytes(v)
	if err != nil || len(b) != k.size {
		return nil, phe.ErrInternal
	}
	return new(big.Int).SetBytes(b), nil
}

// call calls a method and fails if it throws. The error does not contain the
// exception, because an engine may put numbers into its text.
func call(object js.Value, method string, args ...any) (result js.Value, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("failed to call %s: %w", method, phe.ErrInternal)
		}
	}()
	return object.Call(method, args...), nil
}
