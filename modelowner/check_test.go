package modelowner

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// newAttempt is an attempt of three owners at a training of two columns, under a key of this test.
func newAttempt(t *testing.T) *attempt {
	t.Helper()
	file, err := spec.Parse([]byte(`{"features": [{"name": "a", "type": "continuous", "min": 0, "max": 1}],
		"target": {"name": "y", "type": "continuous", "min": 0, "max": 1}, "bounds": {"rows": 10}, "cohort": {"max": 4}}`))
	if err != nil {
		t.Fatal(err)
	}
	key, err := privkey.Generate(max(512, phe.MinBits))
	if err != nil {
		t.Fatal(err)
	}
	a := &attempt{ref: wire.Ref{Round: 1, Attempt: 1}, min: 3, key: key, file: file}
	a.shape = shapeOf(t, file, key.Public().Bits(), wire.RoundGradient)
	for range 3 {
		a.members = append(a.members, wire.Member{Identity: newKey(t).Identity()})
	}
	return a
}

// product encrypts the sum of what three owners pack.
func product(t *testing.T, a *attempt, p pack.Parameters, owners int, values ...int64) []*phe.Ciphertext {
	t.Helper()
	e, err := phe.NewEncryptor(a.key.Public(), nil, phe.EncryptorOptions{Encryptions: 1})
	if err != nil {
		t.Fatal(err)
	}
	var sum []*phe.Ciphertext
	for i := range owners {
		v := make([]*big.Int, len(values))
		for k := range v {
			if v[k] = new(big.Int); i == 0 {
				v[k].SetInt64(values[k])
			}
		}
		texts, err := p.Pack(v)
		if err != nil {
			t.Fatal(err)
		}
		cs, err := e.EncryptVector(texts)
		if err != nil {
			t.Fatal(err)
		}
		if sum == nil {
			sum = cs
		} else if err := a.key.Public().SumVectors(sum, cs); err != nil {
			t.Fatal(err)
		}
	}
	return sum
}

// Sums that no rows can have are refused, with words that say which rule and no value.
func TestSumsAreCheckedAfterDecryption(t *testing.T) {
	a := newAttempt(t)
	wide := a.shape.Packing.Literal()
	wide.Bound = new(big.Int).Lsh(wide.Bound, 1) // slots a bit wider than agreed
	other, err := pack.NewParameters(wide)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		product []*phe.Ciphertext
		want    string
	}{
		"good":            {product(t, a, a.shape.Packing, 3, 5, -6, 7, 30), ""},
		"no rows":         {product(t, a, a.shape.Packing, 3, 5, -6, 7, 0), "number of rows"},
		"negative rows":   {product(t, a, a.shape.Packing, 3, 5, -6, 7, -1), "number of rows"},
		"too many rows":   {product(t, a, a.shape.Packing, 3, 5, -6, 7, 31), "number of rows"},
		"two owners":      {product(t, a, a.shape.Packing, 2, 5, -6, 7, 30), "unpack"},
		"four owners":     {product(t, a, a.shape.Packing, 4, 5, -6, 7, 30), "unpack"},
		"another packing": {product(t, a, other, 3, 5, -6, 7, 30), "unpack"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := a.decrypt(test.product, nil, 3)
			if test.want == "" {
				if err != nil || !same(s, bigs("5", "-6", "7", "30")) {
					t.Errorf("%v, %v", s, err)
				}
				return
			}
			var refused refusal
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a refusal about %s", err, test.want)
			}
		})
	}
}

// Every head is held against the attempt: a message of another attempt, key or cohort is refused though its
// owner signed it.
func TestHeadsMustBelongToTheAttempt(t *testing.T) {
	a := newAttempt(t)
	keys := sortedKeys(t, 3)
	for i := range keys {
		a.members[i].Identity = keys[i].Identity()
	}
	a.training[0], a.open[0] = 7, 8
	keysOf := func(change func(*wire.Keys)) []wire.Signed {
		var list []wire.Signed
		for i, k := range keys {
			m := wire.Keys{Training: a.training, Ref: a.ref, Open: a.open, MaskKey: wire.Digest{byte(i + 1)}, ShareKey: wire.Digest{byte(i + 11)}}
			if i == 1 && change != nil {
				change(&m)
			}
			s, err := wire.Seal(wire.KindKeys, m, k)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, *s)
		}
		return list
	}
	l, err := a.checkKeys(keysOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*wire.Keys){
		"training": func(k *wire.Keys) { k.Training[5] ^= 1 },
		"round":    func(k *wire.Keys) { k.Round++ },
		"attempt":  func(k *wire.Keys) { k.Attempt++ },
		"open":     func(k *wire.Keys) { k.Open[9] ^= 1 },
		"same key": func(k *wire.Keys) { k.MaskKey = wire.Digest{1} },
	} {
		var refused refusal
		if _, err := a.checkKeys(keysOf(change)); !errors.As(err, &refused) {
			t.Errorf("keys with another %s: %v", name, err)
		}
	}
	uploadsOf := func(change func(*wire.Upload)) []wire.Signed {
		var list []wire.Signed
		for i, k := range keys {
			m := wire.Upload{
				Training: a.training, Ref: a.ref, Cohort: l.cohort, Key: wire.Digest(a.key.Public().Fingerprint()), Count: a.shape.Ciphertexts,
			}
			if i == 2 && change != nil {
				change(&m)
			}
			s, err := wire.Seal(wire.KindUpload, m, k)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, *s)
		}
		return list
	}
	if _, err := a.checkUploads(uploadsOf(nil), l, l.ids); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*wire.Upload){
		"training": func(u *wire.Upload) { u.Training[5] ^= 1 },
		"round":    func(u *wire.Upload) { u.Round++ },
		"attempt":  func(u *wire.Upload) { u.Attempt++ },
		"cohort":   func(u *wire.Upload) { u.Cohort[0] ^= 1 },
		"key":      func(u *wire.Upload) { u.Key[0] ^= 1 },
		"count":    func(u *wire.Upload) { u.Count++ },
	} {
		var refused refusal
		if _, err := a.checkUploads(uploadsOf(change), l, l.ids); !errors.As(err, &refused) {
			t.Errorf("upload with another %s: %v", name, err)
		}
	}
}

// A point past the weight bound would break the bit budget: it is never opened.
func TestPointsStayWithinTheWeightBound(t *testing.T) {
	b := newAttempt(t).file.Budget()
	bound := new(big.Int).Lsh(big.NewInt(b.WeightBound), b.FractionBits)
	past := new(big.Int).Add(bound, big.NewInt(1))
	for _, w := range []*big.Int{new(big.Int), bound, new(big.Int).Neg(bound)} {
		if err := inBudget(b, []*big.Int{w, new(big.Int)}); err != nil {
			t.Errorf("%v: %v", w, err)
		}
	}
	for _, w := range []*big.Int{past, new(big.Int).Neg(past)} {
		if err := inBudget(b, []*big.Int{new(big.Int), w}); !errors.Is(err, errDiverged) || !errors.Is(err, optim.ErrDiverged) {
			t.Errorf("%v: %v", w, err)
		}
	}
	if inBudget(b, []*big.Int{new(big.Int)}) == nil {
		t.Error("a point of another width is accepted")
	}
}

// shapeOf is the shape of a kind of round.
func shapeOf(t testing.TB, f *spec.File, bits int, kind wire.RoundKind) *rounds.Round {
	t.Helper()
	rounds, err := rounds.For(f, bits)
	if err != nil {
		t.Fatal(err)
	}
	s := rounds.Of(kind)
	if s == nil {
		t.Fatalf("no %s round", kind)
	}
	return s
}

func same(a, b []*big.Int) bool {
	return slices.EqualFunc(a, b, func(x, y *big.Int) bool { return x.Cmp(y) == 0 })
}
