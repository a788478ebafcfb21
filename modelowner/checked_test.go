//go:build testkeys

package modelowner

import (
	"errors"
	"math/big"
	"testing"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/protocol/wire"
)

// wideFile is a training of some ciphertexts an upload.
const wideFile = `{"name":"Wide","model":{"kind":"mlp","weights":"shared","hidden":[16]},"features":[{"name":"a","type":"continuous","min":0,"max":1}],
 "target":{"name":"y","type":"continuous","min":0,"max":1},"training":{"optimizer":"sgd"},
 "bounds":{"rows":1024},"cohort":{"min":5,"max":16,"start":5},"key_bits":512}`

// add changes the facilitator's aggregate so that one value of the sums is larger by one: it needs no key for that.
func (r *rig) add(value int) {
	r.t.Helper()
	public := r.a.key.Public()
	v, err := public.ParseVector(r.aggregate, r.a.shape.Ciphertexts)
	must(r.t, err)
	at, shift := r.a.shape.Packing.Locate(value)
	v[at], err = public.AddPlain(v[at], new(big.Int).Lsh(big.NewInt(1), shift))
	must(r.t, err)
	r.aggregate = public.AppendVector(nil, v)
}

// Where uploads are too many bytes to fetch, the model owner takes the facilitator's product. One that is not that of the
// uploads passes every lane, since whoever has the public key can add to a slot; the keyed check of the sums finds it
// out, and without that the attack succeeds.
func TestAttackAnotherAggregateInACheckedRound(t *testing.T) {
	t.Cleanup(rounds.TestOnlyMultiplyLimit(1 << 10)) // so that this one is too many
	r := newRigOf(t, 5, wideFile)
	if !r.a.shape.Checked {
		t.Fatal("the round has no keyed check")
	}
	r.run(upTo(5), upTo(5), upTo(5))
	o, err := r.check()
	must(t, err)
	if want := r.want(upTo(5)); !same(o.values, want) || r.fetched > 0 {
		t.Errorf("%d uploads fetched, %d sums, want %d", r.fetched, len(o.values), len(want))
	}
	if o.aggregate != wire.DigestOf(r.aggregate) || o.bytes != int64(5*len(r.aggregate)) {
		t.Errorf("%d bytes, want %d", o.bytes, 5*len(r.aggregate))
	}
	const coordinate = 17
	r.add(coordinate)
	var no refusal
	if _, err := r.check(); !errors.As(err, &no) || !errors.Is(err, pack.ErrCheck) {
		t.Errorf("got %v, want a refusal", err)
	}
	r.a.shape.Checked = false // the defence switched off: the rest of the checks by themselves
	product, err := r.a.key.Public().ParseVector(r.aggregate, r.a.shape.Ciphertexts)
	must(t, err)
	l, err := r.a.checkKeys(r.keys)
	must(t, err)
	u, err := r.a.checkUploads(r.heads, l, r.sharers)
	must(t, err)
	residue, _, err := r.a.residue(r.opened(l, u), l, u, nil)
	must(t, err)
	values, err := r.a.decrypt(product, residue, 5)
	must(t, err)
	if want := r.want(upTo(5)); new(big.Int).Sub(values[coordinate], want[coordinate]).Int64() != 1 {
		t.Error("without the keyed check the attack must succeed")
	}
}

// opened reads the shares that the rig's helpers opened.
func (r *rig) opened(l *list, u *uploads) *opened {
	r.t.Helper()
	o, _, err := r.a.checkUnmasks(r.unmasks, l, u, u.survivors)
	must(r.t, err)
	return o
}
