package pack

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
)

// A keyed linear check lets whoever decrypts a sum notice that somebody without the key changed it on the way, when
// the single vectors are too large to be multiplied again. Every owner appends CheckCount values to its update,
//
//	c_i = Σ_k ρ_ik·v_k mod P    with P = 2^31 − 1 and ρ from a key that owners and the model owner share,
//
// which are linear like everything else, so the sums satisfy the same equations modulo P. A change δ to the sums that
// does not know ρ passes all of them with probability about P^−CheckCount, below 2^−92.

const (
	// CheckCount is how many check values an update carries.
	CheckCount = 3
	checkPrime = 1<<31 - 1
)

// CheckBound is the largest check value: a slot's bound must not be below it.
const CheckBound = checkPrime - 1

// ErrCheck says that sums do not satisfy the keyed linear check.
var ErrCheck = errors.New("invalid sums: the keyed check does not hold")

// Check holds the coefficients' key for one round. It does not print.
type Check struct {
	block cipher.Block
}

// NewCheck derives a round's check from the shared key and what it is for, such as training and round.
func NewCheck(key [32]byte, context []byte) (*Check, error) {
	sum := sha256.Sum256(append(append([]byte("blindfit/2/check\x00"), key[:]...), context...))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, fmt.Errorf("failed to derive check: %w", err)
	}
	return &Check{block}, nil
}

// Format redacts under every verb of fmt.
func (c *Check) Format(f fmt.State, _ rune) { fmt.Fprint(f, "[redacted]") }

// Values returns the CheckCount values that belong to an update, each in [0, CheckBound].
func (c *Check) Values(values []*big.Int) []*big.Int {
	out := make([]*big.Int, CheckCount)
	for i, v := range c.combine(values) {
		out[i] = new(big.Int).SetUint64(v)
	}
	return out
}

// Verify checks sums of values and sums of check values against each other; ErrCheck if they differ or there are not
// CheckCount checks.
func (c *Check) Verify(values, checks []*big.Int) error {
	if len(checks) != CheckCount {
		return ErrCheck
	}
	prime, rest := big.NewInt(checkPrime), new(big.Int)
	same := true
	for i, want := range c.combine(values) {
		same = rest.Mod(checks[i], prime).Uint64() == want && same
	}
	if !same {
		return ErrCheck
	}
	return nil
}

// combine evaluates the equations. Coefficients are AES-CTR output, 64 bits reduced modulo P: 2^-33 from uniform.
func (c *Check) combine(values []*big.Int) (sums [CheckCount]uint64) {
	stream := cipher.NewCTR(c.block, make([]byte, aes.BlockSize))
	prime, rest := big.NewInt(checkPrime), new(big.Int)
	var buf [8 * CheckCount]byte
	for _, v := range values {
		clear(buf[:])
		stream.XORKeyStream(buf[:], buf[:])
		x := rest.Mod(v, prime).Uint64()
		for i := range sums {
			rho := binary.BigEndian.Uint64(buf[8*i:]) % checkPrime
			sums[i] = (sums[i] + rho*x) % checkPrime // rho·x < 2^62
		}
	}
	return sums
}
