package jskernel

import (
	_ "embed"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"syscall/js"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
)

//go:embed kernel.js
var script string

//go:embed simd.js
var simdScript string

// TestMain loads the scripts as a page would, by evaluating them: node has no policy against that.
func TestMain(m *testing.M) {
	if _, err := New(testKey(), BigInt); !errors.Is(err, ErrNotLoaded) {
		fmt.Fprintln(os.Stderr, "New works before kernel.js is loaded")
		os.Exit(1)
	}
	if _, name := Calibrate(testKey()); name != "go" {
		fmt.Fprintln(os.Stderr, "Calibrate chooses a kernel that is not loaded")
		os.Exit(1)
	}
	// Older releases of node have multiply-adds behind a flag.
	js.Global().Get("process").Get("mainModule").Call("require", "v8").Call("setFlagsFromString", "--experimental-wasm-relaxed-simd")
	load("")
	os.Exit(m.Run())
}

// load evaluates both scripts in an engine that lacks something.
func load(without string) {
	js.Global().Call("eval", simdScript)
	if without != "" {
		js.Global().Call("eval", `(() => {
			const assemble = blindfitSimd;
			globalThis.blindfitSimd = (bits, relaxed) => { `+without+`; return assemble(bits, relaxed); };
		})()`)
	}
	js.Global().Call("eval", script)
}

// variant is a way to multiply numbers in JavaScript.
type variant struct{ name, arithmetic, without string }

var variants = []variant{
	{"one rounding", Simd, "if (!relaxed) throw 1"},
	{"two roundings", Simd, "if (relaxed) throw 1"},
	{"bigint", BigInt, ""},
}

// each runs a test with every variant.
func each(t *testing.T, test func(t *testing.T, arithmetic string)) {
	t.Cleanup(func() { load("") })
	for _, v := range variants {
		load(v.without)
		t.Run(v.name, func(t *testing.T) { test(t, v.arithmetic) })
	}
}

// The moduli are products of two primes known to everybody.
const (
	modulus2048 = "c39c1f1d3ec7485331417285c4f05112125507850dd95d3082963448a8d4d36fbc78d4e535343ccda6305c98430ec434471204d6c8a4e20f1da3554c47af2781004ab67d8f27ef70f8ed2cb333cfc201db5261a0209278deaf8eff001c3e50a570a5bd922a2b9a0684417ab5ad3a85a15d6a5dbaa4c635368f0fbc3ef13e713896fe941acb88bea864bfce9617a6f1c28d1a28ac198b527cade6de156edb080ed71942b43456b0ccbc6e434c3fe8ab58405a4cdaa4184d6cf97ad8813812ea7407debf2228e3c02f5f54e6884003537317830ee9ff45bb890c898485ac564c8b09b68527b4ef02312a9251a840244737f1ad2db3b3e1319b96cf737451ef09c5"
	modulus4096 = "a7ef5de40273e5e3c8ce87faa9438e21da0517f4129c475e1d5e242504e24213b7fceb5a15bbcbc29991d1621f464704dd6b0ca5195821bc8e874c1e619b0e0eacb94995e2bc874de1f8ab187c43655c802f8306c8d079fdea47958527484c9654f81c360565797cf63323a2a91a5b36d93fde35bc5aa15ddbe1f05c5421476573bb30ef01ef307e31d7b986e157699f27e1f521877dc0f3b119dde845544745314bf7802e72433bfc3b8786f78898f02684e97fd15dfa4b84164d92f15e2389dca2399488b14cd37d8628e8dd8f4bdedc8ca3522a45e61c6146aeea2afe0777d6ec2c6a8d237d110e95eecaf5e884f0c57021c5ea76471f9c96af640dffbf46d14716c21aa9beb84a7e98f247214d536c587393838f8b4f4e7a175c674b9e9804b412186e049f4559352730952504d7493aff72a03d339d887528a352da24583ea547dd1b29de60a3497dbd650d8eff741656c76f2025adde8aca6efb0a25fb2b82b3d2afc9f275b3e55ac23e73f9a766a65c4e8483e4e9556f7f533a0c4b5833e731c50492fa801284f9ff9dece9287ab5a1c777ee678129c3869a496e50d476193d98ee8f955916aac132aefaef7218c114f348ec243690705efc56feff0678a34d1395f678a759e9455db06ae364a9d6a41dc50a04e55496cff4c31363c8ebf6e704d0d4925304e845809019fa1454044dfecb5c67fa2f45fa1c5f2ec553"
	modulus3072 = "ba16c2b23f26ea287acb24f862f94481cbb8bb633f26a2473db3b9859bbb7bfe5b646a1febf1b8f35aa8d06354209d732b2896dac1084ddd07ca04214660ad833fc752205be9efd7af7f47ea1779f79d2258cb18cb6bd8d436e220c0531641de177fd0f2d8f0cce104e939201c1d17ea0900e5995886e7df15629650454f47eea840e3056e75abd2b2b1182889a62e6e43a1c11d6f5cbf3fafc09e6d60e1a4ec178797f344d4ce8415295c51af880c707ab7a1bb1348ef5393e1ad73977c57df376e1ad0f4770ff49e8e61be36a1207eb0fecb0360ab0d16c8b658510c26861f4154a3564fbac35b701cdc6449273ea61dd8694a5ed072a4b27da334103f00e9b7770c8fd13db939db4fdd93d4c7a9c8021c232f812c09004725b0b5db932dbf957dda9ac443d2441e2bee232245674537dc4f9ee1eb5a6218e27e2c7f917e172546eef820966daac3ace1a4c57ded4b80a908db2d0c137d658fbcc20317975297e0afcf61e295a91c85a0393a49eae03cde3d70aad5b75f95fb7940eda6ca21"
)

func keyOf(hex string) *phe.PublicKey {
	n, _ := new(big.Int).SetString(hex, 16)
	k, err := phe.NewPublicKey(n)
	if err != nil {
		panic(err)
	}
	return k
}

func testKey() *phe.PublicKey { return keyOf(modulus2048) }

func open(t testing.TB, k *phe.PublicKey, arithmetic string) (inJS, inGo phe.Kernel) {
	t.Helper()
	inJS, err := New(k, arithmetic)
	if err != nil {
		t.Fatal(err)
	}
	return inJS, phe.GoKernel(k)
}

// numbersBelow draws test numbers in [1, limit), the ends among them.
func numbersBelow(limit *big.Int, count int) []*big.Int {
	random := rand.New(rand.NewPCG(3, 4))
	out := []*big.Int{big.NewInt(1), big.NewInt(2), new(big.Int).Sub(limit, big.NewInt(1))}
	for len(out) < count {
		v := new(big.Int)
		for v.BitLen() < limit.BitLen()+64 {
			v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(random.Uint64()|1))
		}
		out = append(out, v.Mod(v, limit))
	}
	return out
}

func equal(t *testing.T, what string, a, b *big.Int, errA, errB error) {
	t.Helper()
	if errA != nil || errB != nil {
		t.Fatalf("%s: errors %v, %v", what, errA, errB)
	}
	if a.Cmp(b) != 0 {
		t.Errorf("%s: kernels differ", what)
	}
}

func TestNthPowerEqual(t *testing.T) {
	// What Go computes is the same for each arithmetic and takes longest.
	type powers struct {
		r, power, residue        *big.Int
		errOfPower, errOfResidue error
	}
	want := map[string][]powers{}
	moduli := []string{modulus2048, modulus3072, modulus4096}
	for _, hex := range moduli {
		k := keyOf(hex)
		inGo := phe.GoKernel(k)
		for _, r := range numbersBelow(k.N(), 4) {
			p := powers{r: r}
			p.power, p.errOfPower = inGo.NthPower(r)
			p.residue, p.errOfResidue = inGo.NthResidue(r)
			want[hex] = append(want[hex], p)
		}
	}
	each(t, func(t *testing.T, arithmetic string) {
		for _, hex := range moduli {
			k := keyOf(hex)
			inJS, _ := open(t, k, arithmetic)
			for i, p := range want[hex] {
				power, err := inJS.NthPower(p.r)
				equal(t, fmt.Sprintf("%d bits, number %d", k.Bits(), i), power, p.power, err, p.errOfPower)
				residue, err := inJS.NthResidue(p.r)
				equal(t, fmt.Sprintf("%d bits, number %d modulo n", k.Bits(), i), residue, p.residue, err, p.errOfResidue)
			}
		}
	})
}

// TestExtremes multiplies numbers whose halves are 0, 1, n − 1 or all ones, long enough for carries to add up.
func TestExtremes(t *testing.T) {
	each(t, func(t *testing.T, arithmetic string) {
		k := keyOf(modulus3072)
		inJS, inGo := open(t, k, arithmetic)
		n := k.N()
		one := big.NewInt(1)
		top := new(big.Int).Sub(n, one)
		ones := new(big.Int).Sub(new(big.Int).Lsh(one, uint(k.Bits()-1)), one)
		halves := []*big.Int{new(big.Int), one, top, ones}
		for i, a := range halves {
			for j, b := range halves {
				x := new(big.Int).Mul(b, n)
				if x.Add(x, a).Sign() == 0 {
					continue
				}
				comb := phe.Comb{Bits: 40, Rows: 2, Tables: 2}
				inA, errA := inJS.CombTables(x, comb)
				inB, errB := inGo.CombTables(x, comb)
				if errA != nil || errB != nil {
					t.Fatal(errA, errB)
				}
				squarings, digits := make([]uint16, 10), make([]uint16, 20)
				for s := range squarings {
					squarings[s], digits[2*s], digits[2*s+1] = 1, uint16(s)&3, 3
				}
				got, errA := inA.Run(squarings, digits)
				want, errB := inB.Run(squarings, digits)
				equal(t, fmt.Sprintf("halves %d, %d", i, j), got, want, errA, errB)
				inA.Release()
				inB.Release()
			}
		}
	})
}

// TestTablesEqual runs random programs on all kinds of tables.
func TestTablesEqual(t *testing.T) { each(t, testTablesEqual) }

func testTablesEqual(t *testing.T, arithmetic string) {
	k := testKey()
	inJS, inGo := open(t, k, arithmetic)
	n2 := new(big.Int).Mul(k.N(), k.N())
	values := numbersBelow(n2, 6)
	random := rand.New(rand.NewPCG(5, 6))
	check := func(name string, tables, entries int, a, b phe.Tables, errA, errB error) {
		if errA != nil || errB != nil {
			t.Fatalf("%s: errors %v, %v", name, errA, errB)
		}
		for range 5 {
			squarings := make([]uint16, 1+random.IntN(6))
			digits := make([]uint16, tables*len(squarings))
			for i := range squarings {
				squarings[i] = uint16(random.IntN(5))
			}
			for i := range digits {
				digits[i] = uint16(random.IntN(entries))
			}
			x, errX := a.Run(squarings, digits)
			y, errY := b.Run(squarings, digits)
			equal(t, name, x, y, errX, errY)
		}
		a.Release()
		b.Release()
	}
	for _, comb := range []phe.Comb{{Bits: 1, Rows: 1, Tables: 1}, {Bits: 100, Rows: 5, Tables: 3}, {Bits: 64, Rows: 9, Tables: 2}} {
		a, errA := inJS.CombTables(values[4], comb)
		b, errB := inGo.CombTables(values[4], comb)
		check(fmt.Sprintf("%+v", comb), comb.Tables, 1<<comb.Rows, a, b, errA, errB)
	}
	for _, count := range []int{1, 2, len(values)} {
		a, errA := inJS.SubsetTables(values, values[5], count)
		b, errB := inGo.SubsetTables(values, values[5], count)
		check(fmt.Sprintf("%d tables", count), count, 1<<(len(values)/count), a, b, errA, errB)
	}
}

// TestThrowIsAnError: a program that does not fit is an error on both sides.
func TestThrowIsAnError(t *testing.T) { each(t, testThrowIsAnError) }

func testThrowIsAnError(t *testing.T, arithmetic string) {
	inJS, _ := open(t, testKey(), arithmetic)
	tables, err := inJS.CombTables(big.NewInt(3), phe.Comb{Bits: 8, Rows: 2, Tables: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, digits := range [][]uint16{{0}, {0, 0, 0}, {4, 0}} {
		if _, err := tables.Run([]uint16{1}, digits); !errors.Is(err, phe.ErrInternal) {
			t.Errorf("digits %v: error = %v, want ErrInternal", digits, err)
		}
	}
	tables.Release()
	if _, err := tables.Run([]uint16{1}, []uint16{0, 0}); !errors.Is(err, phe.ErrInternal) {
		t.Errorf("released tables: error = %v, want ErrInternal", err)
	}
}

// TestEncryptor encrypts and evaluates on a kernel in JavaScript and takes
// the result apart with the Go kernel: the sum of a form and its negative is 0,
// so that nothing but an n-th power is left.
func TestEncryptor(t *testing.T) { each(t, testEncryptor) }

func testEncryptor(t *testing.T, arithmetic string) {
	k := testKey()
	inJS, _ := open(t, k, arithmetic)
	e, err := phe.NewEncryptor(k, inJS, phe.EncryptorOptions{Encryptions: 4})
	if err != nil {
		t.Fatal(err)
	}
	bases, err := e.EncryptVector([]*big.Int{big.NewInt(5), big.NewInt(7)})
	if err != nil {
		t.Fatal(err)
	}
	form := phe.LinearForm{
		ScalarBits: 20,
		Scalars:    [][]*big.Int{{big.NewInt(1000), big.NewInt(-3)}, {big.NewInt(0), big.NewInt(1 << 19)}},
		Shifts:     []uint{0, 64},
		Constant:   big.NewInt(12),
	}
	// 5·1000 − 7·3 + 12, and 7·2^19 in the upper slot.
	want := new(big.Int).Lsh(big.NewInt(7<<19), 64)
	want.Add(want, big.NewInt(5*1000-7*3+12))
	got, err := e.Evaluate(bases, form)
	if err != nil {
		t.Fatal(err)
	}
	zero, err := k.AddPlain(got, new(big.Int).Neg(want))
	if err != nil {
		t.Fatal(err)
	}
	if !isEncryptionOfZero(k, zero) {
		t.Error("the form evaluates to something else")
	}
}

// isEncryptionOfZero uses the factors that everybody knows: an n-th power to
// the λ is 1.
func isEncryptionOfZero(k *phe.PublicKey, c *phe.Ciphertext) bool {
	p, _ := new(big.Int).SetString(prime2048P, 16)
	q := new(big.Int).Div(k.N(), p)
	one := big.NewInt(1)
	lambda := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	n2 := new(big.Int).Mul(k.N(), k.N())
	return new(big.Int).Exp(c.Paillier().C, lambda, n2).Cmp(one) == 0
}

const prime2048P = "e221d01ff82621e3f0ac93b1fa8171e2fb365a777c3fe18311169dfbb91dfffa52ee11cbce7c0e2d901371939fe0fdd407c01168fc460982e1fd6b89688216625925dc830286e28fa4ce4ce70d4f32d21c8c6fbba737efacf60bd268b32bb551eb08efa96e21d503ec23a5a2d33e1f0eca3430e66ef7cc26976c08060be93cab"

func TestCalibrate(t *testing.T) {
	k := testKey()
	kern, name := Calibrate(k)
	if kern.Name() != name || (name != Simd && name != BigInt && name != "go") {
		t.Errorf("kernel %q, name %q", kern.Name(), name)
	}
	t.Log("chose", name)
}

// TestFallBack: an engine that does not compile the module, whose multiply-adds round twice, or that multiplies wrongly, has
// another kernel, and the numbers stay right.
func TestFallBack(t *testing.T) {
	t.Cleanup(func() { load("") })
	k := testKey()
	for name, without := range map[string]string{
		"no vectors":       "throw new Error('no')",
		"a module cut off": "const plan = assemble(bits, relaxed); return { ...plan, bytes: plan.bytes.slice(0, -9) }",
		"no script":        "return undefined",
	} {
		load(without)
		if _, err := New(k, Simd); !errors.Is(err, phe.ErrInternal) {
			t.Errorf("%s: opens with %v", name, err)
		}
		if _, chosen := Calibrate(k); chosen == Simd {
			t.Errorf("%s: chose %s", name, chosen)
		}
	}
	// Digits for one rounding with the code for two.
	load("if (relaxed) { const plan = assemble(bits, false); return { ...plan, width: 50, signed: false }; } throw 1")
	if _, err := New(k, Simd); !errors.Is(err, phe.ErrInternal) {
		t.Errorf("two roundings pass for one: %v", err)
	}
	// A constant of the reduction is not where it should be.
	load("const plan = assemble(bits, relaxed); return { ...plan, inverse: plan.n, n: plan.inverse }")
	if _, chosen := Calibrate(k); chosen == Simd {
		t.Error("a kernel that multiplies wrongly was chosen")
	}
}

// TestRegisters: tables that are released leave their room to others.
func TestRegisters(t *testing.T) {
	each(t, func(t *testing.T, arithmetic string) {
		inJS, inGo := open(t, testKey(), arithmetic)
		random := rand.New(rand.NewPCG(7, 8))
		var held []phe.Tables
		for range 200 {
			if len(held) > 5 || len(held) > 0 && random.IntN(2) == 0 {
				i := random.IntN(len(held))
				held[i].Release()
				held = append(held[:i], held[i+1:]...)
				continue
			}
			made, err := inJS.CombTables(big.NewInt(7), phe.Comb{Bits: 8, Rows: 1 + random.IntN(4), Tables: 1 + random.IntN(2)})
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, made)
		}
		end := inJS.(*kernel).object.Get("arithmetic").Get("end").Int()
		if end > 400 {
			t.Errorf("%d registers for tables of at most 192 entries", end)
		}
		comb := phe.Comb{Bits: 30, Rows: 5, Tables: 2}
		a, errA := inJS.CombTables(big.NewInt(12345), comb)
		b, errB := inGo.CombTables(big.NewInt(12345), comb)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		x, errA := a.Run([]uint16{1, 2}, []uint16{31, 3, 9, 30})
		y, errB := b.Run([]uint16{1, 2}, []uint16{31, 3, 9, 30})
		equal(t, "after others were released", x, y, errA, errB)
	})
}

// BenchmarkRound is the data owner's part of one round: 13 outputs over 11
// ciphertexts with 67-bit scalars in 120-bit slots, at 3072 bits.
func BenchmarkRound(b *testing.B) {
	k := keyOf(modulus3072)
	inSimd, _ := open(b, k, Simd)
	inBigInt, inGo := open(b, k, BigInt)
	for _, kern := range []phe.Kernel{inSimd, inBigInt, inGo} {
		e, err := phe.NewEncryptor(k, kern, phe.EncryptorOptions{Encryptions: 16})
		if err != nil {
			b.Fatal(err)
		}
		bases, err := e.EncryptVector(numbersBelow(k.N(), 11))
		if err != nil {
			b.Fatal(err)
		}
		form := phe.LinearForm{ScalarBits: 67}
		limit := new(big.Int).Lsh(big.NewInt(1), 67)
		for i := range 13 {
			form.Scalars = append(form.Scalars, numbersBelow(limit, 11))
			form.Shifts = append(form.Shifts, uint(120*i))
		}
		b.Run(kern.Name()+"/evaluate", func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Evaluate(bases, form); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(kern.Name()+"/nth-power", func(b *testing.B) {
			for b.Loop() {
				if _, err := kern.NthPower(big.NewInt(12345)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(kern.Name()+"/encrypt", func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Encrypt(big.NewInt(1)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(kern.Name()+"/new-encryptor", func(b *testing.B) {
			for b.Loop() {
				if _, err := phe.NewEncryptor(k, kern, phe.EncryptorOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("calibrate", func(b *testing.B) {
		for b.Loop() {
			Calibrate(k)
		}
	})
}

// BenchmarkLinearForm is 100 outputs of 44-bit scalars over 100 ciphertexts in
// 100-bit slots, all their ciphertexts together, at 3072 bits.
func BenchmarkLinearForm(b *testing.B) {
	const size, bits, slot = 100, 44, 100
	k := keyOf(modulus3072)
	inJS, _ := open(b, k, Simd)
	e, err := phe.NewEncryptor(k, inJS, phe.EncryptorOptions{Encryptions: size})
	if err != nil {
		b.Fatal(err)
	}
	bases, err := e.EncryptVector(numbersBelow(k.N(), size))
	if err != nil {
		b.Fatal(err)
	}
	row := numbersBelow(new(big.Int).Lsh(big.NewInt(1), bits), size)
	perText := (k.Bits() - 100) / slot
	for b.Loop() {
		prepared, err := e.Prepare(bases, size, bits)
		if err != nil {
			b.Fatal(err)
		}
		for start := 0; start < size; start += perText {
			form := phe.LinearForm{ScalarBits: bits}
			for i := range min(perText, size-start) {
				form.Scalars = append(form.Scalars, row)
				form.Shifts = append(form.Shifts, uint(i*slot))
			}
			if _, err := e.EvaluatePrepared(prepared, form); err != nil {
				b.Fatal(err)
			}
		}
		prepared.Release()
	}
}
