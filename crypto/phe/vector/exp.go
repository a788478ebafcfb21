package vector

import "math/big"

// window is the number of bits of an exponent that are multiplied in at a time.
const window = 5

// Exp returns x^e modulo n², for x that is not negative and e in [0, 2^bits). How often it squares and multiplies depends on bits
// alone; the addresses of its table's entries depend on e.
func (r *Ring) Exp(x, e *big.Int, bits int) *big.Int {
	s := r.Scratch()
	var table [1 << window]Number
	for i := range table {
		table[i] = r.Number()
	}
	r.Set(table[0], big.NewInt(1))
	r.Set(table[1], new(big.Int).Mod(x, r.square))
	for i, entry := range table[2:] {
		r.Mul(entry, table[i+1], table[1], s)
	}
	z := r.Number()
	copy(z, table[0])
	for at := (bits + window - 1) / window * window; at > 0; {
		digit := uint(0)
		for range window {
			at--
			r.Sqr(z, z, s)
			digit = digit<<1 | e.Bit(at)
		}
		r.Mul(z, z, table[digit], s)
	}
	return r.Big(z, s)
}
