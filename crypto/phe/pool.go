package phe

import (
	"context"
	"fmt"
	"math/big"
	"sync"
)

// pool holds obfuscators made in advance.
type pool struct {
	mu    sync.Mutex // guards both slices: an obfuscator is used at most once
	fresh []*big.Int // hs^r
	full  []*big.Int // r^n
}

// take removes and returns the last element of *from, or nil.
func (p *pool) take(from *[]*big.Int) *big.Int {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(*from) - 1
	if last < 0 {
		return nil
	}
	o := (*from)[last]
	(*from)[last] = nil
	*from = (*from)[:last]
	return o
}

// put adds an obfuscator.
func (p *pool) put(to *[]*big.Int, o *big.Int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*to = append(*to, o)
}

// takeFresh returns an unused hs^r, which the caller may change.
func (e *Encryptor) takeFresh() (*big.Int, error) {
	if o := e.pool.take(&e.pool.fresh); o != nil {
		return o, nil
	}
	return e.makeFresh()
}

// takeFull returns an unused r^n, which the caller may change.
func (e *Encryptor) takeFull() (*big.Int, error) {
	if o := e.pool.take(&e.pool.full); o != nil {
		return o, nil
	}
	return e.makeFull()
}

// Ready returns how many obfuscators of each kind are ready.
func (e *Encryptor) Ready() (fresh, full int) {
	e.pool.mu.Lock()
	defer e.pool.mu.Unlock()
	return len(e.pool.fresh), len(e.pool.full)
}

// Precompute makes obfuscators until fresh hs^r and full r^n are ready. If ctx is
// done first, it returns its error and keeps the obfuscators made so far. Encryption
// and evaluation take obfuscators from the pool, and make their own if it is empty;
// Precompute may run at the same time.
func (e *Encryptor) Precompute(ctx context.Context, fresh, full int) error {
	haveFresh, haveFull := e.Ready()
	missingFresh, missingFull := max(fresh-haveFresh, 0), max(full-haveFull, 0)
	if err := e.expect(fresh); err != nil {
		return fmt.Errorf("failed to precompute obfuscators: %w", err)
	}
	err := parallel(ctx, e.options.Workers, missingFresh+missingFull, func(i int) error {
		produce, to := e.makeFresh, &e.pool.fresh
		if i >= missingFresh {
			produce, to = e.makeFull, &e.pool.full
		}
		o, err := produce()
		if err != nil {
			return err
		}
		e.pool.put(to, o)
		if e.options.Yield != nil {
			e.options.Yield()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("failed to precompute obfuscators: %w", err)
	}
	return nil
}
