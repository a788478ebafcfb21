package ledger

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math"
	"math/bits"
	"sort"

	"github.com/blindfit/blindfit/dataowner/disclosure"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/protocol/wire"
)

// File is an owner's file as it is now. Rows are counted from 0, in the file's order, rows without any value left out.
type File interface {
	Rows() int
	// Whole returns row i with all its columns, also those that no training uses, in a form that does not depend on the
	// order of columns.
	Whole(i int) []byte
	// Blank reports whether row i lacks a value in any column.
	Blank(i int) bool
	// Number returns the number under which people find row i.
	Number(i int) int
	// Values calls visit with the values of each row that a training with this encoding uses, in ascending order. It
	// returns an error that is ErrColumns if the file lacks a column.
	Values(encoding []byte, visit func(i int, values []byte)) error
	// Columns returns the encoded columns of the rows that Values visits.
	Columns(encoding []byte) (disclosure.Sum, error)
}

// ErrColumns means that a file lacks a column of an encoding.
var ErrColumns = errors.New("the file lacks a column of this training")

// keys are derived from the vault's secret.
type keys struct {
	rows, split secret.Value[[]byte]
	check       wire.Digest // public
}

// minSecret is the least length of a vault's secret, in bytes.
const minSecret = 16

func newKeys(vault secret.Value[[]byte]) (k keys, err error) {
	from := vault.Reveal()
	if len(from) < minSecret {
		return k, fmt.Errorf("invalid vault secret: at least %d bytes are needed", minSecret)
	}
	derive := func(label string) []byte {
		b, e := hkdf.Key(sha256.New, from, nil, "blindfit/2/owner ledger "+label, sha256.Size)
		err = errors.Join(err, e)
		return b
	}
	k.rows, k.split = secret.New(derive("rows")), secret.New(derive("split"))
	k.check = wire.DigestOf(derive("check"))
	return k, err
}

// hasher makes keyed hashes of byte strings under a label.
type hasher struct {
	mac   hash.Hash
	label wire.Digest
}

func newHasher(key secret.Value[[]byte], label []byte) hasher {
	return hasher{hmac.New(sha256.New, key.Reveal()), sha256.Sum256(label)}
}

func (h hasher) sum(parts ...[]byte) (d [sha256.Size]byte) {
	h.mac.Reset()
	h.mac.Write(h.label[:])
	for _, p := range parts {
		h.mac.Write(p)
	}
	h.mac.Sum(d[:0])
	return d
}

func (h hasher) hash(b []byte) Hash { d := h.sum(b); return Hash(d[:]) }

// Rows are the rows of a file, recognisable in every encoding that the ledger knows.
type Rows struct {
	keys      keys
	file      File
	id        Hash
	encodings map[wire.Digest]*encoded
}

// encoded are the rows of a file in one encoding.
type encoded struct {
	hashes  []Hash
	in      []bool // the row is used
	missing bool   // the file lacks a column
}

// Format keeps rows and keys out of every output.
func (r *Rows) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%d rows", r.file.Rows()) }

// Read takes a file. The file must stay as it is.
func (l *Ledger) Read(f File) *Rows {
	r := &Rows{keys: l.keys, file: f, encodings: map[wire.Digest]*encoded{}}
	h := newHasher(l.keys.rows, []byte("whole row"))
	all := make(Hashes, f.Rows())
	for i := range all {
		all[i] = h.hash(f.Whole(i))
	}
	sortHashes(all)
	text, _ := all.MarshalText() // never fails
	r.id = newHasher(l.keys.rows, []byte("whole file")).hash(text)
	return r
}

func (r *Rows) encode(encoding []byte) (*encoded, error) {
	at := wire.DigestOf(encoding)
	if e := r.encodings[at]; e != nil {
		return e, nil
	}
	e := &encoded{hashes: make([]Hash, r.file.Rows()), in: make([]bool, r.file.Rows())}
	h := newHasher(r.keys.rows, encoding)
	err := r.file.Values(encoding, func(i int, values []byte) { e.hashes[i], e.in[i] = h.hash(values), true })
	if errors.Is(err, ErrColumns) {
		e.missing, err = true, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to encode rows: %w", err)
	}
	r.encodings[at] = e
	return e, nil
}

func sortHashes(h Hashes) {
	sort.Slice(h, func(a, b int) bool { return bytes.Compare(h[a][:], h[b][:]) < 0 })
}

// of returns the sorted hashes of the rows that keep reports.
func (e *encoded) of(keep func(i int) bool) Hashes {
	var out Hashes
	for i, h := range e.hashes {
		if e.in[i] && keep(i) {
			out = append(out, h)
		}
	}
	sortHashes(out)
	return out
}

// split returns the side of each row: 1 if a holdout of the given share holds it back, or the number of its fold from 0. It is a
// function of the vault's key, the whole row and the number of the copy, and not of the training or the other rows. So no two
// trainings divide the rows of a file differently: their sums could be subtracted. A larger share holds back the same rows
// and more, and a multiple of the number of folds divides each of them.
func (r *Rows) split(share float64, folds int, label []byte) []int {
	side := make([]int, r.file.Rows())
	if share <= 0 && folds <= 1 {
		return side
	}
	h := newHasher(r.keys.split, label)
	copies := map[Hash]uint64{}
	below := uint64(math.Ldexp(min(share, 1), 63))
	for i := range side {
		whole := r.file.Whole(i)
		same := h.hash(whole)
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], copies[same])
		copies[same]++
		d := h.sum(n[:], whole)
		x := binary.BigEndian.Uint64(d[:8])
		switch fold, _ := bits.Mul64(x, uint64(max(folds, 0))); {
		case folds > 0:
			side[i] = int(fold)
		case x>>1 < below:
			side[i] = 1
		}
	}
	return side
}

// Split returns the side of each row: 1 if a holdout of the given share holds it back, or the number of its fold from 0. See File for
// the numbers of rows.
func (r *Rows) Split(share float64, folds int) []int { return r.split(share, folds, nil) }
