package round_test

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/wire"
)

// upTo plays an attempt until a phase, with silent owners, and stops before the phase's first message.
func (r *rig) upTo(p wire.Phase, silent silence) *run {
	r.Helper()
	a := r.begin()
	a.play(silent, func(now wire.Phase, _ int) bool { return now == p })
	r.phase(p)
	return a
}

// bent is a message with one thing wrong and the code that answers it.
type bent[T any] struct {
	change func(*T)
	code   wire.Code
}

// refuseAll sends every bent form of an owner's message: each gets its code and changes nothing, and the honest
// message still counts.
func refuseAll[T any](t *testing.T, a *run, p wire.Phase, o *parties.Owner, honest func() T, cases map[string]bent[T]) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := honest()
			c.change(&m)
			before := a.state().Version
			err := a.put(p, o, o.Seal(kindOf(p), m), nil)
			if got := wire.RejectionOf(err); got == nil || got.Code != c.code {
				t.Errorf("error is %v, want code %q", err, c.code)
			}
			if a.state().Version != before {
				t.Error("a refused message changed the state")
			}
		})
	}
	a.must(a.put(p, o, o.Seal(kindOf(p), honest()), nil))
}

func kindOf(p wire.Phase) wire.Kind {
	return map[wire.Phase]wire.Kind{wire.PhaseKeys: wire.KindKeys, wire.PhaseShares: wire.KindShares, wire.PhaseUpload: wire.KindUpload,
		wire.PhaseAgree: wire.KindAgree, wire.PhaseUnmask: wire.KindUnmask}[p]
}

// opened parses a signed message of ours.
func opened[T any](t *testing.T, s *wire.Signed) T {
	t.Helper()
	v, err := wire.Parse[T](s.Body)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRefusedKeys(t *testing.T) {
	r := recoveryRig(t, 3, 4)
	a, o := r.begin(), r.owners[0]
	honest := opened[wire.Keys](t, o.Keys(a.ref, a.open))
	refuseAll(t, a, wire.PhaseKeys, o, func() wire.Keys { return honest }, map[string]bent[wire.Keys]{
		"other training":   {func(k *wire.Keys) { k.Training[0] ^= 1 }, wire.CodeStale},
		"other round":      {func(k *wire.Keys) { k.Round++ }, wire.CodeStale},
		"other attempt":    {func(k *wire.Keys) { k.Attempt++ }, wire.CodeStale},
		"other open":       {func(k *wire.Keys) { k.Open[0] ^= 1 }, wire.CodeStale},
		"no mask key":      {func(k *wire.Keys) { k.MaskKey = wire.Digest{} }, wire.CodeInvalid},
		"no share key":     {func(k *wire.Keys) { k.ShareKey = wire.Digest{} }, wire.CodeInvalid},
		"no commitment":    {func(k *wire.Keys) { k.SelfMask = wire.Digest{} }, wire.CodeInvalid},
		"one key for both": {func(k *wire.Keys) { k.ShareKey = k.MaskKey }, wire.CodeInvalid},
	})
}

func TestRefusedShares(t *testing.T) {
	r := recoveryRig(t, 3, 5)
	a := r.upTo(wire.PhaseShares, nil)
	o := r.owners[1]
	s := o.Shares(a.ref, a.list())
	refuseAll(t, a, wire.PhaseShares, o, func() wire.Shares { return opened[wire.Shares](t, s) }, map[string]bent[wire.Shares]{
		"other training":   {func(m *wire.Shares) { m.Training[0] ^= 1 }, wire.CodeStale},
		"other attempt":    {func(m *wire.Shares) { m.Attempt++ }, wire.CodeStale},
		"other cohort":     {func(m *wire.Shares) { m.Cohort[0] ^= 1 }, wire.CodeStale},
		"no boxes":         {func(m *wire.Shares) { m.Boxes = nil }, wire.CodeInvalid},
		"one box fewer":    {func(m *wire.Shares) { m.Boxes = m.Boxes[1:] }, wire.CodeInvalid},
		"one box more":     {func(m *wire.Shares) { m.Boxes = append(m.Boxes, m.Boxes[3]) }, wire.CodeInvalid},
		"repeated owner":   {func(m *wire.Shares) { m.Boxes[1] = m.Boxes[0] }, wire.CodeInvalid},
		"out of order":     {func(m *wire.Shares) { m.Boxes[0], m.Boxes[1] = m.Boxes[1], m.Boxes[0] }, wire.CodeInvalid},
		"box for itself":   {func(m *wire.Shares) { m.Boxes[1].Owner = o.ID() }, wire.CodeInvalid},
		"box for stranger": {func(m *wire.Shares) { m.Boxes[3].Owner = wire.Identity{255} }, wire.CodeInvalid},
		"short box":        {func(m *wire.Shares) { m.Boxes[2].Sealed = make([]byte, mask.SealedSize-1) }, wire.CodeInvalid},
		"long box":         {func(m *wire.Shares) { m.Boxes[2].Sealed = make([]byte, mask.SealedSize+1) }, wire.CodeInvalid},
		"empty box":        {func(m *wire.Shares) { m.Boxes[2].Sealed = nil }, wire.CodeInvalid},
	})
}

// TestRefusedCohortOfUpload: an upload names the sharers, not only the list.
func TestRefusedCohortOfUpload(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	a := r.upTo(wire.PhaseUpload, silence{8: wire.PhaseShares})
	o := r.owners[0]
	head, blob := a.message(wire.PhaseUpload, o)
	list := make([]wire.Identity, len(r.owners))
	for i, p := range r.owners {
		list[i] = p.ID()
	}
	for name, cohort := range map[string]wire.Digest{
		"the cohort digest itself": a.cohort(),
		"the whole list":           wire.SetDigest(a.cohort(), list),
		"another attempt's":        wire.SetDigest(wire.Digest{1}, list[:8]),
	} {
		u := opened[wire.Upload](t, head)
		u.Cohort = cohort
		if got := wire.RejectionOf(a.put(wire.PhaseUpload, o, o.Seal(wire.KindUpload, u), blob)); got == nil || got.Code != wire.CodeStale {
			t.Errorf("%s: rejection is %v, want stale", name, got)
		}
	}
	a.must(a.put(wire.PhaseUpload, o, head, blob))
}

func TestRefusedAgreements(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	a := r.upTo(wire.PhaseAgree, silence{8: wire.PhaseUpload}) // its block is not in the sum
	o := r.owners[0]
	set := a.survivors()
	if len(set) != 6 {
		t.Fatalf("%d owners survive, want 6", len(set))
	}
	honest := wire.Agree{Training: r.mo.ID, Ref: a.ref, Cohort: a.cohort(), Survivors: set}
	refuseAll(t, a, wire.PhaseAgree, o, func() wire.Agree { m := honest; m.Survivors = slices.Clone(set); return m }, map[string]bent[wire.Agree]{
		"other training": {func(m *wire.Agree) { m.Training[0] ^= 1 }, wire.CodeStale},
		"other attempt":  {func(m *wire.Agree) { m.Attempt++ }, wire.CodeStale},
		"other cohort":   {func(m *wire.Agree) { m.Cohort[0] ^= 1 }, wire.CodeStale},
		"fewer":          {func(m *wire.Agree) { m.Survivors = m.Survivors[:5] }, wire.CodeInvalid},
		"nobody":         {func(m *wire.Agree) { m.Survivors = nil }, wire.CodeInvalid},
		"more":           {func(m *wire.Agree) { m.Survivors = append(m.Survivors, r.owners[7].ID()) }, wire.CodeInvalid},
		"out of order":   {func(m *wire.Agree) { m.Survivors[0], m.Survivors[1] = m.Survivors[1], m.Survivors[0] }, wire.CodeInvalid},
	})
	for _, i := range []int{6, 7, 8} { // two who uploaded, one who did not: no survivors
		other := r.owners[i]
		r.refused(a.put(wire.PhaseAgree, other, other.Agree(a.ref, a.cohort(), set), nil), wire.CodeForbidden)
	}
}

func TestRefusedOpenings(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	// Owners 6 to 8 are a block: the last does not upload, so all three are out of the sum; owner 5 does not agree.
	a := r.upTo(wire.PhaseUnmask, silence{8: wire.PhaseUpload})
	o := r.owners[0]
	honest := o.Opening(a.ref, a.cohort(), a.survivors())
	if len(honest.Seeds) != 6 || len(honest.Keys) != 3 {
		t.Fatalf("%d seeds and %d keys are opened, want 6 and 3", len(honest.Seeds), len(honest.Keys))
	}
	clone := func() wire.Unmask {
		m := honest
		m.Seeds, m.Keys = slices.Clone(m.Seeds), slices.Clone(m.Keys)
		return m
	}
	refuseAll(t, a, wire.PhaseUnmask, o, clone, map[string]bent[wire.Unmask]{
		"other training":        {func(m *wire.Unmask) { m.Training[0] ^= 1 }, wire.CodeStale},
		"other attempt":         {func(m *wire.Unmask) { m.Attempt++ }, wire.CodeStale},
		"other cohort":          {func(m *wire.Unmask) { m.Cohort[0] ^= 1 }, wire.CodeStale},
		"other survivors":       {func(m *wire.Unmask) { m.Survivors[0] ^= 1 }, wire.CodeInvalid},
		"both of a survivor":    {func(m *wire.Unmask) { m.Keys = slices.Insert(m.Keys, 0, m.Seeds[5]) }, wire.CodeInvalid},
		"both of a dropped one": {func(m *wire.Unmask) { m.Seeds = append(m.Seeds, m.Keys[0]) }, wire.CodeInvalid},
		"seed twice":            {func(m *wire.Unmask) { m.Seeds[1] = m.Seeds[0] }, wire.CodeInvalid},
		"key twice":             {func(m *wire.Unmask) { m.Keys[1] = m.Keys[0] }, wire.CodeInvalid},
		"seeds out of order":    {func(m *wire.Unmask) { slices.Reverse(m.Seeds) }, wire.CodeInvalid},
		"seed of a stranger":    {func(m *wire.Unmask) { m.Seeds[5].Owner = wire.Identity{255} }, wire.CodeInvalid},
		"key of a stranger":     {func(m *wire.Unmask) { m.Keys[2].Owner = wire.Identity{255} }, wire.CodeInvalid},
	})
	fewer := r.owners[1].Opening(a.ref, a.cohort(), a.survivors())
	fewer.Seeds = fewer.Seeds[1:] // a box that did not open: the helper leaves its share out
	r.must(a.put(wire.PhaseUnmask, r.owners[1], r.owners[1].Seal(wire.KindUnmask, fewer), nil))
	r.refused(a.put(wire.PhaseUnmask, r.owners[7], r.owners[7].Unmask(a.ref, a.cohort(), a.survivors()), nil), wire.CodeForbidden)
}

// TestRecoverySenders: in every phase messages of others, for others, of other kinds, early and late ones are refused;
// the very same message is confirmed for ever, another one in its place never.
func TestRecoverySenders(t *testing.T) {
	r := recoveryRig(t, 3, 4)
	stranger := parties.NewOwners(t, r.mo.ID, 1)[0]
	a := r.begin()
	o, other := r.owners[0], r.owners[1]
	sent := map[wire.Phase]*wire.Signed{}
	blobs := map[wire.Phase][]byte{}
	for k, p := range steps {
		r.phase(p)
		s, blob := a.message(p, o)
		for _, q := range steps[k+1:] { // early: no owner can have made it yet
			early := o.Seal(kindOf(q), struct{}{})
			r.refused(a.put(q, o, early, nil), wire.CodePhase)
		}
		if p == wire.PhaseUpload {
			r.refused(a.put(p, o, s, nil), wire.CodeInvalid)
		}
		r.refused(a.put(p, o, nil, blob), wire.CodeMalformed)
		r.refused(a.put(p, other, s, blob), wire.CodeSignature)
		r.refused(a.put(p, o, o.Seal(wire.KindHello, wire.Hello{}), blob), wire.CodeInvalid)
		r.refused(a.put(p, o, o.Seal(kindOf(p), struct{}{}), blob), wire.CodeMalformed)
		r.refused(a.put(p, stranger, stranger.Seal(kindOf(p), struct{}{}), blob), wire.CodeForbidden)
		forged := *s
		forged.Signature = slices.Clone(s.Signature)
		forged.Signature[5] ^= 1
		r.refused(a.put(p, o, &forged, blob), wire.CodeSignature)
		next := *a
		next.ref.Attempt++
		r.refused(next.put(p, o, s, blob), wire.CodeStale)

		r.must(a.put(p, o, s, blob))
		r.must(a.put(p, o, s, blob))
		sent[p], blobs[p] = s, blob
		conflict := o.Seal(kindOf(p), struct{}{})
		if other := altered(t, o, p, s); other != nil {
			conflict = other
			r.refused(a.put(p, o, conflict, nil), wire.CodeConflict)
		}
		for _, q := range r.owners[1:] {
			a.send(p, q)
		}
		r.refused(a.put(p, o, conflict, blob), wire.CodeConflict) // the phase is over: it stays a conflict
		for _, q := range steps[:k+1] {
			r.must(a.put(q, o, sent[q], blobs[q]))
			r.refused(a.put(q, stranger, stranger.Seal(kindOf(q), struct{}{}), nil), wire.CodeForbidden)
		}
	}
	r.phase(wire.PhaseFinish)
	a.accept([]int{0, 1, 2, 3})
	r.restart()
	for _, p := range steps { // bytes are erased now; that they were taken is still known
		r.must(a.put(p, o, sent[p], blobs[p]))
	}
	b := r.begin()
	for _, p := range steps {
		r.refused(a.put(p, other, other.Seal(kindOf(p), struct{}{}), nil), wire.CodeConflict)
	}
	b.play(nil, nil)
	b.accept([]int{0, 1, 2, 3})
}

// altered is another valid message of an owner in the place of s; nil for an upload, which is made with more than its
// head, and for an agreement, of which there is only one.
func altered(t *testing.T, o *parties.Owner, p wire.Phase, s *wire.Signed) *wire.Signed {
	t.Helper()
	switch p {
	case wire.PhaseKeys:
		m := opened[wire.Keys](t, s)
		m.SelfMask[0] ^= 1
		return o.Seal(wire.KindKeys, m)
	case wire.PhaseShares:
		m := opened[wire.Shares](t, s)
		m.Boxes[0].Sealed[0] ^= 1
		return o.Seal(wire.KindShares, m)
	case wire.PhaseUnmask:
		m := opened[wire.Unmask](t, s)
		m.Seeds[0].Share[0] ^= 1
		return o.Seal(wire.KindUnmask, m)
	}
	return nil
}

// TestInboxes: an owner gets the boxes that were sealed for it and no others, after the shares phase and never after
// its attempt.
func TestInboxes(t *testing.T) {
	r := recoveryRig(t, 3, 9)
	a := r.upTo(wire.PhaseShares, nil)
	inbox := func(who wire.Identity) (*wire.Inbox, error) { return r.machine.Inbox(r.ctx, r.mo.ID, a.ref, who) }
	_, err := inbox(r.owners[0].ID())
	r.refused(err, wire.CodePhase)
	boxes := map[wire.Identity]map[wire.Identity][]byte{} // by recipient, then sender
	for _, o := range r.owners[:8] {
		s := o.Shares(a.ref, a.list())
		r.must(a.put(wire.PhaseShares, o, s, nil))
		for _, b := range opened[wire.Shares](t, s).Boxes {
			if boxes[b.Owner] == nil {
				boxes[b.Owner] = map[wire.Identity][]byte{}
			}
			boxes[b.Owner][o.ID()] = b.Sealed
		}
	}
	a.play(silence{8: wire.PhaseShares}, func(p wire.Phase, _ int) bool { return p == wire.PhaseUpload })
	r.phase(wire.PhaseUpload)
	for range 2 {
		for i, o := range r.owners[:8] {
			got, err := inbox(o.ID())
			r.must(err)
			if len(got.Boxes) != 7 {
				t.Fatalf("owner %d has %d boxes, want 7", i, len(got.Boxes))
			}
			for k, b := range got.Boxes {
				if !slices.Equal(b.Sealed, boxes[o.ID()][b.Owner]) || b.Owner == o.ID() {
					t.Errorf("box %d of owner %d is not one sealed for it", k, i)
				}
				if k > 0 && got.Boxes[k-1].Owner.Compare(b.Owner) >= 0 {
					t.Errorf("boxes of owner %d are not in the order of their senders", i)
				}
			}
		}
		for _, who := range []wire.Identity{r.owners[8].ID(), r.mo.Key.Identity(), parties.NewOwners(t, r.mo.ID, 1)[0].ID()} {
			_, err := inbox(who)
			r.refused(err, wire.CodeForbidden)
		}
		r.restart()
	}
	a.play(nil, nil)
	a.accept([]int{0, 1, 2, 3, 4, 5})
	_, err = inbox(r.owners[0].ID())
	r.refused(err, wire.CodeLate)
}
