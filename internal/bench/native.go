package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/internal/bench/forms"
	"github.com/blindfit/blindfit/ml/dp"
)

const (
	library = "didiercrunch/paillier"
	// separate is the other way to evaluate linear forms with the library.
	separate = library + ", Mul and Add"
)

// nativeChapter measures this process against the Go library that Blindfit builds on, one core each.
func nativeChapter(ctx context.Context, s settings, r *report) error {
	if err := nativeNoise(ctx, s, r); err != nil {
		return err
	}
	for _, bits := range lengths {
		for _, part := range []func(context.Context, settings, *report, int) error{
			nativeEncrypt, nativeDecrypt, nativeTables, nativeForm, nativeUpload,
		} {
			if err := part(ctx, s, r, bits); err != nil {
				return fmt.Errorf("%d bits: %w", bits, err)
			}
		}
	}
	return nil
}

// nativeNoise is browserNoise on the native side.
func nativeNoise(ctx context.Context, s settings, r *report) error {
	const values = 100_000
	sampler, err := dp.NewSampler(new(big.Int).Lsh(big.NewInt(3), 50))
	if err != nil {
		return err
	}
	got, err := inTurns(ctx, s.samples, timed(values, func() error { _, err := sampler.Draw(); return err }))
	if err != nil {
		return err
	}
	r.alone(fmt.Sprintf("native: draw exact discrete Gaussian noise for %d values", values), got[0]*values, "ms", 0)
	return nil
}

func nativeEncrypt(ctx context.Context, s settings, r *report, bits int) error {
	key := s.keys[bits]
	slots, err := packing(bits)
	if err != nil {
		return err
	}
	enc, err := phe.NewEncryptor(key.Public(), nil, phe.EncryptorOptions{Encryptions: slots.Ciphertexts(), Workers: 1})
	if err != nil {
		return err
	}
	m := new(big.Int).Rsh(key.Public().N(), 2)
	peer := key.Paillier()
	const pooled = 8
	got, err := inTurns(ctx, s.samples,
		timed(8, func() error { _, err := enc.Encrypt(m); return err }),
		timed(1, func() error { _, err := peer.Encrypt(someValue, rand.Reader); return err }),
		timed(1, func() error { return enc.Precompute(ctx, pooled, 0) }),
		timed(pooled, func() error { _, err := enc.Encrypt(m); return err }),
		timed(1, func() error { return enc.Precompute(ctx, 0, 1) }),
		timed(1, func() error { enc.ExportObfuscators(0, 1); return nil }),
	)
	if err != nil {
		return err
	}
	name := func(what string) string { return fmt.Sprintf("native %d: %s", bits, what) }
	r.against(name(fmt.Sprintf("encrypt one value, %d a ciphertext", slots.ValuesPerCiphertext())),
		got[0]/float64(slots.ValuesPerCiphertext()), got[1], library, "ms", target(bits, 3000))
	r.against(name("encrypt one ciphertext"), got[0], got[1], library, "ms", 0)
	r.alone(name("encrypt one ciphertext, obfuscator ready"), got[3], "ms", 0)
	r.alone(name("make one obfuscator hs^r for the pool"), got[2]/pooled, "ms", 0)
	r.alone(name("make one obfuscator r^n for the pool"), got[4], "ms", 0)
	return nil
}

func nativeDecrypt(ctx context.Context, s settings, r *report, bits int) error {
	key := s.keys[bits]
	slots, err := packing(bits)
	if err != nil {
		return err
	}
	enc, err := phe.NewEncryptor(key.Public(), nil, phe.EncryptorOptions{})
	if err != nil {
		return err
	}
	c, err := enc.Encrypt(new(big.Int).Rsh(key.Public().N(), 2))
	if err != nil {
		return err
	}
	peer, cypher := key.Paillier(), c.Paillier()
	many := make([]*phe.Ciphertext, 8)
	for i := range many {
		many[i] = c
	}
	got, err := inTurns(ctx, s.samples,
		timed(2, func() error { _, err := key.Decrypt(c); return err }),
		timed(1, func() error { peer.Decrypt(cypher); return nil }),
		clocked(1, func() error { _, err := key.DecryptVector(many); return err }),
	)
	if err != nil {
		return err
	}
	name := func(what string) string { return fmt.Sprintf("native %d: %s", bits, what) }
	r.against(name(fmt.Sprintf("decrypt one value, %d a ciphertext", slots.ValuesPerCiphertext())),
		got[0]/float64(slots.ValuesPerCiphertext()), got[1], library, "ms", target(bits, 400))
	r.against(name("decrypt one ciphertext, blinded and fault-checked"), got[0], got[1], library, "ms", 0)
	r.alone(name("decrypt one ciphertext of a vector, all cores"), got[2]/float64(len(many)), "ms", 0)
	return nil
}

// jobs are the sizes that tables are built for, in ciphertexts.
var jobs = []int{16, 256, 10_000}

func nativeTables(_ context.Context, s settings, r *report, bits int) error {
	public := s.keys[bits].Public()
	for _, job := range jobs {
		enc, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Encryptions: job})
		if err != nil {
			return err
		}
		start := processorTime()
		if _, err := enc.Encrypt(big.NewInt(1)); err != nil { // builds the tables
			return err
		}
		built := milliseconds(processorTime() - start)
		r.alone(fmt.Sprintf("native %d: build tables for %d ciphertexts", bits, job), built, "ms", 0)
		r.alone(fmt.Sprintf("native %d: memory of tables for %d ciphertexts", bits, job), float64(enc.TableBytes())/1e6, "MB", 0)
	}
	return nil
}

func nativeForm(ctx context.Context, s settings, r *report, bits int) error {
	public := s.keys[bits].Public()
	enc, err := phe.NewEncryptor(public, nil, phe.EncryptorOptions{Workers: 1})
	if err != nil {
		return err
	}
	f, err := forms.New(enc)
	if err != nil {
		return err
	}
	peer := public.Paillier()
	got, err := inTurns(ctx, max(1, s.samples/3),
		timed(1, func() error { _, err := f.Evaluate(); return err }),
		timed(1, func() error { // one output
			sum := peer.Mul(f.Bases[0].Paillier(), f.Rows[0][0])
			for j := 1; j < forms.Size; j++ {
				sum = peer.Add(sum, peer.Mul(f.Bases[j].Paillier(), f.Rows[0][j]))
			}
			return nil
		}),
	)
	if err != nil {
		return err
	}
	r.against(fmt.Sprintf("native %d: linear form 100 × 100, 44-bit scalars, r^n included", bits), got[0], got[1]*forms.Size, separate, "ms", 0)
	return nil
}

// nativeUpload counts the bytes of an upload that is really encrypted, and decrypts its last part.
func nativeUpload(_ context.Context, s settings, r *report, bits int) error {
	key := s.keys[bits]
	slots, err := packing(bits)
	if err != nil {
		return err
	}
	values := make([]*big.Int, updateValues)
	for i := range values {
		values[i] = big.NewInt(int64(i)*40_000 - 1<<31 + 1)
	}
	texts, err := slots.Pack(values)
	if err != nil {
		return err
	}
	enc, err := phe.NewEncryptor(key.Public(), nil, phe.EncryptorOptions{})
	if err != nil {
		return err
	}
	start := time.Now()
	cs, err := enc.EncryptVector(texts)
	if err != nil {
		return err
	}
	took := milliseconds(time.Since(start))
	if err := opens(key, cs[len(cs)-1], texts[len(texts)-1]); err != nil {
		return err
	}
	bytes := len(key.Public().AppendVector(nil, cs))
	r.alone(fmt.Sprintf("native %d: upload size of 100,000 32-bit values", bits), float64(bytes)/1e6, "MB", target(bits, 1.1))
	r.alone(fmt.Sprintf("native %d: encrypt 100,000 32-bit values, tables and all cores", bits), took, "ms", 0)
	return nil
}

// opens checks that a ciphertext holds a plaintext, so that nothing is measured that does not work.
func opens(key *privkey.Key, c *phe.Ciphertext, want *big.Int) error {
	got, err := key.Decrypt(c)
	if err != nil {
		return err
	}
	if got.Cmp(want) != 0 {
		return fmt.Errorf("a measured ciphertext decrypts to another number")
	}
	return nil
}
