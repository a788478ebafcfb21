package pack

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
)

// CanaryBits is the width of the canary lane: a plaintext that is not a sum of
// packed ones passes it with probability 2^−64.
const CanaryBits = 64

// MinModulusBits is the smallest modulus that has room for the lanes; whether a
// key of that size is acceptable is for the key's own checks.
const MinModulusBits = 128

// MaxOwners is the largest cohort a layout may be made for.
const MaxOwners = 1 << 24

// MaxValues is the largest number of values in one update.
const MaxValues = 1 << 28

// ErrBudget says that a slot for one value does not fit in a plaintext. The
// error that wraps it says which term to lower.
var ErrBudget = errors.New("invalid bit budget")

// Term is one factor of the bound of a value, for the error that has to say
// which one to lower: "rows", "weight bound", "fraction bits".
type Term struct {
	Name string // as the person who wrote the training file knows it
	Bits int    // bits it adds to a slot
}

// ParametersLiteral is a layout as written down in a manifest, unchecked.
type ParametersLiteral struct {
	ModulusBits int      // bits of the Paillier modulus n
	Values      int      // values in one update, at least 1
	Bound       *big.Int // V, the largest |value| one owner may bring to a slot, at least 1
	Owners      int      // the largest cohort, at least 1
	Terms       []Term   // optional: what Bound is made of
}

// Parameters is a checked layout. It cannot be changed; the zero value is
// invalid.
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
// slots and lanes together stay below n/2. Where not even one slot fits the
// error wraps [ErrBudget] and names the largest term to lower.
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
	// No more slots than values: the lanes then sit right above the last one.
	p.perText = min(p.perText, p.values)
	return p, nil
}

// room is what the lanes leave for slots when the whole is below
// 2^(modulusBits−2), hence below n/2.
func (p Parameters) room() int { return p.modulusBits - 2 - CanaryBits - p.countBits }

// largestTerm names what adds most bits to a slot.
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

// Literal returns what the layout was made from, without its terms.
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

// Locate returns the ciphertext that holds value number value (from 0) and the
// position of its slot's lowest bit. It panics where there is no such value: an
// index is never input from outside.
func (p Parameters) Locate(value int) (ciphertext int, shift uint) {
	if value < 0 || value >= p.values {
		panic("pack: value index out of range")
	}
	return value / p.perText, uint(value % p.perText * p.slotBits)
}

// slotsIn returns how many values ciphertext number c holds.
func (p Parameters) slotsIn(c int) int { return min(p.perText, p.values-c*p.perText) }

// canaryShift and countShift are the lowest bits of the two lanes.
func (p Parameters) canaryShift() uint { return uint(p.perText * p.slotBits) }
func (p Parameters) countShift() uint  { return p.canaryShift() + CanaryBits }
