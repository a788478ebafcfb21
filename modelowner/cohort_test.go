//go:build testkeys

package modelowner

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Fault table row 48: whoever drops out after sharing or after uploading, and whoever of the survivors does not help,
// the sum over the survivors is exact.
func TestSumsAreRecoveredAfterDropouts(t *testing.T) {
	for name, c := range map[string]struct {
		n                           int
		sharers, survivors, helpers []int
	}{
		"everybody, three":             {3, upTo(3), upTo(3), nil},
		"everybody, four":              {4, upTo(4), upTo(4), upTo(4)},
		"four, three help":             {4, upTo(4), upTo(4), []int{0, 2, 3}},
		"nine, one block never shared": {9, []int{0, 1, 2, 6, 7, 8}, []int{0, 1, 2, 6, 7, 8}, []int{0, 1, 2, 6, 7, 8}},
		"nine, a part of it shared":    {9, []int{0, 1, 2, 3, 5, 6, 7, 8}, []int{0, 1, 2, 6, 7, 8}, []int{0, 1, 2, 6, 7, 8}},
		"nine, dropped after sharing":  {9, upTo(9), []int{0, 1, 2, 6, 7, 8}, []int{0, 1, 2, 6, 7, 8}},
		"nine, the last block":         {9, upTo(9), []int{0, 1, 2, 3, 4, 5}, upTo(6)},
		"ten, seven of seven help":     {10, upTo(10), []int{0, 1, 2, 3, 4, 5, 6}, upTo(7)},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, c.n)
			r.run(c.sharers, c.survivors, c.helpers)
			o, err := r.check()
			must(t, err)
			if !same(o.values, r.want(c.survivors)) || !slices.Equal(o.survivors, r.ids(c.survivors...)) || o.helpers != nil {
				t.Errorf("sums %v over %d, helpers %v", o.values, len(o.survivors), o.helpers)
			}
		})
	}
}

// Fault table rows 46 and 47: false shares of helpers within the code's radius are got round and named; more of them
// and the round is refused.
func TestFalseSharesAreNamedOrRefused(t *testing.T) {
	spoil := func(r *rig, helper int, change func(*wire.Unmask)) {
		m, err := wire.Unseal[wire.Unmask](&r.unmasks[helper], wire.KindUnmask)
		must(r.t, err)
		change(&m)
		r.unmasks[helper] = *r.sign(r.peers[helper], wire.KindUnmask, m)
	}
	falseShares := func(m *wire.Unmask) {
		for i := range m.Seeds {
			rand.Read(m.Seeds[i].Share[:]) // a change of one byte can cancel among several false helpers
		}
	}
	r := newRig(t, 10) // t = 7, so one false of nine or ten is within (10 − 7)/2
	r.run(upTo(10), upTo(10), upTo(10))
	spoil(r, 3, falseShares)
	o, err := r.check()
	must(t, err)
	if !same(o.values, r.want(upTo(10))) || !slices.Equal(o.helpers, r.ids(3)) {
		t.Errorf("helpers %v, want owner 3", o.helpers)
	}
	r.run(upTo(10), upTo(10), upTo(10))
	spoil(r, 5, func(m *wire.Unmask) { m.Seeds = append(m.Seeds, m.Seeds[0]) }) // a repeated owner
	o, err = r.check()
	must(t, err)
	if !slices.Equal(o.helpers, r.ids(5)) {
		t.Errorf("helpers %v, want owner 5", o.helpers)
	}
	r.run(upTo(10), upTo(10), upTo(10))
	for i := range 4 { // six good ones are left, one fewer than the threshold
		spoil(r, i, falseShares)
	}
	r.mustRefuse("four false of ten", "self mask of survivor")

	r.run(upTo(10), []int{0, 1, 2, 3, 4, 5, 6}, upTo(7))
	spoil(r, 2, func(m *wire.Unmask) { rand.Read(m.Keys[0].Share[:]) })
	r.mustRefuse("a false share of a dropped key, none to spare", "mask key of dropped owner")
	r.run(upTo(10), []int{0, 1, 2, 3, 4, 5, 6}, upTo(7))
	spoil(r, 2, func(m *wire.Unmask) { m.Keys = m.Keys[1:] })
	r.mustRefuse("a share too few", "mask key of dropped owner")
}

// mustRefuse wants the checks to refuse before anything is decrypted, with a reason that says why.
func (r *rig) mustRefuse(name, reason string) {
	r.t.Helper()
	_, err := r.check()
	var no refusal
	if !errors.As(err, &no) || !strings.Contains(err.Error(), reason) {
		r.t.Errorf("%s: got %v, want a refusal that says %q", name, err, reason)
	}
}

// Fault table rows 53 to 56: whatever the facilitator says, such an attempt is not decrypted.
func TestAttemptsThatAreNotDecrypted(t *testing.T) {
	stranger, err := identity.NewKey()
	must(t, err)
	remade := func(r *rig, list []wire.Signed, i int, change func(*wire.Keys)) {
		m, err := wire.Unseal[wire.Keys](&list[i], wire.KindKeys)
		must(t, err)
		change(&m)
		list[i] = *r.sign(r.peers[i], wire.KindKeys, m)
	}
	head := func(r *rig, i int, change func(*wire.Upload)) {
		m, err := wire.Unseal[wire.Upload](&r.heads[i], wire.KindUpload)
		must(t, err)
		change(&m)
		r.heads[i] = *r.sign(r.peers[i], wire.KindUpload, m)
	}
	agree := func(r *rig, i int, by wire.Signer, change func(*wire.Agree)) {
		m, err := wire.Unseal[wire.Agree](&r.agrees[i], wire.KindAgree)
		must(t, err)
		change(&m)
		r.agrees[i] = *r.sign(by, wire.KindAgree, m)
	}
	for name, c := range map[string]struct {
		bend   func(r *rig)
		reason string
	}{
		// Row 53: too few.
		"a sum over one owner":        {func(r *rig) { r.heads = r.heads[:1]; r.aggregate = r.product() }, "at least"},
		"a sum over two":              {func(r *rig) { r.heads = r.heads[:2]; r.aggregate = r.product() }, "at least"},
		"one missing in a block":      {func(r *rig) { r.heads = r.heads[:8]; r.aggregate = r.product() }, "whole blocks"},
		"fewer than the open's least": {func(r *rig) { r.a.least = 10 }, "at least 10"},
		"no keys":                     {func(r *rig) { r.keys = nil }, "at least"},
		"keys of a broken block":      {func(r *rig) { r.keys = r.keys[1:] }, "whole blocks"},
		"too few agreements":          {func(r *rig) { r.agrees = r.agrees[:5] }, "the threshold is 6"},
		"too few shares":              {func(r *rig) { r.unmasks = r.unmasks[:5] }, "self mask"},
		"too few sharers":             {func(r *rig) { r.sharers = r.ids(0, 1, 2, 3) }, "whole blocks"},
		"not the first survivors":     {func(r *rig) { r.a.same = r.ids(0, 1, 2, 3, 4, 5) }, "rounds before"},
		"a revoked survivor":          {func(r *rig) { r.a.revoked = r.ids(4) }, "revoked"},
		// Row 54: signatures from elsewhere, or counted twice.
		"keys of a stranger":              {func(r *rig) { r.keys[0] = *r.sign(stranger, wire.KindKeys, wire.Keys{}) }, "member of the roster"},
		"upload of a stranger":            {func(r *rig) { r.heads[8] = *r.sign(stranger, wire.KindUpload, wire.Upload{}) }, "another attempt"},
		"upload under another name":       {func(r *rig) { r.heads[8].Signer = stranger.Identity() }, "signature"},
		"an upload twice":                 {func(r *rig) { r.heads[1] = r.heads[0] }, "not repeat"},
		"an owner's keys twice":           {func(r *rig) { r.keys[1] = r.keys[0] }, "repeats a key"},
		"agreement of a stranger":         {func(r *rig) { agree(r, 3, stranger, func(*wire.Agree) {}) }, "another survivor, once"},
		"an agreement twice":              {func(r *rig) { r.agrees[1] = r.agrees[0] }, "another survivor, once"},
		"agreement on another set":        {func(r *rig) { agree(r, 3, r.peers[3], func(m *wire.Agree) { m.Survivors = r.ids(0, 1, 2) }) }, "another survivor set"},
		"a forged agreement":              {func(r *rig) { r.agrees[2].Signature = r.agrees[1].Signature }, "signature"},
		"shares of one who did not agree": {func(r *rig) { r.agrees = r.agrees[1:] }, "that agreed"},
		"shares twice":                    {func(r *rig) { r.unmasks[1] = r.unmasks[0] }, "that agreed, once"},
		"a sharer from elsewhere":         {func(r *rig) { r.sharers = append(r.ids(0, 1, 2, 3, 4, 5, 6, 7, 8), wire.Identity{255, 255}) }, "not in the list"},
		// Row 55: another round, attempt or manifest.
		"keys for another attempt":   {func(r *rig) { remade(r, r.keys, 2, func(k *wire.Keys) { k.Attempt = 2 }) }, "another attempt"},
		"keys for another training":  {func(r *rig) { remade(r, r.keys, 2, func(k *wire.Keys) { k.Training[0] ^= 1 }) }, "another attempt"},
		"keys for another open":      {func(r *rig) { remade(r, r.keys, 2, func(k *wire.Keys) { k.Open[0] ^= 1 }) }, "another open message"},
		"upload of another round":    {func(r *rig) { head(r, 2, func(u *wire.Upload) { u.Round = 2 }) }, "another attempt"},
		"upload in another cohort":   {func(r *rig) { head(r, 2, func(u *wire.Upload) { u.Cohort[0] ^= 1 }) }, "another cohort"},
		"upload under another key":   {func(r *rig) { head(r, 2, func(u *wire.Upload) { u.Key[0] ^= 1 }) }, "another key"},
		"agreement in another round": {func(r *rig) { agree(r, 2, r.peers[2], func(m *wire.Agree) { m.Round++ }) }, "another attempt"},
		// Row 56: the ciphertexts themselves.
		"another count":              {func(r *rig) { head(r, 2, func(u *wire.Upload) { u.Count++ }) }, "count must be"},
		"other bytes than signed":    {func(r *rig) { r.blobs[r.peers[4].Identity()][9] ^= 1 }, "not those its owner signed"},
		"cut bytes":                  {func(r *rig) { id := r.peers[4].Identity(); r.blobs[id] = r.blobs[id][1:] }, "not those its owner signed"},
		"a product of other uploads": {func(r *rig) { r.heads = r.heads[:8]; r.aggregate = r.product(); r.heads = r.heads[:9] }, "not the product"},
		"an aggregate cut short":     {func(r *rig) { r.aggregate = r.aggregate[1:] }, "not the product"},
		"ciphertexts out of range": {func(r *rig) {
			id := r.peers[4].Identity()
			r.blobs[id] = make([]byte, len(r.blobs[id]))
			head(r, 4, func(u *wire.Upload) { u.Ciphertexts = wire.DigestOf(r.blobs[id]) })
		}, "upload of survivor 4"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 9)
			r.run(upTo(9), upTo(9), upTo(9))
			c.bend(r)
			r.mustRefuse(name, c.reason)
		})
	}
}

// Fault table rows 50 and 57: an owner's garbage under valid signatures fails the sum's own checks.
func TestGarbageInASumIsRefused(t *testing.T) {
	for name, bend := range map[string]func(r *rig){
		"an owner that masks nothing": func(r *rig) { r.unmasked = true; r.heads = r.heads[:2]; r.upload(r.peers[2]) },
		"rows beyond the bound":       func(r *rig) { r.peers[2].values[3].SetInt64(1 << 30) },
		"no rows":                     func(r *rig) { r.peers[2].values[3].SetInt64(-1 - 2) },
		"a negative cost":             func(r *rig) { r.peers[2].values[2].SetInt64(-1 << 20) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, 3)
			if name == "an owner that masks nothing" {
				r.run(upTo(3), upTo(3), nil)
				bend(r)
				r.aggregate = r.product()
			} else {
				bend(r)
				r.run(upTo(3), upTo(3), nil)
			}
			o, err := r.check()
			if name == "a negative cost" { // which the course knows
				must(t, err)
				if err := r.observed(o); !errors.Is(err, optim.ErrInvalidSums) {
					t.Errorf("got %v, want a refusal", err)
				}
				return
			}
			var no refusal
			if !errors.As(err, &no) {
				t.Errorf("got %v, want a refusal", err)
			}
			if name == "an owner that masks nothing" && !errors.Is(err, pack.ErrCanary) && !errors.Is(err, pack.ErrRange) && !errors.Is(err, pack.ErrOwnerCount) {
				t.Errorf("got %v, want a failed lane", err)
			}
		})
	}
}

// observed gives an outcome to the plan of a training in its first round.
func (r *rig) observed(o *outcome) error {
	r.t.Helper()
	course, err := plan.New(r.a.file)
	must(r.t, err)
	p, _, err := course.Next()
	must(r.t, err)
	return course.Observe(p, plan.Sums{Values: o.values, Owners: len(o.survivors)})
}
