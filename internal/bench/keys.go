package main

import (
	"fmt"
	"math/big"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/privkey"
)

// lengths are the key lengths measured; targets are set for the default, the last.
var lengths = []int{2048, 3072}

// target returns t if targets are defined for this key length, and no target if they are not.
func target(bits int, t float64) float64 {
	if bits == lengths[len(lengths)-1] {
		return t
	}
	return 0
}

// keyring holds a key of each length.
type keyring map[int]*privkey.Key

func newKeyring() (keyring, error) {
	keys := keyring{}
	for _, bits := range lengths {
		k, err := privkey.Generate(bits)
		if err != nil {
			return nil, fmt.Errorf("failed to make key of %d bits: %w", bits, err)
		}
		keys[bits] = k
	}
	return keys, nil
}

// update is the update that a value is counted of: 32-bit numbers, packed for the sums of 10 owners.
const (
	updateValues = 100_000
	updateOwners = 10
)

// packing returns the layout of the update.
func packing(bits int) (pack.Parameters, error) {
	return pack.NewParameters(pack.ParametersLiteral{
		ModulusBits: bits, Values: updateValues, Bound: big.NewInt(1 << 31), Owners: updateOwners,
	})
}

// someValue is a 32-bit number for peers that put one in a ciphertext.
var someValue = big.NewInt(0xdeadbeef)
