package swarm

import (
	"crypto/rand"
	"encoding/binary"
	"math/big"
	"sync"

	"github.com/blindfit/blindfit/crypto/phe"
)

// stockSize is how many n-th powers a stock holds.
const stockSize = 64

// stock is the arithmetic that all owners of a key share. The n-th powers that hide their plaintexts are products of
// two members of a stock, so they cost one multiplication each and hide nothing from a holder of the stock.
type stock struct {
	phe.Kernel
	n2 *big.Int

	mu       sync.Mutex // guards all below
	powers   []*big.Int
	residues map[string]*big.Int // of roots already raised: every owner checks the same proof
}

// stocks holds the stock of each key. The zero value is ready.
type stocks struct {
	mu    sync.Mutex // guards byKey
	byKey map[[32]byte]*stock
}

// kernel returns the stock of a key, as data owners ask for their arithmetic.
func (s *stocks) kernel(k *phe.PublicKey) (phe.Kernel, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byKey == nil {
		s.byKey = map[[32]byte]*stock{}
	}
	id := k.Fingerprint()
	if s.byKey[id] == nil {
		s.byKey[id] = newStock(k)
	}
	return s.byKey[id], "go", nil
}

func newStock(k *phe.PublicKey) *stock {
	n := k.N()
	return &stock{Kernel: phe.GoKernel(k), n2: n.Mul(n, n), residues: map[string]*big.Int{}}
}

// NthPower returns some n-th power modulo n², not that of r.
func (s *stock) NthPower(r *big.Int) (*big.Int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.powers) < stockSize {
		p, err := s.Kernel.NthPower(r)
		if err == nil {
			s.powers = append(s.powers, new(big.Int).Set(p))
		}
		return p, err
	}
	var b [16]byte
	rand.Read(b[:])
	i, j := binary.BigEndian.Uint64(b[:8])%stockSize, binary.BigEndian.Uint64(b[8:])%stockSize
	p := new(big.Int).Mul(s.powers[i], s.powers[j])
	return p.Mod(p, s.n2), nil
}

// NthResidue implements phe.Kernel.
func (s *stock) NthResidue(r *big.Int) (*big.Int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := string(r.Bytes())
	if known := s.residues[key]; known != nil {
		return new(big.Int).Set(known), nil
	}
	v, err := s.Kernel.NthResidue(r)
	if err == nil {
		s.residues[key] = new(big.Int).Set(v)
	}
	return v, err
}
