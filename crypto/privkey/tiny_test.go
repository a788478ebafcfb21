//go:build testkeys

package privkey

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/didiercrunch/paillier"

	"github.com/blindfit/blindfit/crypto/phe"
)

// TestTinyExhaustive decrypts every ciphertext there is under tiny keys: every
// m under every r, made by the textbook formula.
func TestTinyExhaustive(t *testing.T) {
	for _, pq := range [][2]int64{{11, 7}, {23, 7}} {
		t.Run(fmt.Sprint(pq), func(t *testing.T) {
			n := pq[0] * pq[1]
			public := phe.TestOnlyPublicKey(big.NewInt(n))
			k, err := newKey(public, big.NewInt(pq[0]), big.NewInt(pq[1]))
			if err != nil {
				t.Fatal(err)
			}
			library := &paillier.PublicKey{N: big.NewInt(n)}
			tried := int64(0)
			for r := int64(1); r < n; r++ {
				if r%pq[0] == 0 || r%pq[1] == 0 {
					continue
				}
				for m := range n {
					cypher, err := library.EncryptWithR(big.NewInt(m), big.NewInt(r))
					if err != nil {
						t.Fatal(err)
					}
					c, err := public.FromPaillier(cypher)
					if err != nil {
						// 1 and n²−1, which hide nothing, are refused: m = 0 under r = ±1.
						if m == 0 && (r == 1 || r == n-1) {
							continue
						}
						t.Fatalf("m = %d, r = %d: %v", m, r, err)
					}
					got, err := k.Decrypt(c)
					if err != nil || got.Int64() != m {
						t.Fatalf("m = %d, r = %d: decrypts to %v (error %v)", m, r, got, err)
					}
					tried++
				}
			}
			if want := n*(pq[0]-1)*(pq[1]-1) - 2; tried != want {
				t.Errorf("%d ciphertexts tried, want %d", tried, want)
			}
		})
	}
}
