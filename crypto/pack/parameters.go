package pack

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
)

// CanaryBits is the width of the canary lane. A random plaintext passes its check with
// probability 2^−64.
const CanaryBits = 64

// MinModulusBits is the length of the smallest modulus with room for the lanes. The
// checks of keys demand more.
const MinModulusBits = 128

// MaxOwners is the largest cohort of a layout.
const MaxOwners = 1 << 24

// MaxValues is the largest number of values in one update.
const MaxValues = 1 << 28

// ErrBudget means that a slot for one value does not fit in a plaintext. The error that
// wraps it names the term to lower.
var ErrBudget = errors.New("invalid bit budget")

// Term is one factor of the bound of a value, such as "rows", "weight bound" or
// "fraction bits". It is named in the error if it must be lowered.
type Term struct {
	Name string // as in the training file
	Bits int    // bits it adds to a slot
}

// ParametersLiteral is an unchecked layout, as a manifest defines it.
type ParametersLiteral struct {
	ModulusBits int      // bits of the Paillier modulus n
	Values      int      // values in one update, at least 1
	Bound       *big.Int // V, the largest |value| of one owner in a slot, at least 1
	Owners      int      // the largest cohort, at least 1
	Terms       []Term   // optional: the factors of Bound
}

// Parameters is a checked layout. It cannot be changed. The zero value is invalid.
type Parameters struct {
	modulusBits int
	values      int
	owners      int
	bound       *big.Int // V
	offsetMax   *big.Int // 2V, the largest slot of one owner
	slotBits    int
	perText     int
	countBits   int
}

// NewParameters checks a literal. Slots have ⌈log2(Owners·(2·Bound+1))⌉ bits;
// slots and lanes together stay below n/2. If no slot fits, the error wraps
// [ErrBudget] and names the largest term.
func NewParameters(l ParametersLiteral) (Parameters, error) {
	switch {
	case l.ModulusBits < MinModulusBits:
		return Parameters{}, fmt.Errorf("invalid modulus bits: must be at least %d", MinModulusBits)
	case l.Values < 1 || l.Values > MaxValues:
		return Parameters{}, fmt.Errorf("invalid number of values: must be between 1 and %d", MaxValues)
	case l.Bound == nil || l.Bound.Sign() <= 0:
		return Parameters{}, errors.New("invalid bound: must be at least 1")
	case l.Owners < 1 || l.Owners > MaxOwners:
		return Parameters{}, fmt.Errorf("invalid cohort maximum: must be between 1 and %d", MaxOwners)
	}
	p := Parameters{
		modulusBits: l.ModulusBits,
		values:      l.Values,
		owners:      l.Owners,
		bound:       new(big.Int).Set(l.Bound),
		offsetMax:   new(big.Int).Lsh(l.Bound, 1),
		countBits:   bits.Len(uint(l.Owners)),
	}
	// ⌈log2 x⌉ is the length of x−1; every sum is at most Owners·2V < x.
	states := new(big.Int).Add(p.offsetMax, big.NewInt(1))
	states.Mul(states, big.NewInt(int64(l.Owners)))
	p.slotBits = states.Sub(states, big.NewInt(1)).BitLen()
	room := p.room()
	p.perText = room / p.slotBits
	if p.perText < 1 {
		return Parameters{}, fmt.Errorf("%w: a slot needs %d bits and a plaintext has %d: lower %s",
			ErrBudget, p.slotBits, room, largestTerm(l))
	}
	// At most as many slots as values, so that the lanes follow the last value.
	p.perText = min(p.perText, p.values)
	return p, nil
}

// room returns the number of bits that the lanes leave for slots if the plaintext is to stay below
// 2^(modulusBits−2), hence below n/2.
func (p Parameters) room() int { return p.modulusBits - 2 - CanaryBits - p.countBits }

// largestTerm returns the name of the term that adds most bits to a slot.
func largestTerm(l ParametersLiteral) string {
	name, most := "the cohort maximum", bits.Len(uint(l.Owners))
	if len(l.Terms) == 0 && l.Bound.BitLen() > most {
		return "the bound of a value (rows, weight bound or fraction bits)"
	}
	for _, t := range l.Terms {
		if t.Bits > most {
			name, most = t.Name, t.Bits
		}
	}
	return name
}

// Literal returns the literal of the layout, without its terms.
func (p Parameters) Literal() ParametersLiteral {
	return ParametersLiteral{ModulusBits: p.modulusBits, Values: p.values, Bound: p.Bound(), Owners: p.owners}
}

// Bound returns V, the largest |value| of one owner.
func (p Parameters) Bound() *big.Int {
	if p.bound == nil {
		return new(big.Int)
	}
	return new(big.Int).Set(p.bound)
}

// Values returns the number of values in one update.
func (p Parameters) Values() int { return p.values }

// Owners returns the largest cohort.
func (p Parameters) Owners() int { return p.owners }

// SlotBits returns the width of a slot, ⌈log2(Owners·(2V+1))⌉.
func (p Parameters) SlotBits() int { return p.slotBits }

// ValuesPerCiphertext returns the number of slots in one plaintext.
func (p Parameters) ValuesPerCiphertext() int { return p.perText }

// Ciphertexts returns the number of plaintexts, hence ciphertexts, of one update.
func (p Parameters) Ciphertexts() int {
	if p.perText == 0 {
		return 0
	}
	return (p.values + p.perText - 1) / p.perText
}

// Locate returns the index of the ciphertext that holds the value with the given index,
// and the position of the lowest bit of its slot. It panics if the index is out of
// range, which no input from outside can cause.
func (p Parameters) Locate(value int) (ciphertext int, shift uint) {
	if value < 0 || value >= p.values {
		panic("pack: value index out of range")
	}
	return value / p.perText, uint(value % p.perText * p.slotBits)
}

// slotsIn returns the number of values in ciphertext number c.
func (p Parameters) slotsIn(c int) int { return min(p.perText, p.values-c*p.perText) }

// canaryShift and countShift return the positions of the lowest bits of the two lanes.
func (p Parameters) canaryShift() uint { return uint(p.perText * p.slotBits) }
func (p Parameters) countShift() uint  { return p.canaryShift() + CanaryBits }
