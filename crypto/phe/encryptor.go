package phe

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"runtime"
	"sync"
)

// EncryptorOptions tune memory and speed; the zero value is sensible. None of
// them weakens an encryption.
type EncryptorOptions struct {
	// Encryptions is how many fresh obfuscators are expected to be made: more
	// make larger tables worth their build. 0 means that it is not known: tables
	// start small and grow with what is asked for.
	Encryptions int
	// TableBytes bounds the memory of each set of tables. 0 means 32 MiB.
	TableBytes int
	// Workers is the number of goroutines of Precompute and EncryptVector. 0
	// means what the kernel says (see [Concurrent]), else GOMAXPROCS.
	Workers int
	// Yield, where not nil, is called after each obfuscator made by Precompute,
	// so that a single-threaded host can look at its events.
	Yield func()
}

// Encryptor encrypts under one public key and keeps obfuscators ready. It may be
// used by several goroutines. It never prints what it holds.
type Encryptor struct {
	key     *PublicKey
	kernel  Kernel
	options EncryptorOptions
	base    *fixedBase // hs
	pool    *pool
}

// ErrRandom says that the system's source of randomness failed.
var ErrRandom = errors.New("failed to read randomness")

// NewEncryptor derives hs from an x of its own; the tables of hs are built when
// they are first needed. kern must be a kernel for k; nil means [GoKernel].
func NewEncryptor(k *PublicKey, kern Kernel, opts EncryptorOptions) (*Encryptor, error) {
	if k == nil || k.inner.N == nil {
		return nil, ErrKeyLength
	}
	if kern == nil {
		kern = GoKernel(k)
	}
	if opts.TableBytes <= 0 {
		opts.TableBytes = 32 << 20
	}
	if c, ok := kern.(Concurrent); ok && opts.Workers <= 0 {
		opts.Workers = c.Concurrency()
	}
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	e := &Encryptor{key: k, kernel: kern, options: opts, pool: new(pool)}
	x, err := k.randomUnit()
	if err != nil {
		return nil, err
	}
	n := k.inner.N
	h := x.Mul(x, x)
	h.Mod(h.Neg(h), n)
	hs, err := kern.NthPower(h)
	if err != nil {
		return nil, fmt.Errorf("failed to derive hs: %w", err)
	}
	e.base = &fixedBase{kernel: kern, value: hs, bits: (k.Bits() + 1) / 2, entries: opts.TableBytes / k.entryBytes()}
	return e, nil
}

// entryBytes estimates the memory of one table entry.
func (k *PublicKey) entryBytes() int { return k.CiphertextSize() + 128 }

// Key returns the public key.
func (e *Encryptor) Key() *PublicKey { return e.key }

// Encrypt encrypts m, in [0, n), with an obfuscator hs^r.
func (e *Encryptor) Encrypt(m *big.Int) (*Ciphertext, error) {
	if m == nil || m.Sign() < 0 || m.Cmp(e.key.inner.N) >= 0 {
		return nil, ErrPlaintextRange
	}
	o, err := e.takeFresh()
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt: %w", err)
	}
	return e.key.wrap(e.key.timesPlain(o, m)), nil
}

// EncryptVector encrypts every element, each in [0, n). The error for one that
// is not names its index.
func (e *Encryptor) EncryptVector(ms []*big.Int) ([]*Ciphertext, error) {
	out := make([]*Ciphertext, len(ms))
	if err := e.expect(len(ms)); err != nil {
		return nil, fmt.Errorf("failed to encrypt vector: %w", err)
	}
	err := parallel(context.Background(), e.options.Workers, len(ms), func(i int) error {
		c, err := e.Encrypt(ms[i])
		if err != nil {
			return fmt.Errorf("element %d: %w", i, err)
		}
		out[i] = c
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("failed to encrypt vector: %w", err)
	}
	return out, nil
}

// Rerandomize multiplies c by a full-range r^n: the result tells nothing about
// how c came to be, not even to the holder of the private key.
func (e *Encryptor) Rerandomize(c *Ciphertext) (*Ciphertext, error) {
	v, err := e.key.value(c)
	if err != nil {
		return nil, fmt.Errorf("failed to re-randomise: %w", err)
	}
	o, err := e.takeFull()
	if err != nil {
		return nil, fmt.Errorf("failed to re-randomise: %w", err)
	}
	o.Mul(o, v).Mod(o, e.key.n2)
	return e.key.wrap(o), nil
}

// Blind multiplies c by hs^r. It is for the holder of the private key, right
// before it decrypts, so that timing says nothing about c; it does not hide from
// that holder how c came to be. See [Encryptor.Rerandomize] for that.
func (e *Encryptor) Blind(c *Ciphertext) (*Ciphertext, error) {
	v, err := e.key.value(c)
	if err != nil {
		return nil, fmt.Errorf("failed to blind: %w", err)
	}
	o, err := e.takeFresh()
	if err != nil {
		return nil, fmt.Errorf("failed to blind: %w", err)
	}
	o.Mul(o, v).Mod(o, e.key.n2)
	return e.key.wrap(o), nil
}

// makeFresh returns a new hs^r, r uniform with half the bits of n.
func (e *Encryptor) makeFresh() (*big.Int, error) {
	tables, comb, err := e.base.forPowers(max(e.options.Encryptions, 1))
	if err != nil {
		return nil, err
	}
	bytes := make([]byte, (comb.Bits+7)/8)
	if _, err := io.ReadFull(rand.Reader, bytes); err != nil {
		return nil, ErrRandom
	}
	r := new(big.Int).SetBytes(bytes)
	r.Rsh(r, uint(8*len(bytes)-comb.Bits))
	return tables.Run(comb.program(r))
}

// expect makes tables ready for count fresh obfuscators beyond those in the pool.
func (e *Encryptor) expect(count int) error {
	if fresh, _ := e.Ready(); count > fresh {
		_, _, err := e.base.forPowers(max(count-fresh, e.options.Encryptions))
		return err
	}
	return nil
}

// makeFull returns a new r^n, r uniform in Z*_n.
func (e *Encryptor) makeFull() (*big.Int, error) {
	r, err := e.key.randomUnit()
	if err != nil {
		return nil, err
	}
	return e.kernel.NthPower(r)
}

// randomUnit returns a uniform element of Z*_n.
func (k *PublicKey) randomUnit() (*big.Int, error) {
	for {
		r, err := rand.Int(rand.Reader, k.inner.N)
		if err != nil {
			return nil, ErrRandom
		}
		if r.Sign() != 0 && new(big.Int).GCD(nil, nil, r, k.inner.N).Cmp(one) == 0 {
			return r, nil
		}
	}
}

// String does not show obfuscators.
func (e Encryptor) String() string {
	if e.key == nil {
		return "invalid encryptor"
	}
	return "encryptor for " + e.key.String()
}

// GoString is String.
func (e Encryptor) GoString() string { return e.String() }

// Format writes String for every verb, %d and %x included.
func (e Encryptor) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.String()) }

// parallel calls f for 0 ≤ i < count from workers goroutines and returns the
// error of the lowest index that failed. It stops early on an error or when ctx ends.
func parallel(ctx context.Context, workers, count int, f func(int) error) error {
	var (
		mu     sync.Mutex // guards next, failed and first: an index is given out once
		next   int
		failed = -1
		first  error
		wait   sync.WaitGroup
	)
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || next >= count || ctx.Err() != nil {
			return -1
		}
		next++
		return next - 1
	}
	for range min(workers, count) {
		wait.Go(func() {
			for i := take(); i >= 0; i = take() {
				if err := f(i); err != nil {
					mu.Lock()
					if failed < 0 || i < failed {
						failed, first = i, err
					}
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if first != nil {
		return first
	}
	return ctx.Err()
}
