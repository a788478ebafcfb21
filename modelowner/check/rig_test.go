//go:build testkeys

package check_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// rigFile is a training on encrypted weights, or with noise on shared ones.
func rigFile(noise bool) string {
	more := `"training":{"optimizer":"sgd"}`
	if noise {
		more = `"model":{"weights":"shared"},"training":{"rounds":3},"privacy":{"epsilon":2}`
	}
	return fmt.Sprintf(`{"name":"Rig","features":[{"name":"a","type":"continuous","min":0,"max":1}],
		"target":{"name":"y","type":"continuous","min":0,"max":1},%s,
		"bounds":{"rows":1024,"weight":4},"cohort":{"min":3,"max":16,"start":3},"key_bits":512}`, more)
}

// rigKey is made once: no test here depends on its size.
var rigKey = sync.OnceValues(func() (*privkey.Key, error) { return privkey.Generate(512) })

// rig is one finished attempt, served as a test puts it.
type rig struct {
	*testing.T
	*check.Attempt
	enc      *phe.Encryptor
	owners   []*parties.Owner
	values   [][]*big.Int // the update of each owner
	unmasked bool         // the owners add no masks: the defence switched off
	list     *attempt.List
	fetched  int // uploads that the model owner read

	keys, heads, reveals []wire.Signed
	blobs                map[wire.Identity][]byte
	aggregate            []byte
}

// newRig makes a roster of n owners, each with an update of its own and one row more than the one before.
func newRig(t *testing.T, n int, noise bool) *rig {
	t.Helper()
	return newRigOf(t, n, rigFile(noise))
}

// newRigOf is newRig for the gradient rounds of any training file.
func newRigOf(t *testing.T, n int, text string) *rig {
	t.Helper()
	key, err := rigKey()
	must(t, err)
	file, err := spec.Parse([]byte(text))
	must(t, err)
	list, err := rounds.For(file, key.Public().Bits())
	must(t, err)
	r := &rig{T: t}
	r.enc, err = phe.NewEncryptor(key.Public(), nil, phe.EncryptorOptions{})
	must(t, err)
	round := list.Of(wire.RoundGradient)
	terms := &attempt.Terms{
		Training: wire.TrainingID{7}, Ref: wire.Ref{Round: 2, Attempt: 2}, Open: wire.Digest{5}, Cohort: wire.Cohort{Min: 3, Max: n},
		Noise: file.Private(), Key: key.Public(), Shape: round.RoundShape,
	}
	r.owners = parties.NewOwners(t, terms.Training, n)
	for i, o := range r.owners {
		terms.Members = append(terms.Members, wire.Member{Identity: o.ID(), Enrolment: o.Enrolment().Digest()})
		values := make([]*big.Int, round.Values)
		for k := range values {
			values[k] = big.NewInt(int64(100*(i+1) + k))
		}
		values[round.Values-1] = big.NewInt(int64(i + 1)) // rows, without noise
		r.values = append(r.values, values)
	}
	r.Attempt = &check.Attempt{Terms: terms, File: file, Round: round, Key: key, Source: r}
	return r
}

// play lets the owners of a list, by their numbers, take part honestly.
func (r *rig) play(list []int) *rig {
	r.Helper()
	encapsulations := map[wire.Identity][]byte{}
	r.keys, r.heads, r.reveals, r.blobs = nil, nil, nil, map[wire.Identity][]byte{}
	for _, i := range list {
		s, blob := r.owners[i].Keys(r.Terms.Ref, r.Terms.Open, r.owners)
		r.keys = append(r.keys, *s)
		encapsulations[s.Signer] = blob
	}
	var err error
	r.list, err = r.Terms.NewList(r.keys)
	must(r.T, err)
	for _, i := range list {
		o := r.owners[i]
		var served []byte
		for _, sender := range r.list.Senders(o.ID()) {
			served = append(served, r.Terms.Encapsulation(sender, o.ID(), encapsulations[sender])...)
		}
		masks, commitment := o.Masks(r.list, served)
		texts, err := r.Round.Packing.Pack(r.values[i])
		must(r.T, err)
		for k := range texts {
			if !r.unmasked {
				texts[k].Add(texts[k], masks[k]).Mod(texts[k], r.n())
			}
		}
		r.upload(o, texts, commitment)
		if r.Terms.Noise {
			r.reveals = append(r.reveals, *o.Reveal(r.list))
		}
	}
	r.aggregate = r.product()
	return r
}

// upload encrypts plaintexts and signs their head.
func (r *rig) upload(o *parties.Owner, texts []*big.Int, commitment *wire.Digest) {
	r.Helper()
	cs, err := r.enc.EncryptVector(texts)
	must(r.T, err)
	public := r.Key.Public()
	blob := public.AppendVector(nil, cs)
	r.blobs[o.ID()] = blob
	r.heads = append(r.heads, *o.Seal(wire.KindUpload, wire.Upload{
		Training: r.Terms.Training, Ref: r.Terms.Ref, List: r.list.Digest, Key: wire.Digest(public.Fingerprint()),
		Count: len(cs), Ciphertexts: wire.BlobRoot(blob, public.CiphertextSize()), Seed: commitment,
	}))
}

func (r *rig) n() *big.Int { return r.Key.Public().N() }

// product multiplies the uploads that are served.
func (r *rig) product() []byte {
	r.Helper()
	var all [][]byte
	for i := range r.heads {
		all = append(all, r.blobs[r.heads[i].Signer])
	}
	return r.multiply(all...)
}

func (r *rig) multiply(blobs ...[]byte) []byte {
	r.Helper()
	var sum *phe.Sum
	for _, b := range blobs {
		cs, err := attempt.ParseVector(r.Key.Public(), b, r.Round.Ciphertexts)
		must(r.T, err)
		if sum == nil {
			sum, err = r.Key.Public().NewSum(cs)
		} else {
			err = sum.Add(cs)
		}
		must(r.T, err)
	}
	return sum.AppendTo(nil)
}

// open runs the model owner's checks.
func (r *rig) open() (*check.Sums, error) {
	r.Helper()
	l, err := r.List(context.Background())
	if err != nil {
		return nil, err
	}
	return r.Open(context.Background(), l)
}

// mustRefuse expects a refusal with a reason that contains rule.
func (r *rig) mustRefuse(name, rule string) {
	r.Helper()
	_, err := r.open()
	var refused *check.Refusal
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), rule) {
		r.Errorf("%s: got %v, want a refusal that contains %q", name, err, rule)
	}
}

// want is the sum of some owners' updates.
func (r *rig) want(which []int) []*big.Int {
	sum := make([]*big.Int, r.Round.Values)
	for k := range sum {
		sum[k] = new(big.Int)
		for _, i := range which {
			sum[k].Add(sum[k], r.values[i][k])
		}
	}
	return sum
}

// The rig serves its messages as a facilitator does.

func (r *rig) Keys(context.Context, wire.TrainingID, wire.Ref) ([]wire.Signed, error) {
	return r.keys, nil
}

func (r *rig) Uploads(context.Context, wire.TrainingID, wire.Ref) ([]wire.Signed, error) {
	return r.heads, nil
}

func (r *rig) Reveals(context.Context, wire.TrainingID, wire.Ref) ([]wire.Signed, error) {
	return r.reveals, nil
}

func (r *rig) Upload(_ context.Context, _ wire.TrainingID, _ wire.Ref, owner wire.Identity) ([]byte, error) {
	r.fetched++
	if b, ok := r.blobs[owner]; ok {
		return b, nil
	}
	return nil, wire.Rejectf(wire.CodeNotFound, "no such upload")
}

func (r *rig) Aggregate(context.Context, wire.TrainingID, wire.Ref) ([]byte, error) {
	return r.aggregate, nil
}

// upTo counts from 0.
func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func same(a, b []*big.Int) bool {
	return slices.EqualFunc(a, b, func(x, y *big.Int) bool { return x.Cmp(y) == 0 })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
