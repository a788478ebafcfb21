package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"sync"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// foldCount is the ciphertexts of one upload that is folded.
const foldCount = 128

// facilitatorChapter measures the work of the facilitator for an upload, on all cores: parse the frame, verify the
// signature, compare the digest, check range and unit of every ciphertext, multiply into the aggregate.
// The peer does only the last step.
func facilitatorChapter(ctx context.Context, s settings, r *report) error {
	for _, bits := range lengths {
		if err := fold(ctx, s, r, bits); err != nil {
			return fmt.Errorf("%d bits: %w", bits, err)
		}
	}
	return nil
}

func fold(ctx context.Context, s settings, r *report, bits int) error {
	key := s.keys[bits].Public()
	enc, err := phe.NewEncryptor(key, nil, phe.EncryptorOptions{})
	if err != nil {
		return err
	}
	texts := make([]*big.Int, foldCount)
	for i := range texts {
		texts[i] = big.NewInt(int64(i))
	}
	cs, err := enc.EncryptVector(texts)
	if err != nil {
		return err
	}
	frame, err := upload(key, cs)
	if err != nil {
		return err
	}
	n2 := key.N()
	n2.Mul(n2, n2)
	numbers := make([]*big.Int, len(cs))
	for i, c := range cs {
		numbers[i] = c.Paillier().C
	}
	cores := runtime.GOMAXPROCS(0)
	const rounds = 32 // a sample of some hundred milliseconds: shorter ones drown in the noise of a shared machine
	checked := everywhere(cores, func() error {
		sum, err := key.NewSum(cs)
		if err != nil {
			return err
		}
		for range rounds {
			if err := takeUpload(key, frame, sum); err != nil {
				return err
			}
		}
		return nil
	})
	bare := everywhere(cores, func() error {
		sums := make([]*big.Int, len(numbers))
		for i, c := range numbers {
			sums[i] = new(big.Int).Set(c)
		}
		quotient := new(big.Int)
		for range rounds {
			for i, c := range numbers {
				sums[i].Mul(sums[i], c)
				quotient.QuoRem(sums[i], n2, sums[i])
			}
		}
		return nil
	})
	got, err := inTurns(ctx, s.samples, checked, bare)
	if err != nil {
		return err
	}
	perSecond := func(ms float64) float64 { return float64(cores*rounds*foldCount) / ms * 1000 }
	r.rate(fmt.Sprintf("facilitator %d: fold with all checks, both on %d cores", bits, cores),
		perSecond(got[0]), perSecond(got[1]), "bare multiplication modulo n²", "ciphertexts per core and second", target(bits, 0.85))
	return nil
}

// upload makes the bytes of an upload as an owner sends them.
func upload(key *phe.PublicKey, cs []*phe.Ciphertext) ([]byte, error) {
	owner, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	blob := key.AppendVector(nil, cs)
	signed, err := wire.Seal(wire.KindUpload, wire.Upload{
		Ref: wire.Ref{Round: 1, Attempt: 1}, Key: wire.Digest(key.Fingerprint()), Count: len(cs), Ciphertexts: wire.DigestOf(blob),
	}, owner)
	if err != nil {
		return nil, err
	}
	return wire.AppendFrame(nil, signed, blob)
}

// takeUpload does the work of the upload phase for one upload.
func takeUpload(key *phe.PublicKey, frame []byte, sum *phe.Sum) error {
	signed, blob, err := wire.ParseFrame(frame)
	if err != nil {
		return err
	}
	u, err := wire.Unseal[wire.Upload](signed, wire.KindUpload)
	if err != nil {
		return err
	}
	if u.Key != wire.Digest(key.Fingerprint()) || u.Ciphertexts != wire.DigestOf(blob) {
		return errors.New("a measured upload is not accepted")
	}
	cs, err := key.ParseVector(blob, u.Count)
	if err != nil {
		return err
	}
	return sum.Add(cs)
}

// everywhere is the processor time of a job that runs on every core at once.
func everywhere(cores int, job func() error) side {
	return timed(1, func() error {
		var wait sync.WaitGroup
		errs := make([]error, cores)
		for i := range cores {
			wait.Go(func() { errs[i] = job() })
		}
		wait.Wait()
		return errors.Join(errs...)
	})
}
