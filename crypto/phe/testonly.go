//go:build testkeys

package phe

import "math/big"

// TestOnlyPublicKey makes a public key of any odd modulus above 8, without a
// check, so that tests of other packages can try everything on tiny keys.
func TestOnlyPublicKey(n *big.Int) *PublicKey { return makePublicKey(n) }
