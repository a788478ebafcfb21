package mask

import (
	"math/big"
	"math/bits"
	"testing"
)

type recoverable struct {
	id    ID
	pair  *KeyPair // mask key
	share *KeyPair // share key
	seed  Seed
}

func cohort(t *testing.T, n int) []recoverable {
	t.Helper()
	out := make([]recoverable, n)
	for i := range out {
		a, err := NewKeyPair()
		if err != nil {
			t.Fatal(err)
		}
		b, err := NewKeyPair()
		if err != nil {
			t.Fatal(err)
		}
		out[i] = recoverable{ID{byte(i + 1)}, a, b, NewSeed()}
	}
	return out
}

// Every combination of survivors among those who shared (U2) gives the exact sum over the survivors, whatever
// order the identities have.
func TestResidueForEveryCombinationOfDropouts(t *testing.T) {
	const count = 2
	for n := 2; n <= 5; n++ {
		all := cohort(t, n)
		c := Context{Round: 2, Attempt: 1, Cohort: [32]byte{9}}
		masked := make([][]*big.Int, n)
		for i, o := range all {
			var peers []Peer
			for j, p := range all {
				if i != j {
					peers = append(peers, Peer{p.id, p.pair.Public()})
				}
			}
			m, err := o.pair.Pairwise(c, o.id, peers, modulus, count)
			if err != nil {
				t.Fatal(err)
			}
			if err := o.seed.AddSelf(m, c, o.id, modulus); err != nil {
				t.Fatal(err)
			}
			for k := range m {
				m[k].Add(m[k], big.NewInt(int64(1000*(k+1))<<i)).Mod(m[k], modulus)
			}
			masked[i] = m
		}
		for set := 1; set < 1<<n; set++ {
			var survivors []Survivor
			var dropped []Dropped
			sum := zeros(count)
			want := int64(0)
			for i, o := range all {
				if set>>i&1 == 0 {
					pair, err := KeyPairFromSecret(o.pair.Secret())
					if err != nil {
						t.Fatal(err)
					}
					dropped = append(dropped, Dropped{o.id, pair})
					continue
				}
				survivors = append(survivors, Survivor{o.id, o.pair.Public(), o.seed})
				want += 1 << i
				for k := range sum {
					sum[k].Add(sum[k], masked[i][k])
				}
			}
			residue, err := Residue(c, survivors, dropped, modulus, count)
			if err != nil {
				t.Fatal(err)
			}
			for k := range sum {
				got := sum[k].Sub(sum[k], residue[k]).Mod(sum[k], modulus)
				if got.Cmp(big.NewInt(want*int64(1000*(k+1)))) != 0 {
					t.Errorf("%d owners, %d survivors (set %b): value %d is wrong", n, bits.OnesCount(uint(set)), set, k)
				}
			}
		}
	}
}

// A facilitator that holds everybody's upload and declares one owner dropped gets that owner's mask key, but not
// its seed: the upload stays hidden. With the self mask switched off the same steps open it.
func TestAttackDeclaringAnUploaderDropped(t *testing.T) {
	for _, selfMasks := range []bool{true, false} {
		all := cohort(t, 3)
		c := Context{Round: 1, Attempt: 1}
		victim := all[0]
		peers := []Peer{{all[1].id, all[1].pair.Public()}, {all[2].id, all[2].pair.Public()}}
		upload, err := victim.pair.Pairwise(c, victim.id, peers, modulus, 1)
		if err != nil {
			t.Fatal(err)
		}
		if selfMasks {
			if err := victim.seed.AddSelf(upload, c, victim.id, modulus); err != nil {
				t.Fatal(err)
			}
		}
		upload[0].Add(upload[0], big.NewInt(777)).Mod(upload[0], modulus)
		// The opened key of the "dropped" victim gives all its pairwise masks.
		opened, err := KeyPairFromSecret(victim.pair.Secret())
		if err != nil {
			t.Fatal(err)
		}
		mask, err := opened.Pairwise(c, victim.id, peers, modulus, 1)
		if err != nil {
			t.Fatal(err)
		}
		read := upload[0].Sub(upload[0], mask[0]).Mod(upload[0], modulus)
		if got := read.Cmp(big.NewInt(777)) == 0; got == selfMasks {
			t.Errorf("self masks %v: the upload is read: %v", selfMasks, got)
		}
	}
}

func TestSealedShares(t *testing.T) {
	all := cohort(t, 3)
	c := Context{Round: 1, Attempt: 1, Cohort: [32]byte{1}}
	seeds, _ := Split(all[0].seed.Reveal(), 2, 3)
	keys, _ := Split(all[0].pair.Secret(), 2, 3)
	s := Shares{seeds[1], keys[1]}
	from, to := all[0], all[1]
	sealed, err := from.share.SealShares(c, from.id, to.id, to.share.Public(), s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := to.share.OpenShares(c, from.id, to.id, from.share.Public(), sealed, 2)
	if err != nil || got != s {
		t.Fatalf("shares do not survive: %v", err)
	}
	altered := append([]byte{}, sealed...)
	altered[3] ^= 1
	other := c
	other.Round++
	for name, try := range map[string]func() (Shares, error){
		"altered": func() (Shares, error) {
			return to.share.OpenShares(c, from.id, to.id, from.share.Public(), altered, 2)
		},
		"another round": func() (Shares, error) {
			return to.share.OpenShares(other, from.id, to.id, from.share.Public(), sealed, 2)
		},
		"another recipient": func() (Shares, error) {
			return all[2].share.OpenShares(c, from.id, all[2].id, from.share.Public(), sealed, 3)
		},
		"sent back": func() (Shares, error) {
			return from.share.OpenShares(c, to.id, from.id, to.share.Public(), sealed, 2)
		},
		"another coordinate": func() (Shares, error) {
			return to.share.OpenShares(c, from.id, to.id, from.share.Public(), sealed, 3)
		},
		"cut": func() (Shares, error) {
			return to.share.OpenShares(c, from.id, to.id, from.share.Public(), sealed[:10], 2)
		},
	} {
		if _, err := try(); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestSeedCommitment(t *testing.T) {
	s := NewSeed()
	if !s.Matches(s.Commitment()) || NewSeed().Matches(s.Commitment()) {
		t.Error("a commitment matches the wrong seed, or not its own")
	}
}
