package attempt

import (
	"encoding/binary"
	"math/big"
	"slices"

	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
)

// ClosingSet is the verified list of contributions that a model owner means to open.
type ClosingSet struct {
	*Gathering
	Digest wire.Digest // of the signed closing
	All    []wire.Contributed
}

// NewClosing verifies the bytes that came with the last closing of a log. before is the list of the closing before it, nil if
// there is none: each closing holds the last.
func (g *Gathering) NewClosing(p log.Position, blob []byte, before []wire.Contributed) (*ClosingSet, error) {
	c := p.Closing
	if c == nil {
		return nil, wire.Rejectf(wire.CodePhase, "closing: there is none")
	}
	if c.Contributions != wire.DigestOf(blob) {
		return nil, wire.Rejectf(wire.CodeInvalid, "closing: contributions is not the digest of the bytes that follow")
	}
	all, err := wire.ParseContributed(blob)
	if err != nil {
		return nil, wire.Rejectf(wire.CodeInvalid, "%v", err)
	}
	if len(all) != c.Count {
		return nil, wire.Rejectf(wire.CodeInvalid, "closing: count must be the number of contributions that follow")
	}
	s := &ClosingSet{Gathering: g, Digest: p.ClosingDigest, All: all}
	for _, b := range before {
		if i := s.Find(b.Identity); i < 0 || all[i] != b {
			return nil, wire.Rejectf(wire.CodeInvalid, "closing: must hold every contribution of the closing before it")
		}
	}
	return s, nil
}

// Find returns the number of an owner's contribution, or −1.
func (s *ClosingSet) Find(who wire.Identity) int {
	i, ok := slices.BinarySearchFunc(s.All, who, func(c wire.Contributed, who wire.Identity) int { return c.Identity.Compare(who) })
	if !ok {
		return -1
	}
	return i
}

// OpenStrikes verifies a trustee's strikes of the closing with a digest and so many contributions, and returns the
// trustee's number.
func (g *Gathering) OpenStrikes(m *wire.Signed, closing wire.Digest, count int) (*wire.Strikes, int, error) {
	b, place, err := openTrustee(g, m, wire.KindStrikes, func(b *wire.Strikes) wire.TrainingID { return b.Training })
	switch {
	case err != nil:
		return nil, -1, err
	case b.Closing != closing:
		return nil, -1, wire.Rejectf(wire.CodeStale, "strikes: trustee %d answers another closing", place+1)
	case !b.Struck.FitsNumbers(count):
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "strikes: struck must have one bit for each contribution of the closing")
	}
	return b, place, nil
}

// Struck is the union of all trustees' strikes.
type Struck struct {
	*ClosingSet
	Digests []wire.Digest // of the signed strikes, in the manifest's order
	Each    []wire.Subset // likewise
}

// NewStruck verifies strikes, one of each trustee in any order.
func (s *ClosingSet) NewStruck(messages []wire.Signed) (*Struck, error) {
	n := len(s.Trustees.Keys)
	out := &Struck{ClosingSet: s, Digests: make([]wire.Digest, n), Each: make([]wire.Subset, n)}
	for i := range messages {
		b, place, err := s.OpenStrikes(&messages[i], s.Digest, len(s.All))
		switch {
		case err != nil:
			return nil, at(i, err)
		case out.Each[place] != nil:
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "strikes: trustee %d has answered twice", place+1))
		}
		out.Digests[place], out.Each[place] = messages[i].Digest(), b.Struck
	}
	for place, each := range out.Each {
		if each == nil {
			return nil, wire.Rejectf(wire.CodeMissing, "strikes: trustee %d of %d has not answered the closing", place+1, n)
		}
	}
	return out, nil
}

// Has reports whether a contribution, by number, is struck by any trustee.
func (s *Struck) Has(number int) bool {
	return slices.ContainsFunc(s.Each, func(each wire.Subset) bool { return each.HasNumber(number) })
}

// Rest returns the numbers of the contributions that no trustee struck.
func (s *Struck) Rest() (rest []int) {
	for i := range s.All {
		if !s.Has(i) {
			rest = append(rest, i)
		}
	}
	return rest
}

// Cells are the verified cells of a close.
type Cells struct {
	*Struck
	Digest wire.Digest   // of the signed close
	Roots  []wire.Digest // one for each cell
	Lists  [][]int       // numbers of the contributions in each cell
}

// Divide returns the bytes that follow a close, and its cells, for a partition of the contributions that are left: for each
// contribution of the closing the number of its cell, from 1, 0 if it is struck.
func (s *Struck) Divide(cellOf []int, count int) (cells []wire.Cell, blob []byte, err error) {
	for _, c := range cellOf {
		blob = binary.BigEndian.AppendUint16(blob, uint16(c))
	}
	lists, err := s.lists(blob, count)
	if err != nil {
		return nil, nil, err
	}
	for i, list := range lists {
		cells = append(cells, wire.Cell{Count: len(list), Root: s.root(i, list)})
	}
	return cells, blob, nil
}

func (s *Struck) root(cell int, list []int) wire.Digest {
	all := make([]wire.Contributed, len(list))
	for i, number := range list {
		all[i] = s.All[number]
	}
	return wire.CellRoot(s.Training, cell, all)
}

// lists reads the bytes that follow a close: every contribution that is not struck is in one of so many cells, no other is.
func (s *Struck) lists(blob []byte, count int) ([][]int, error) {
	if len(blob) != 2*len(s.All) {
		return nil, wire.Rejectf(wire.CodeInvalid, "close: must be followed by two bytes for each contribution of the closing")
	}
	lists := make([][]int, count)
	for i := range s.All {
		cell := int(binary.BigEndian.Uint16(blob[2*i:]))
		switch {
		case cell > count:
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "close: a contribution is in a cell that the close does not have"))
		case s.Has(i) != (cell == 0):
			return nil, at(i, wire.Rejectf(wire.CodeInvalid, "close: the cells must hold every contribution that no trustee struck, and no other"))
		case cell > 0:
			lists[cell-1] = append(lists[cell-1], i)
		}
	}
	return lists, nil
}

// NewCells verifies the close of a log with the bytes that came with it.
func (s *Struck) NewCells(p log.Position, blob []byte) (*Cells, error) {
	b := p.Close
	switch {
	case b == nil:
		return nil, wire.Rejectf(wire.CodePhase, "close: there is none")
	case b.Closing != s.Digest:
		return nil, wire.Rejectf(wire.CodeStale, "close: is of another closing")
	case !slices.Equal(b.Strikes, s.Digests):
		return nil, wire.Rejectf(wire.CodeInvalid, "close: strikes are not those of the trustees")
	case b.Blob != wire.DigestOf(blob):
		return nil, wire.Rejectf(wire.CodeInvalid, "close: blob is not the digest of the bytes that follow")
	}
	lists, err := s.lists(blob, len(b.Cells))
	if err != nil {
		return nil, err
	}
	c := &Cells{Struck: s, Digest: p.CloseDigest, Lists: lists}
	for i, cell := range b.Cells {
		root := s.root(i, lists[i])
		if len(lists[i]) != cell.Count || root != cell.Root {
			return nil, wire.Rejectf(wire.CodeInvalid, "close: cells[%d] is not the root over its contributions", i)
		}
		if cell.Count < s.Trustees.Batch {
			return nil, wire.Rejectf(wire.CodeInvalid, "close: cells[%d] must have at least %d contributions", i, s.Trustees.Batch)
		}
		c.Roots = append(c.Roots, root)
	}
	return c, nil
}

// textSize returns the length of a number modulo n, in bytes.
func (g *Gathering) textSize() int { return len(g.Key.Bytes()) }

// VectorBytes returns the length of the bytes that follow a release.
func (g *Gathering) VectorBytes(cells int) int { return cells * g.Count() * g.textSize() }

// MaxVectorBytes bounds VectorBytes.
func (g *Gathering) MaxVectorBytes() int { return g.VectorBytes(wire.MaxCells) }

// AppendVector appends one cell's numbers, each in [0, n), as they follow a release.
func (g *Gathering) AppendVector(dst []byte, v []*big.Int) []byte {
	for _, x := range v {
		dst = append(dst, x.FillBytes(make([]byte, g.textSize()))...)
	}
	return dst
}

// VectorRoot returns the root that a release names.
func (g *Gathering) VectorRoot(blob []byte) wire.Digest { return wire.BlobRoot(blob, g.textSize()) }

// OpenRelease verifies the head of a trustee's release for a training closed by close, with the bytes that follow, and
// returns the trustee's number.
func (g *Gathering) OpenRelease(m *wire.Signed, closed wire.Digest, cells int, blob []byte) (*wire.Release, int, error) {
	b, place, err := openTrustee(g, m, wire.KindRelease, func(b *wire.Release) wire.TrainingID { return b.Training })
	switch {
	case err != nil:
		return nil, -1, err
	case b.Close != closed:
		return nil, -1, wire.Rejectf(wire.CodeStale, "release: trustee %d answers another close", place+1)
	case len(blob) != g.VectorBytes(cells):
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "release: must be followed by %d numbers of %d bytes", cells*g.Count(), g.textSize())
	case b.Vectors != g.VectorRoot(blob):
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "release: vectors is not the root over the bytes that follow")
	case b.Ledger.Length < 1:
		return nil, -1, wire.Rejectf(wire.CodeInvalid, "release: ledger.length must be at least 1")
	}
	return b, place, nil
}

// ParseVectors reads the bytes of a release: one vector for each cell. It fails if a number is not below n.
func (g *Gathering) ParseVectors(blob []byte, cells int) ([][]*big.Int, error) {
	size, n := g.textSize(), g.Key.N()
	if len(blob) != g.VectorBytes(cells) {
		return nil, wire.Rejectf(wire.CodeInvalid, "release: must be followed by %d numbers of %d bytes", cells*g.Count(), size)
	}
	out := make([][]*big.Int, cells)
	for c := range out {
		for range g.Count() {
			x := new(big.Int).SetBytes(blob[:size])
			if x.Cmp(n) >= 0 {
				return nil, wire.Rejectf(wire.CodeInvalid, "release: numbers must be below the modulus")
			}
			out[c] = append(out[c], x)
			blob = blob[size:]
		}
	}
	return out, nil
}
