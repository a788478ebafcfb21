package attempt_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/internal/secret"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

func stream(t *testing.T, m identity.Master, l *protocol.List, kind wire.RoundKind, values ...int64) (noise []byte, release string) {
	t.Helper()
	ints := make([]*big.Int, len(values))
	for i, v := range values {
		ints[i] = big.NewInt(v)
	}
	n, err := attempt.NoiseOf(m, l, kind, ints)
	must(t, err)
	noise = make([]byte, 100)
	_, err = io.ReadFull(n, noise)
	must(t, err)
	return noise, n.Release
}

// The noise of a sum is the same in every attempt and after a restart, and another one if anything about the sum differs:
// were it not, the difference of two sums would be without noise.
func TestNoiseIsOfOneSum(t *testing.T) {
	master := identity.Master{Value: secret.New([32]byte{7})}
	list := func(round, attempt int, owners ...byte) *protocol.List {
		l := &protocol.List{Terms: &protocol.Terms{Training: wire.TrainingID{1}, Ref: wire.Ref{Round: round, Attempt: attempt}}}
		for _, o := range owners {
			l.Owners = append(l.Owners, wire.Identity{o})
		}
		l.Digest[0] = byte(attempt)
		return l
	}
	const kind = wire.RoundGradient
	noise, release := stream(t, master, list(1, 1, 2, 3, 4), kind, 5, -6)
	again, same := stream(t, master, list(1, 9, 2, 3, 4), kind, 5, -6)
	if !bytes.Equal(noise, again) || release != same {
		t.Error("a later attempt at the same sum has other noise")
	}
	other := list(1, 1, 2, 3, 4)
	other.Training[0]++
	seen := map[string]string{release: "the first"}
	for name, c := range map[string]struct {
		master identity.Master
		list   *protocol.List
		kind   wire.RoundKind
		values []int64
	}{
		"another vault":       {identity.NewMaster(), list(1, 1, 2, 3, 4), kind, []int64{5, -6}},
		"another training":    {master, other, kind, []int64{5, -6}},
		"another round":       {master, list(2, 1, 2, 3, 4), kind, []int64{5, -6}},
		"another kind":        {master, list(1, 1, 2, 3, 4), wire.RoundEvaluation, []int64{5, -6}},
		"an owner fewer":      {master, list(1, 1, 2, 3), kind, []int64{5, -6}},
		"an owner exchanged":  {master, list(1, 1, 2, 3, 5), kind, []int64{5, -6}},
		"another value":       {master, list(1, 1, 2, 3, 4), kind, []int64{5, -7}},
		"another sign":        {master, list(1, 1, 2, 3, 4), kind, []int64{5, 6}},
		"values cut together": {master, list(1, 1, 2, 3, 4), kind, []int64{5 << 8, -6}},
		"a value more":        {master, list(1, 1, 2, 3, 4), kind, []int64{5, -6, 0}},
	} {
		b, r := stream(t, c.master, c.list, c.kind, c.values...)
		if bytes.Equal(b, noise) || seen[r] != "" {
			t.Errorf("%s has the noise of %s", name, seen[r])
		}
		seen[r] = name
	}
}

// Draws must not change between versions of the program: an owner that is updated in the middle of a training would send
// fresh noise over the same values.
func TestNoiseKnownAnswer(t *testing.T) {
	l := &protocol.List{Terms: &protocol.Terms{Training: wire.TrainingID{1}, Ref: wire.Ref{Round: 3, Attempt: 1}}, Owners: []wire.Identity{{2}, {3}}}
	noise, release := stream(t, identity.Master{Value: secret.New([32]byte{9})}, l, wire.RoundOneRound, 1, -2, 0)
	if got := hex.EncodeToString(noise[:16]); got != "30e7acd20a5fe944ad6a9b4ee57e34ee" || release != "f57e5bfd007bd135189583d93b7cd3bf" {
		t.Errorf("noise begins with %s, charged as %s", got, release)
	}
}
