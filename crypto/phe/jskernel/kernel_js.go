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
const version = 4

// kernel drives a Kernel object of kernel.js.
type kernel struct {
	object js.Value
	name   string
	size   int // bytes of a number modulo n²
}

// The arithmetics of kernel.js.
const (
	Simd   = "simd"   // doubles in WebAssembly
	BigInt = "bigint" // the engine's large integers
)

// New returns the kernel for k on an arithmetic. It returns [ErrNotLoaded] if kernel.js is missing, and another error if
// the engine does not have the arithmetic.
func New(k *phe.PublicKey, arithmetic string) (phe.Kernel, error) {
	global := js.Global().Get("blindfitKernel")
	if global.Type() != js.TypeObject || global.Get("version").Type() != js.TypeNumber || global.Get("version").Int() != version {
		return nil, ErrNotLoaded
	}
	object, err := call(global, "open", jsvalue.Array(k.Bytes()), arithmetic)
	if err != nil {
		return nil, err
	}
	return &kernel{object: object, name: arithmetic, size: k.CiphertextSize()}, nil
}

// repetitions is how often Calibrate measures a kernel, not counting the first time, in which the engine compiles code.
const repetitions = 5

// Calibrate measures every kernel for some tens of milliseconds and returns the fastest one for k and its name: "simd",
// "bigint" or "go". One that fails, or returns another number than Go, is left out. The shortest of several measurements
// counts, and the kernels take turns: other work of the machine must not choose.
func Calibrate(k *phe.PublicKey) (phe.Kernel, string) {
	best := phe.GoKernel(k)
	least, result, err := measure(best, k)
	if err != nil {
		return best, best.Name()
	}
	var kernels []phe.Kernel
	for _, arithmetic := range []string{Simd, BigInt} {
		kern, err := New(k, arithmetic)
		if err != nil {
			continue
		}
		if _, got, err := measure(kern, k); err == nil && got.Cmp(result) == 0 {
			kernels = append(kernels, kern)
		}
	}
	for range repetitions {
		for _, kern := range kernels {
			if took, _, err := measure(kern, k); err == nil && took < least {
				best, least = kern, took
			}
		}
	}
	return best, best.Name()
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

// Name is the name of the arithmetic.
func (k *kernel) Name() string { return k.name }

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

// SubsetTables builds tables of the products of subsets of bases in JavaScript.
func (k *kernel) SubsetTables(bases []*big.Int, blind *big.Int, tables int) (phe.Tables, error) {
	return k.tables("subsetTables", k.vector(bases), jsvalue.Array(blind.Bytes()), tables)
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
