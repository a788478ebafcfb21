//go:build testkeys

package phe

import "math/big"

// TestOnlyPublicKey returns a public key of any odd modulus above 8 without checks,
// so that tests of other packages can enumerate everything on tiny keys.
func TestOnlyPublicKey(n *big.Int) *PublicKey { return makePublicKey(n) }
