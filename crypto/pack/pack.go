package pack

import (
	"errors"
	"fmt"
	"math/big"
)

// Errors of packing and unpacking. Errors that wrap them name an index, never a value.
var (
	// ErrInvalidParameters means that the layout was not made by NewParameters.
	ErrInvalidParameters = errors.New("invalid packing parameters: not made by NewParameters")
	// ErrCount means that the number of values, plaintexts or owners does not fit the layout.
	ErrCount = errors.New("invalid count")
	// ErrBound means that a value to pack is beyond the bound of one owner.
	ErrBound = errors.New("invalid value: beyond the bound of one owner")
	// ErrCanary means that a canary lane, or a bit above all lanes, is not zero.
	ErrCanary = errors.New("invalid plaintext: canary lane is not zero")
	// ErrOwnerCount means that a plaintext is a sum over a different number of owners.
	ErrOwnerCount = errors.New("invalid plaintext: owner count is wrong")
	// ErrRange means that a slot of a sum is larger than its owners can make it.
	ErrRange = errors.New("invalid plaintext: slot out of range")
)

// Pack returns one owner's plaintexts, each in [0, n/2), for an update of
// exactly Values integers with |value| ≤ V. The error for a value beyond the
// bound wraps [ErrBound] and names its index.
func (p Parameters) Pack(values []*big.Int) ([]*big.Int, error) {
	for i, v := range values {
		if v == nil {
			return nil, fmt.Errorf("failed to pack value %d: %w", i, ErrBound)
		}
	}
	return p.Constants(values)
}

// Constants is [Parameters.Pack] for values to which an encrypted part is added homomorphically later. If an element is
// nil, it stands for 0. The magnitude of the sum of a constant and its encrypted part must also be at most V.
func (p Parameters) Constants(values []*big.Int) ([]*big.Int, error) {
	if p.perText == 0 {
		return nil, ErrInvalidParameters
	}
	if len(values) != p.values {
		return nil, fmt.Errorf("failed to pack: %w: %d values where the layout has %d", ErrCount, len(values), p.values)
	}
	texts := make([]*big.Int, p.Ciphertexts())
	lanes := new(big.Int).Lsh(big.NewInt(1), p.countShift())
	slot := new(big.Int)
	for c := range texts {
		text := new(big.Int)
		// From the top slot down, so that each step is one shift and one addition.
		for s := p.slotsIn(c) - 1; s >= 0; s-- {
			i := c*p.perText + s
			slot.Set(p.bound)
			if v := values[i]; v != nil {
				if v.CmpAbs(p.bound) > 0 {
					return nil, fmt.Errorf("failed to pack value %d: %w", i, ErrBound)
				}
				slot.Add(slot, v)
			}
			text.Lsh(text, uint(p.slotBits)).Or(text, slot)
		}
		texts[c] = text.Or(text, lanes)
	}
	return texts, nil
}

// Unpack returns the Values sums in the sum of the plaintexts of owners owners. It
// checks that no bit above the lanes is set, that every canary lane is 0, that every
// owner-count lane is owners, that unused slots are 0 and that every slot is at most
// owners·2V. If a check fails, it returns an error that wraps [ErrCanary],
// [ErrOwnerCount] or [ErrRange], and no values.
func (p Parameters) Unpack(plaintexts []*big.Int, owners int) ([]*big.Int, error) {
	if p.perText == 0 {
		return nil, ErrInvalidParameters
	}
	if len(plaintexts) != p.Ciphertexts() {
		return nil, fmt.Errorf("failed to unpack: %w: %d plaintexts where the layout has %d", ErrCount, len(plaintexts), p.Ciphertexts())
	}
	if owners < 1 || owners > p.owners {
		return nil, fmt.Errorf("failed to unpack: %w: %d owners where the layout has room for 1 to %d", ErrCount, owners, p.owners)
	}
	largest := new(big.Int).Mul(p.offsetMax, big.NewInt(int64(owners)))
	offset := new(big.Int).Mul(p.bound, big.NewInt(int64(owners)))
	values := make([]*big.Int, 0, p.values)
	for c, text := range plaintexts {
		if err := p.checkLanes(text, owners, p.slotsIn(c)); err != nil {
			return nil, fmt.Errorf("failed to unpack plaintext %d: %w", c, err)
		}
		for s := range p.slotsIn(c) {
			slot := field(text, uint(s*p.slotBits), uint(p.slotBits))
			if slot.Cmp(largest) > 0 {
				return nil, fmt.Errorf("failed to unpack value %d: %w", len(values), ErrRange)
			}
			values = append(values, slot.Sub(slot, offset))
		}
	}
	return values, nil
}

// checkLanes checks all of a plaintext except its used slots.
func (p Parameters) checkLanes(text *big.Int, owners, slots int) error {
	if text == nil || text.Sign() < 0 || text.BitLen() > int(p.countShift())+p.countBits {
		return ErrCanary
	}
	if field(text, p.canaryShift(), CanaryBits).Sign() != 0 {
		return ErrCanary
	}
	if field(text, p.countShift(), uint(p.countBits)).Cmp(big.NewInt(int64(owners))) != 0 {
		return ErrOwnerCount
	}
	used := uint(slots * p.slotBits)
	if field(text, used, p.canaryShift()-used).Sign() != 0 {
		return ErrRange
	}
	return nil
}

// field returns width bits of v from bit shift upwards.
func field(v *big.Int, shift, width uint) *big.Int {
	out := new(big.Int).Rsh(v, shift)
	mask := new(big.Int).Lsh(big.NewInt(1), width)
	return out.And(out, mask.Sub(mask, big.NewInt(1)))
}
