package phe

import (
	"fmt"
	"math/big"
	"sync"
)

// firstPowers is the least number of powers that the first tables of a base are
// made for: tables for fewer are hardly cheaper to build.
const firstPowers = 16

// fixedBase raises one number to many exponents, with tables that grow with use.
type fixedBase struct {
	kernel  Kernel
	value   *big.Int
	bits    int // of an exponent
	entries int // upper bound of the entries of a set of tables

	mu     sync.Mutex // guards the fields below; held while tables are built
	comb   Comb
	tables Tables
	made   int // powers asked for since the tables were made
}

// forPowers returns tables for the next power, of which count are expected. It
// builds new tables if they pay off over the expected powers, or over as many
// powers as were taken with the present tables. Replaced tables stay valid for
// goroutines that still use them.
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

// shape returns the shape of the present tables.
func (f *fixedBase) shape() Comb {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.comb
}

// TableBytes returns the memory of the numbers in the present tables of hs, in
// bytes. It is 0 before the first obfuscator.
func (e *Encryptor) TableBytes() int {
	comb := e.base.shape()
	if comb.Tables == 0 {
		return 0
	}
	return comb.entries() * e.key.CiphertextSize()
}
