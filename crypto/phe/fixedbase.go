package phe

import (
	"fmt"
	"math/big"
	"sync"
)

// firstPowers is the job that the first tables of a base are made for at least:
// smaller ones are hardly cheaper to build.
const firstPowers = 16

// fixedBase raises one number to many exponents, with tables that grow with the job.
type fixedBase struct {
	kernel  Kernel
	value   *big.Int
	bits    int // of an exponent
	entries int // the most a set of tables may have

	mu     sync.Mutex // guards all below: tables are built by one caller, the others wait
	comb   Comb
	tables Tables
	made   int // powers asked for since the tables were made
}

// forPowers returns tables for the next power, where so many more are to come.
// It builds new ones where these pay for themselves: over the powers announced, or
// over as many again as were taken with the present ones. Tables that
// are replaced stay valid for those who still use them.
func (f *fixedBase) forPowers(count int) (Tables, Comb, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made++
	count = max(count, f.made, firstPowers)
	best := chooseComb(f.bits, count, f.entries)
	if f.tables == nil || best.build()+count*best.cost() < count*f.comb.cost() {
		tables, err := f.kernel.CombTables(f.value, best)
		if err != nil {
			return nil, Comb{}, fmt.Errorf("failed to build tables: %w", err)
		}
		f.tables, f.comb, f.made = tables, best, 0
	}
	return f.tables, f.comb, nil
}

// shape returns the present tables' shape.
func (f *fixedBase) shape() Comb {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.comb
}

// TableBytes returns the memory of the present tables of hs, in bytes of numbers
// held: 0 before the first obfuscator.
func (e *Encryptor) TableBytes() int {
	comb := e.base.shape()
	if comb.Tables == 0 {
		return 0
	}
	return comb.entries() * e.key.CiphertextSize()
}
