package pack

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// layout makes parameters that a test knows to be good.
func layout(t interface{ Fatal(...any) }, bits, values int, bound int64, owners int) Parameters {
	p, err := NewParameters(ParametersLiteral{ModulusBits: bits, Values: values, Bound: big.NewInt(bound), Owners: owners})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func integers(vs ...int64) []*big.Int {
	out := make([]*big.Int, len(vs))
	for i, v := range vs {
		out[i] = big.NewInt(v)
	}
	return out
}

// sum adds the plaintexts of several owners.
func sum(updates ...[]*big.Int) []*big.Int {
	out := make([]*big.Int, len(updates[0]))
	for i := range out {
		out[i] = new(big.Int)
		for _, u := range updates {
			out[i].Add(out[i], u[i])
		}
	}
	return out
}

func TestSlotBits(t *testing.T) {
	for _, c := range []struct {
		bound  int64
		owners int
		want   int
	}{
		{1, 1, 2},         // 3 states
		{1, 2, 3},         // 6
		{3, 1, 3},         // 7
		{1, 5, 4},         // 15
		{1 << 31, 64, 39}, // 64·(2^32+1) is just above 2^38
		{1<<31 - 1, 64, 38},
		{1<<30 - 1, 1, 31},
	} {
		if got := layout(t, 3072, 1, c.bound, c.owners).SlotBits(); got != c.want {
			t.Errorf("bound %d, %d owners: %d bits, want %d", c.bound, c.owners, got, c.want)
		}
	}
}

func TestNewParametersRefuses(t *testing.T) {
	good := ParametersLiteral{ModulusBits: 3072, Values: 10, Bound: big.NewInt(1000), Owners: 64}
	change := func(f func(*ParametersLiteral)) ParametersLiteral { l := good; f(&l); return l }
	wide := new(big.Int).Lsh(big.NewInt(1), 3100)
	for _, c := range []struct {
		name string
		l    ParametersLiteral
		says string
	}{
		{"modulus", change(func(l *ParametersLiteral) { l.ModulusBits = 127 }), "modulus bits"},
		{"no values", change(func(l *ParametersLiteral) { l.Values = 0 }), "number of values"},
		{"too many values", change(func(l *ParametersLiteral) { l.Values = MaxValues + 1 }), "number of values"},
		{"no bound", change(func(l *ParametersLiteral) { l.Bound = nil }), "bound"},
		{"zero bound", change(func(l *ParametersLiteral) { l.Bound = new(big.Int) }), "bound"},
		{"no owners", change(func(l *ParametersLiteral) { l.Owners = 0 }), "cohort maximum"},
		{"too many owners", change(func(l *ParametersLiteral) { l.Owners = MaxOwners + 1 }), "cohort maximum"},
		{"budget", change(func(l *ParametersLiteral) { l.Bound = wide }), "lower the bound of a value"},
		{"budget with terms", change(func(l *ParametersLiteral) {
			l.Bound = wide
			l.Terms = []Term{{"rows", 1000}, {"the weight bound", 2000}, {"fraction bits", 100}}
		}), "lower the weight bound"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := NewParameters(c.l)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("error = %v, want one with %q", err, c.says)
			}
			if strings.HasPrefix(c.name, "budget") != errors.Is(err, ErrBudget) {
				t.Errorf("errors.Is(%v, ErrBudget) is wrong", err)
			}
			if p.Ciphertexts() != 0 || p.Bound().Sign() != 0 {
				t.Error("parameters returned beside an error")
			}
		})
	}
}

// TestBudgetIsTight: the widest bound that fits is accepted, one bit more is not.
func TestBudgetIsTight(t *testing.T) {
	const owners = 64 // 7 bits of owner count
	room := 3072 - 2 - CanaryBits - 7
	bound := new(big.Int).Lsh(big.NewInt(1), uint(room-7))
	bound.Sub(bound, big.NewInt(1)) // 64·(2V+1) just below 2^room
	p, err := NewParameters(ParametersLiteral{ModulusBits: 3072, Values: 2, Bound: bound, Owners: owners})
	if err != nil {
		t.Fatal(err)
	}
	if p.SlotBits() != room || p.Ciphertexts() != 2 {
		t.Errorf("%d bits, %d ciphertexts; want %d, 2", p.SlotBits(), p.Ciphertexts(), room)
	}
	// All owners at the bound stay below n/2 of the smallest n.
	text, err := p.Pack([]*big.Int{bound, bound})
	if err != nil {
		t.Fatal(err)
	}
	total := new(big.Int).Mul(text[0], big.NewInt(owners))
	if total.BitLen() > 3070 {
		t.Errorf("the sum has %d bits, want at most 3070", total.BitLen())
	}
	bound.Add(bound, big.NewInt(1))
	if _, err := NewParameters(ParametersLiteral{ModulusBits: 3072, Values: 2, Bound: bound, Owners: owners}); !errors.Is(err, ErrBudget) {
		t.Errorf("error = %v, want ErrBudget", err)
	}
}

func TestPackRefuses(t *testing.T) {
	p := layout(t, 256, 3, 100, 4)
	for _, c := range []struct {
		name   string
		values []*big.Int
		want   error
		says   string
	}{
		{"too few", integers(1, 2), ErrCount, "2 values"},
		{"too many", integers(1, 2, 3, 4), ErrCount, "4 values"},
		{"past the bound", integers(1, 101, 3), ErrBound, "value 1"},
		{"past the negative bound", integers(1, 2, -101), ErrBound, "value 2"},
		{"nil", []*big.Int{nil, nil, nil}, ErrBound, "value 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := p.Pack(c.values)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error = %v, want %v with %q", err, c.want, c.says)
			}
			if err != nil && strings.Contains(err.Error(), "101") {
				t.Errorf("error %q shows the value", err)
			}
		})
	}
	if _, err := (Parameters{}).Pack(nil); !errors.Is(err, ErrInvalidParameters) {
		t.Errorf("zero parameters: error = %v, want ErrInvalidParameters", err)
	}
	if _, err := (Parameters{}).Unpack(nil, 1); !errors.Is(err, ErrInvalidParameters) {
		t.Errorf("zero parameters: error = %v, want ErrInvalidParameters", err)
	}
}

func TestUnpackRefuses(t *testing.T) {
	// 40 slots of 10 bits do not fill the second plaintext.
	p := layout(t, 256, 25, 100, 4)
	if p.Ciphertexts() != 2 {
		t.Fatalf("%d ciphertexts, want 2", p.Ciphertexts())
	}
	one, err := p.Pack(make25())
	if err != nil {
		t.Fatal(err)
	}
	edit := func(c int, f func(*big.Int)) []*big.Int {
		two := sum(one, one)
		f(two[c])
		return two
	}
	set := func(bit uint) func(*big.Int) {
		return func(v *big.Int) { v.SetBit(v, int(bit), v.Bit(int(bit))^1) }
	}
	_, last := p.Locate(24)
	for _, c := range []struct {
		name   string
		texts  []*big.Int
		owners int
		want   error
	}{
		{"good", sum(one, one), 2, nil},
		{"other count", sum(one, one), 3, ErrOwnerCount},
		{"no owners", sum(one, one), 0, ErrCount},
		{"too many owners", sum(one, one), 5, ErrCount},
		{"too few plaintexts", sum(one, one)[:1], 2, ErrCount},
		{"nil plaintext", []*big.Int{nil, nil}, 2, ErrCanary},
		{"negative", edit(0, func(v *big.Int) { v.Neg(v) }), 2, ErrCanary},
		{"canary", edit(1, set(p.canaryShift())), 2, ErrCanary},
		{"highest canary bit", edit(0, set(p.countShift()-1)), 2, ErrCanary},
		{"owner count", edit(1, set(p.countShift())), 2, ErrOwnerCount},
		{"above the lanes", edit(0, set(p.countShift()+uint(p.countBits))), 2, ErrCanary},
		{"unused slot", edit(1, set(last+uint(p.SlotBits()))), 2, ErrRange},
		{"slot", edit(0, func(v *big.Int) { v.Or(v, big.NewInt(1<<10-1)) }), 2, ErrRange},
	} {
		t.Run(c.name, func(t *testing.T) {
			values, err := p.Unpack(c.texts, c.owners)
			if !errors.Is(err, c.want) {
				t.Fatalf("error = %v, want %v", err, c.want)
			}
			if (err == nil) != (values != nil) {
				t.Error("values and error do not exclude each other")
			}
		})
	}
}

func make25() []*big.Int {
	out := make([]*big.Int, 25)
	for i := range out {
		out[i] = big.NewInt(int64(8*i - 100))
	}
	return out
}

// TestSumsAreExact packs random updates of a random cohort, bounds included,
// and finds the exact sums again.
func TestSumsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bound := rapid.Int64Range(1, 1<<40).Draw(t, "bound")
		cohort := rapid.IntRange(1, 9).Draw(t, "cohort")
		most := rapid.IntRange(cohort, 100).Draw(t, "owners")
		count := rapid.IntRange(1, 40).Draw(t, "values")
		p := layout(t, rapid.IntRange(256, 600).Draw(t, "bits"), count, bound, most)
		want := make([]*big.Int, count)
		for i := range want {
			want[i] = new(big.Int)
		}
		var updates [][]*big.Int
		for range cohort {
			values := make([]*big.Int, count)
			for i := range values {
				v := rapid.OneOf(rapid.Just(bound), rapid.Just(-bound), rapid.Int64Range(-bound, bound)).Draw(t, "value")
				values[i] = big.NewInt(v)
				want[i].Add(want[i], values[i])
			}
			texts, err := p.Pack(values)
			if err != nil {
				t.Fatal(err)
			}
			updates = append(updates, texts)
		}
		got, err := p.Unpack(sum(updates...), cohort)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if got[i].Cmp(want[i]) != 0 {
				t.Fatalf("sum %d = %v, want %v", i, got[i], want[i])
			}
		}
	})
}

// TestLocate adds to single slots what Constants left out.
func TestLocate(t *testing.T) {
	p := layout(t, 256, 25, 100, 4)
	texts, err := p.Constants(make([]*big.Int, 25))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 25 {
		c, shift := p.Locate(i)
		term := new(big.Int).Lsh(big.NewInt(int64(4*i)-100), shift)
		texts[c].Add(texts[c], term)
	}
	got, err := p.Unpack(texts, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if v.Int64() != int64(4*i)-100 {
			t.Errorf("value %d = %v, want %d", i, v, 4*i-100)
		}
	}
}

func TestLiteralIsACopy(t *testing.T) {
	p := layout(t, 3072, 7, 1000, 64)
	p.Literal().Bound.SetInt64(1)
	p.Bound().SetInt64(1)
	again, err := NewParameters(p.Literal())
	if err != nil {
		t.Fatal(err)
	}
	if again.SlotBits() != p.SlotBits() || p.Bound().Int64() != 1000 {
		t.Error("parameters changed through what they returned")
	}
}

// FuzzUnpack: whatever the plaintext, the answer is sums within the bound or an
// error, and packing the answer for one owner gives the plaintext back.
func FuzzUnpack(f *testing.F) {
	p := layout(f, 256, 5, 100, 4)
	one, err := p.Pack(integers(-100, 100, 0, 7, -1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(one[0].Bytes(), 1)
	f.Add([]byte{1, 2, 3}, 2)
	f.Add([]byte{}, 0)
	f.Fuzz(func(t *testing.T, b []byte, owners int) {
		text := new(big.Int).SetBytes(b)
		values, err := p.Unpack([]*big.Int{text}, owners)
		if err != nil {
			return
		}
		for i, v := range values {
			if v.CmpAbs(big.NewInt(int64(100*owners))) > 0 {
				t.Fatalf("value %d is out of range", i)
			}
		}
		if owners == 1 {
			again, err := p.Pack(values)
			if err != nil || again[0].Cmp(text) != 0 {
				t.Fatalf("packing again differs (error %v)", err)
			}
		}
	})
}
