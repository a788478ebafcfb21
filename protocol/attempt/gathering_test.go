package attempt_test

import (
	"bytes"
	"math/big"
	"slices"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// gathered is a training with two trustees and contributions of six owners, in identity order.
type gathered struct {
	*testing.T
	*attempt.Gathering
	mo       *parties.ModelOwner
	trustees []*identity.Key
	accepts  []wire.Signed
	owners   []*identity.Key
	heads    []wire.Signed
	blobs    [][]byte
}

const batch = 3

var fileDigest = wire.Digest{7}

func (g *gathered) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *gathered) newKey() *identity.Key {
	k, err := identity.NewKey()
	g.must(err)
	return k
}

func (g *gathered) seal(kind wire.Kind, body any, by wire.Signer) *wire.Signed {
	s, err := wire.Seal(kind, body, by)
	g.must(err)
	return s
}

// forged returns a message with one bit of its signature turned.
func forged(s *wire.Signed) *wire.Signed {
	out := *s
	out.Signature = bytes.Clone(s.Signature)
	out.Signature[3] ^= 1
	return &out
}

func gather(t *testing.T) *gathered {
	g := &gathered{T: t}
	named := &wire.Trustees{Batch: batch}
	for i := range 2 {
		g.trustees = append(g.trustees, g.newKey())
		named.Keys = append(named.Keys, wire.Trustee{Identity: g.trustees[i].Identity(), Envelope: wire.Digest{byte(i)}, Box: make([]byte, wire.TrusteeBoxSize)})
	}
	var manifest *wire.Manifest
	g.mo = parties.NewModelOwner(t, 3, 100, func(m *wire.Manifest) {
		m.Trustees, m.Noise = named, true
		m.Rounds = []wire.RoundShape{{Kind: wire.RoundOneRound, Most: 1, Values: 4, SlotBits: 16, Ciphertexts: 2}}
		manifest = m
	})
	g.must(manifest.Validate())
	g.Gathering = attempt.NewGathering(g.mo.ID, manifest, parties.Public())
	for _, k := range g.trustees {
		kem, err := mask.NewTrusteeKey()
		g.must(err)
		a := wire.TrusteeAccept{Training: g.mo.ID, File: fileDigest, KEMKey: kem.Public(), Min: batch, Ledger: wire.Head{Length: 2}}
		g.accepts = append(g.accepts, *g.seal(wire.KindTrusteeAccept, a, k))
	}
	for range 6 {
		g.owners = append(g.owners, g.newKey())
	}
	slices.SortFunc(g.owners, func(a, b *identity.Key) int { return a.Identity().Compare(b.Identity()) })
	for _, k := range g.owners {
		enc := bytes.Repeat([]byte{1}, 2*wire.TrusteeEncapsulationSize)
		tags := bytes.Repeat([]byte{2}, 2*wire.TrusteeTagSize)
		texts := parties.Encrypt(t, []*big.Int{big.NewInt(3), big.NewInt(4)})
		g.heads = append(g.heads, *g.seal(wire.KindContribution, wire.Contribution{
			Training: g.mo.ID, Sequence: 1, Accepts: wire.AcceptsDigest(g.accepts), Key: wire.Digest(g.Key.Fingerprint()), Count: 2,
			Encapsulations: wire.BlobRoot(enc, wire.TrusteeEncapsulationSize), Tags: wire.BlobRoot(tags, wire.TrusteeTagSize),
			Ciphertexts: wire.BlobRoot(texts, g.Key.CiphertextSize()), MAC: make([]byte, 32),
		}, k))
		g.blobs = append(g.blobs, slices.Concat(enc, tags, texts))
	}
	return g
}

func TestBadAccepts(t *testing.T) {
	g := gather(t)
	if _, err := g.NewAccepts([]wire.Signed{g.accepts[1], g.accepts[0]}, fileDigest); err != nil {
		t.Errorf("in another order: %v", err)
	}
	for _, c := range hostile.TrusteeAccepts {
		_, _, err := g.OpenAccept(c.Seal(t, &g.accepts[0], g.trustees[0]))
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
	}
	sent := hostile.Sent{Messages: g.accepts, By: signers(g.trustees)}
	for _, l := range hostile.AcceptLists(t, sent) {
		_, err := g.NewAccepts(l.Messages, fileDigest)
		hostile.Refused(t, l.Name, err, l.Code, l.Rule)
	}
}

func signers(keys []*identity.Key) (out []wire.Signer) {
	for _, k := range keys {
		out = append(out, k)
	}
	return out
}

func TestBadContributions(t *testing.T) {
	g := gather(t)
	c, err := g.OpenContribution(&g.heads[0])
	g.must(err)
	g.must(g.CheckContribution(c, g.blobs[0]))
	for _, x := range hostile.Contributions {
		_, err := g.OpenContribution(x.Seal(t, &g.heads[0], g.owners[0]))
		hostile.Refused(t, x.Name, err, x.Code, x.Rule)
	}
	for _, by := range []*identity.Key{g.mo.Key, g.trustees[1]} {
		_, err := g.OpenContribution(hostile.Reseal(t, &g.heads[0], by, func(*wire.Contribution) {}))
		hostile.Refused(t, "of a party", err, wire.CodeForbidden, "another identity")
	}
	for name, at := range map[string]int{"encapsulations is not": 5, "tags is not": 2*wire.TrusteeEncapsulationSize + 5, "ciphertexts is not": len(g.blobs[0]) - 1} {
		bent := bytes.Clone(g.blobs[0])
		bent[at] ^= 1
		hostile.Refused(t, name, g.CheckContribution(c, bent), wire.CodeInvalid, name)
	}
	hostile.Refused(t, "a byte short", g.CheckContribution(c, g.blobs[0][1:]), wire.CodeInvalid, "must be followed by")
	masks := g.blobs[0][:g.MaskBytes()]
	_, err = g.OpenContribution(forged(&g.heads[0]))
	hostile.Refused(t, "a signature that does not verify", err, wire.CodeSignature, "does not verify")
	// Trustees are served the first part of the bytes alone, the model owner the second.
	_, err = g.OpenMaskPart(c, masks[1:])
	hostile.Refused(t, "encapsulations and tags, a byte short", err, wire.CodeInvalid, "encapsulations and tags must be")
	_, err = g.OpenCiphertexts(c, g.blobs[0][g.MaskBytes()+1:])
	hostile.Refused(t, "ciphertexts, a byte short", err, wire.CodeInvalid, "ciphertexts must be 2 times")
	for _, bad := range hostile.Ciphertexts(g.blobs[0][g.MaskBytes():], g.Key.N(), parties.PrimeFactor()) {
		if len(bad.Bytes) != 2*g.Key.CiphertextSize() {
			continue // of another length
		}
		own := *c
		if bad.Signed {
			own.Ciphertexts = wire.BlobRoot(bad.Bytes, g.Key.CiphertextSize())
		}
		hostile.Refused(t, bad.Name, g.CheckContribution(&own, slices.Concat(masks, bad.Bytes)), bad.Code, bad.Rule)
	}
	w := g.seal(wire.KindWithdrawal, wire.Withdrawal{Training: g.mo.ID, Sequence: 2}, g.owners[0])
	_, err = g.OpenWithdrawal(w)
	g.must(err)
	_, err = g.OpenWithdrawal(forged(w))
	hostile.Refused(t, "a withdrawal with a signature that does not verify", err, wire.CodeSignature, "does not verify")
	_, err = g.OpenWithdrawal(hostile.Reseal(t, w, g.owners[0], func(w *wire.Withdrawal) { w.Training[3]++ }))
	hostile.Refused(t, "withdrawal of another training", err, wire.CodeStale, "different training")
	_, err = g.OpenWithdrawal(hostile.Reseal(t, w, g.owners[0], func(w *wire.Withdrawal) { w.Sequence = 0 }))
	hostile.Refused(t, "withdrawal number 0", err, wire.CodeInvalid, "sequence")
}

// closing brings the log to a closing of the contributions of some owners, and returns its bytes.
func (g *gathered) closing(number int, owners ...int) []byte {
	g.Helper()
	var blob []byte
	for _, i := range owners {
		blob = wire.AppendContributed(blob, wire.Contributed{Identity: g.owners[i].Identity(), Head: g.heads[i].Digest()})
	}
	g.append(wire.KindFreeze, wire.Freeze{LogEntry: g.mo.Next(), Number: number})
	g.append(wire.KindClosing, wire.Closing{LogEntry: g.mo.Next(), Number: number, Count: len(owners), Contributions: wire.DigestOf(blob)})
	return blob
}

// append signs an entry that must be good.
func (g *gathered) append(kind wire.Kind, body any) {
	g.Helper()
	e, err := log.Parse(g.mo.Append(kind, body))
	g.must(err)
	if g.mo.Log.Head.Digest != e.Signed.Digest() || g.follows(kind, body, g.mo.Log) == nil {
		g.Fatalf("%s is refused, or can be followed twice", kind)
	}
}

// follows is the error of following a position by an entry.
func (g *gathered) follows(kind wire.Kind, body any, p log.Position) error {
	e, err := log.Parse(g.seal(kind, body, g.mo.Key))
	g.must(err)
	_, err = p.Follow(e)
	return err
}

func (g *gathered) strikes(by int, digest wire.Digest, count int, struck ...int) *wire.Signed {
	s := wire.NewSubset(count, func(i int) bool { return slices.Contains(struck, i) })
	return g.seal(wire.KindStrikes, wire.Strikes{Training: g.mo.ID, Closing: digest, Struck: s}, g.trustees[by])
}

func TestBadClosings(t *testing.T) {
	g := gather(t)
	start := g.mo.Log
	freeze := func(n int) any { return wire.Freeze{LogEntry: start.Next(), Number: n} }
	hostile.Refused(t, "freeze 2 first", g.follows(wire.KindFreeze, freeze(2), start), wire.CodeInvalid, "number must be 1")
	hostile.Refused(t, "closing without freeze", g.follows(wire.KindClosing, wire.Closing{LogEntry: start.Next(), Number: 1, Count: 3}, start), wire.CodePhase, "no new freeze")
	hostile.Refused(t, "a roster", g.follows(wire.KindRoster, wire.Roster{LogEntry: start.Next()}, start), wire.CodePhase, "no roster")
	hostile.Refused(t, "close first", g.follows(wire.KindClose, wire.Close{LogEntry: start.Next()}, start), wire.CodePhase, "no closing")

	blob := g.closing(1, 0, 1, 2, 3)
	set, err := g.NewClosing(g.mo.Log, blob, nil)
	g.must(err)
	if set.Find(g.owners[2].Identity()) != 2 || set.Find(g.owners[4].Identity()) != -1 {
		t.Error("contributions are not found")
	}
	next := g.mo.Log.Next()
	hostile.Refused(t, "closing twice", g.follows(wire.KindClosing, wire.Closing{LogEntry: next, Number: 1, Count: 4}, g.mo.Log), wire.CodePhase, "no new freeze")
	frozen := g.mo.Log
	frozen.Freezes = 2
	for name, c := range map[string]struct {
		closing wire.Closing
		rule    string
	}{
		"another number": {wire.Closing{LogEntry: next, Number: 1, Count: 4}, "number must be"},
		"too few":        {wire.Closing{LogEntry: next, Number: 2, Count: batch - 1}, "count must be"},
		"too many":       {wire.Closing{LogEntry: next, Number: 2, Count: wire.MaxContributions + 1}, "count must be"},
		"shrunk":         {wire.Closing{LogEntry: next, Number: 2, Count: 3}, "must hold the 4"},
	} {
		hostile.Refused(t, name, g.follows(wire.KindClosing, c.closing, frozen), wire.CodeInvalid, c.rule)
	}
	_, err = g.NewClosing(g.mo.Log, blob[1:], nil)
	hostile.Refused(t, "other bytes", err, wire.CodeInvalid, "not the digest")
	more := g.mo.Log // its signed closing counts one more than it lists
	count := *more.Closing
	count.Count++
	more.Closing = &count
	_, err = g.NewClosing(more, blob, nil)
	hostile.Refused(t, "another count", err, wire.CodeInvalid, "count must be the number")

	// A second closing holds the first, and lists are in order.
	g.closing(2, 0, 1, 2, 3, 4)
	for name, c := range map[string]struct {
		owners []int
		rule   string
	}{
		"without one of the first": {[]int{1, 2, 3, 4}, "must hold every contribution"},
		"out of order":             {[]int{1, 0, 2, 3}, "must come after"},
		"twice":                    {[]int{0, 0, 2, 3}, "must come after"},
	} {
		h := gather(t)
		*h.Gathering, h.owners, h.heads = *g.Gathering, g.owners, g.heads
		bad := h.closing(1, c.owners...)
		_, err := h.NewClosing(h.mo.Log, bad, set.All)
		hostile.Refused(t, name, err, wire.CodeInvalid, c.rule)
	}
}

func TestBadCloses(t *testing.T) {
	g := gather(t)
	all := []int{0, 1, 2, 3, 4, 5}
	_, err := g.NewClosing(g.mo.Log, nil, nil)
	hostile.Refused(t, "no closing", err, wire.CodePhase, "there is none")
	blob := g.closing(1, all...)
	set, err := g.NewClosing(g.mo.Log, blob, nil)
	g.must(err)
	good := []wire.Signed{*g.strikes(0, set.Digest, 6), *g.strikes(1, set.Digest, 6)}
	for _, l := range hostile.StrikesLists(t, hostile.Sent{Messages: good, By: signers(g.trustees)}) {
		_, err := set.NewStruck(l.Messages)
		hostile.Refused(t, l.Name, err, l.Code, l.Rule)
	}
	struck, err := set.NewStruck(good)
	g.must(err)
	list, cells, err := struck.Divide([]int{1, 2, 1, 2, 1, 2}, 2)
	g.must(err)
	for name, c := range map[string]struct {
		of    []int
		count int
	}{"a cell that is not there": {[]int{1, 2, 1, 2, 1, 3}, 2}, "one left out": {[]int{1, 2, 1, 2, 1, 0}, 2}} {
		if _, _, err := struck.Divide(c.of, c.count); wire.RejectionOf(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	closed := wire.Close{LogEntry: g.mo.Next(), Closing: set.Digest, Strikes: struck.Digests, Cells: list, Blob: wire.DigestOf(cells)}
	before := g.mo.Log
	for name, c := range map[string]struct {
		bend func(*wire.Close)
		code wire.Code
		rule string
	}{
		"another closing":    {func(c *wire.Close) { c.Closing[0]++ }, wire.CodeStale, "digest of the last closing"},
		"one trustee's word": {func(c *wire.Close) { c.Strikes = c.Strikes[:1] }, wire.CodeInvalid, "strikes must be one for each"},
		"no cells":           {func(c *wire.Close) { c.Cells = nil }, wire.CodeInvalid, "cells must be between"},
		"a small cell":       {func(c *wire.Close) { c.Cells = []wire.Cell{{Count: batch - 1}} }, wire.CodeInvalid, "at least 3"},
		"too many owners":    {func(c *wire.Close) { c.Cells = []wire.Cell{{Count: 4}, {Count: 3}} }, wire.CodeInvalid, "at most the 6"},
	} {
		bad := closed
		c.bend(&bad)
		hostile.Refused(t, name, g.follows(wire.KindClose, bad, before), c.code, c.rule)
	}
	g.append(wire.KindClose, closed)
	for name, kind := range map[string]wire.Kind{"a second close": wire.KindClose, "a freeze after it": wire.KindFreeze} {
		body := any(wire.Freeze{LogEntry: g.mo.Next(), Number: 2})
		if kind == wire.KindClose {
			again := closed
			again.LogEntry = g.mo.Next()
			body = again
		}
		hostile.Refused(t, name, g.follows(kind, body, g.mo.Log), wire.CodePhase, "the training is closed")
	}
	opened, err := struck.NewCells(g.mo.Log, cells)
	g.must(err)
	if len(opened.Lists) != 2 || !slices.Equal(opened.Lists[1], []int{1, 3, 5}) {
		t.Errorf("cells are %v", opened.Lists)
	}
	_, err = struck.NewCells(g.mo.Log, append(slices.Clone(cells), 0))
	hostile.Refused(t, "other bytes", err, wire.CodeInvalid, "blob is not the digest")
	_, err = struck.NewCells(before, cells)
	hostile.Refused(t, "no close", err, wire.CodePhase, "there is none")
	// Closes that the log alone cannot refuse: their counts are possible, and the bytes that follow say otherwise.
	for name, c := range map[string]struct {
		bend func(c *wire.Close, cells []byte) []byte
		code wire.Code
		rule string
	}{
		"of another closing":             {func(c *wire.Close, b []byte) []byte { c.Closing[0]++; return b }, wire.CodeStale, "another closing"},
		"bytes for fewer contributions":  {func(_ *wire.Close, b []byte) []byte { return b[2:] }, wire.CodeInvalid, "two bytes for each"},
		"bytes for more":                 {func(_ *wire.Close, b []byte) []byte { return append(b, 0, 1) }, wire.CodeInvalid, "two bytes for each"},
		"a cell that there is not":       {func(_ *wire.Close, b []byte) []byte { b[1] = 3; return b }, wire.CodeInvalid, "a cell that the close does not have"},
		"a contribution in no cell":      {func(_ *wire.Close, b []byte) []byte { b[1] = 0; return b }, wire.CodeInvalid, "must hold every contribution"},
		"the cells of others":            {func(_ *wire.Close, b []byte) []byte { b[1], b[3] = b[3], b[1]; return b }, wire.CodeInvalid, "is not the root"},
		"a count that is not the cell's": {func(c *wire.Close, b []byte) []byte { c.Cells[1].Count++; return b }, wire.CodeInvalid, "is not the root"},
		"the root of another cell":       {func(c *wire.Close, b []byte) []byte { c.Cells[0].Root = c.Cells[1].Root; return b }, wire.CodeInvalid, "is not the root"},
	} {
		p, bent := g.mo.Log, *g.mo.Log.Close
		bent.Cells = slices.Clone(bent.Cells)
		b := c.bend(&bent, slices.Clone(cells))
		bent.Blob = wire.DigestOf(b)
		p.Close = &bent
		_, err = struck.NewCells(p, b)
		hostile.Refused(t, name, err, c.code, c.rule)
	}
	// Two of six in a cell, with their root: the signed close has it so, and no log can have let it pass.
	small, few, err := struck.Divide([]int{1, 1, 2, 2, 2, 2}, 2)
	g.must(err)
	p, bent := g.mo.Log, *g.mo.Log.Close
	bent.Cells, bent.Blob = small, wire.DigestOf(few)
	p.Close = &bent
	_, err = struck.NewCells(p, few)
	hostile.Refused(t, "a small cell with its root", err, wire.CodeInvalid, "must have at least 3 contributions")
	other, err := set.NewStruck([]wire.Signed{*g.strikes(0, set.Digest, 6, 2), good[1]})
	g.must(err)
	if !slices.Equal(other.Rest(), []int{0, 1, 3, 4, 5}) {
		t.Errorf("left are %v", other.Rest())
	}
	_, err = other.NewCells(g.mo.Log, cells)
	hostile.Refused(t, "other strikes", err, wire.CodeInvalid, "strikes are not those")

	g.releases(opened)
}

// releases tries bad releases of a close.
func (g *gathered) releases(opened *attempt.Cells) {
	vectors := make([]byte, g.VectorBytes(2))
	r := wire.Release{Training: g.mo.ID, Close: opened.Digest, Vectors: g.VectorRoot(vectors), Ledger: wire.Head{Length: 3}}
	s := g.seal(wire.KindRelease, r, g.trustees[1])
	if _, place, err := g.OpenRelease(s, opened.Digest, 2, vectors); err != nil || place != 1 {
		g.Fatal(place, err)
	}
	for _, c := range hostile.Releases {
		_, _, err := g.OpenRelease(c.Seal(g.T, s, g.trustees[1]), opened.Digest, 2, vectors)
		hostile.Refused(g.T, c.Name, err, c.Code, c.Rule)
	}
	_, _, err := g.OpenRelease(s, opened.Digest, 2, vectors[1:])
	hostile.Refused(g.T, "a byte short", err, wire.CodeInvalid, "must be followed by")
	_, _, err = g.OpenRelease(hostile.Reseal(g.T, s, g.owners[0], func(*wire.Release) {}), opened.Digest, 2, vectors)
	hostile.Refused(g.T, "of an owner", err, wire.CodeForbidden, "not a trustee")
	_, err = g.ParseVectors(bytes.Repeat([]byte{255}, len(vectors)), 2)
	hostile.Refused(g.T, "numbers above n", err, wire.CodeInvalid, "below the modulus")
	_, err = g.ParseVectors(vectors[1:], 2)
	hostile.Refused(g.T, "numbers, a byte short", err, wire.CodeInvalid, "must be followed by")
}
