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

	"github.com/blindfit/blindfit/internal/secret"
)

// EncryptorOptions tune memory and speed, not security. The zero value is a good
// default.
type EncryptorOptions struct {
	// Encryptions is the expected number of fresh obfuscators: the more there are,
	// the larger the tables that pay off. If it is 0, tables start small and grow
	// with use.
	Encryptions int
	// TableBytes bounds the memory of each set of tables. 0 means 32 MiB.
	TableBytes int
	// Workers is the number of goroutines of Precompute and EncryptVector. If it is
	// 0, it is the concurrency of a [Concurrent] kernel, or GOMAXPROCS.
	Workers int
	// Yield, if not nil, is called after each obfuscator that Precompute makes, so
	// that a single-threaded host can handle events.
	Yield func()
}

// Encryptor encrypts under one public key and keeps obfuscators ready. It may be
// used by several goroutines.
type Encryptor struct {
	secret.Redacted
	key     *PublicKey
	kernel  Kernel
	options EncryptorOptions
	base    *fixedBase // hs
	pool    *pool
}

// ErrRandom means that the system's source of randomness failed.
var ErrRandom = errors.New("failed to read randomness")

// NewEncryptor returns an encryptor for k with a random hs. Its tables are built when
// they are first needed. kern must be a kernel for k; if it is nil, [GoKernel] is
// used.
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

// EncryptVector encrypts every element of ms, each in [0, n). The error for an
// element outside this range names its index.
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

// Rerandomize multiplies c by a full-range r^n. The result does not reveal how c
// was computed, not even to the holder of the private key.
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

// expect builds tables for count fresh obfuscators, less those in the pool.
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

// parallel calls f for 0 ≤ i < count from workers goroutines and returns the error of
// the lowest index that failed. It stops early if there is an error or if ctx ends.
func parallel(ctx context.Context, workers, count int, f func(int) error) error {
	var (
		mu     sync.Mutex // guards next, failed and first
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
