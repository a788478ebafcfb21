//go:build testkeys

package ledger

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/dataowner/attempt"
	"github.com/blindfit/blindfit/internal/testing/parties"
	protocol "github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// messages are the real messages of a life. Honest owners answer by package dataowner/attempt, which verifies what the
// adversary shows them by package protocol/attempt; their masks, seeds and noise are those of crypto/mask. The adversary
// is the facilitator and the model owner, and holds the keys of its puppets.
type messages struct {
	t        testing.TB
	masters  map[int]identity.Master
	rosters  map[int]*roster   // by training
	attempts map[string]*start // by open message, as one owner sees it
	sent     map[*upload]*sent
	refused  int // lists that owners refused
}

// width is how many numbers a mask has: more than a life has uploads, so that no combination of masks cancels by
// accident.
const width = 64

func newMessages(t testing.TB) *messages {
	return &messages{t: t, masters: map[int]identity.Master{}, rosters: map[int]*roster{}, attempts: map[string]*start{}, sent: map[*upload]*sent{}}
}

func (m *messages) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// roster is that of one training. Members are named as in a life: puppets have negative numbers.
type roster struct {
	order      []int // in the order of identities
	self       map[int]*attempt.Self
	members    []wire.Member
	enrolments []*wire.Enrolment
}

func (r *roster) id(member int) wire.Identity { return r.self[member].Key.Identity() }

func (m *messages) roster(c *course) *roster {
	if r := m.rosters[c.number]; r != nil {
		return r
	}
	r := &roster{order: c.members(), self: map[int]*attempt.Self{}}
	for _, i := range r.order {
		key, err := identity.NewKey()
		m.must(err)
		kem, err := mask.NewKEMKey()
		m.must(err)
		if _, had := m.masters[i]; !had {
			m.masters[i] = identity.NewMaster()
		}
		r.self[i] = &attempt.Self{Key: key, KEM: kem, Master: m.masters[i]}
	}
	slices.SortFunc(r.order, func(a, b int) int { return r.id(a).Compare(r.id(b)) })
	for _, i := range r.order {
		r.members = append(r.members, wire.Member{Identity: r.id(i)})
		r.enrolments = append(r.enrolments, &wire.Enrolment{KEMKey: r.self[i].KEM.Public()})
	}
	m.rosters[c.number] = r
	return r
}

// start is an attempt at a round up to the keys messages.
type start struct {
	roster  *roster
	terms   *protocol.Terms
	offers  map[int]*attempt.Offer
	puppets map[int]*puppetKeys
	keys    map[int]*wire.Signed
	blobs   map[int][]byte
}

// puppetKeys are the secrets of a puppet in one attempt.
type puppetKeys struct {
	pair   *mask.KeyPair
	shared map[int]mask.Shared // by member after it
}

// start returns the attempt that is open, as an owner sees it: the digest of the open message holds the log, and so the
// statements that this owner was shown.
func (m *messages) start(c *course, owner int) *start {
	name := fmt.Sprint(c.number, " ", c.round, " ", c.attempt, " ", c.view[owner])
	if a := m.attempts[name]; a != nil {
		return a
	}
	r := m.roster(c)
	a := &start{roster: r, offers: map[int]*attempt.Offer{}, puppets: map[int]*puppetKeys{}, keys: map[int]*wire.Signed{}, blobs: map[int][]byte{}}
	a.terms = &protocol.Terms{Training: c.id(), Ref: wire.Ref{Round: c.round + 1, Attempt: c.attempt}, Open: wire.DigestOf([]byte(name)),
		Members: r.members, Cohort: wire.Cohort{Min: 3}, Noise: !c.exact, Key: parties.Public(), Shape: wire.RoundShape{Ciphertexts: width}}
	for _, i := range r.order {
		switch {
		case i < 0:
			m.begin(a, i)
		case c.view[i] == c.view[owner]:
			offer, err := attempt.Begin(a.terms, r.enrolments, r.self[i])
			m.must(err)
			a.offers[i], a.keys[i], a.blobs[i] = offer, offer.Keys, offer.Encapsulations
		}
	}
	m.attempts[name] = a
	return a
}

// begin makes the keys of a puppet.
func (m *messages) begin(a *start, puppet int) {
	pair, err := mask.NewKeyPair()
	m.must(err)
	p := &puppetKeys{pair: pair, shared: map[int]mask.Shared{}}
	var blob []byte
	at := slices.Index(a.roster.order, puppet)
	for k := at + 1; k < len(a.roster.order); k++ {
		secret, encapsulation, err := mask.Encapsulate(a.roster.enrolments[k].KEMKey)
		m.must(err)
		p.shared[a.roster.order[k]] = secret
		blob = append(blob, encapsulation...)
	}
	a.puppets[puppet], a.blobs[puppet] = p, blob
	a.keys[puppet], err = wire.Seal(wire.KindKeys, wire.Keys{Training: a.terms.Training, Ref: a.terms.Ref, Open: a.terms.Open,
		MaskKey: pair.Public(), Encapsulations: wire.BlobRoot(blob, wire.EncapsulationSize)}, a.roster.self[puppet].Key)
	m.must(err)
}

// sent is an upload as the adversary has it.
type sent struct {
	start  *start
	part   *attempt.Part
	head   *wire.Signed
	hidden []*big.Int // the masks in it that the adversary does not know
}

// upload has an owner answer a list. It reports false if the owner refuses the list.
func (m *messages) upload(u *upload, cells [][4]int) bool {
	a := m.start(u.course, u.owner)
	var listed []wire.Signed
	for _, i := range a.roster.order {
		switch {
		case !slices.Contains(u.list, i):
		case i < 0:
			listed = append(listed, *a.keys[i])
		default: // it may answer another open message
			listed = append(listed, *m.start(u.course, i).keys[i])
		}
	}
	part, err := a.offers[u.owner].Fix(listed)
	if err != nil {
		m.refused++
		return false
	}
	masks, err := part.Masks(m.served(a, part.List, u.owner))
	m.must(err)
	head, err := part.Head(make([]byte, width*part.List.Key.CiphertextSize()))
	m.must(err)
	s := &sent{start: a, part: part, head: head, hidden: masks}
	m.sent[u] = s
	u.digest = fmt.Sprintf("%d %x", u.course.number, part.List.Digest)
	if !u.course.exact {
		var values []*big.Int
		for _, row := range cells {
			for _, v := range row {
				values = append(values, big.NewInt(int64(v)))
			}
		}
		noise, err := attempt.NoiseOf(a.roster.self[u.owner].Master, part.List, wire.RoundGradient, values)
		m.must(err)
		draw := make([]byte, 16)
		_, err = noise.Read(draw)
		m.must(err)
		u.noise, u.variance = fmt.Sprintf("%x", draw), 1/float64(part.List.Honest())
	}
	for _, i := range u.list {
		if p := a.puppets[i]; p != nil {
			m.strike(s, u.owner, i, p)
		}
	}
	return true
}

// served is what a facilitator serves an owner of the encapsulations to it.
func (m *messages) served(a *start, l *protocol.List, owner int) []byte {
	var out []byte
	to := a.roster.id(owner)
	for _, i := range a.roster.order {
		if id := a.roster.id(i); id.Compare(to) < 0 && l.Has(id) {
			out = append(out, l.Encapsulation(id, to, a.blobs[i])...)
		}
	}
	return out
}

// strike takes the masks that an owner shares with a puppet off its upload.
func (m *messages) strike(s *sent, owner, puppet int, p *puppetKeys) {
	a, l := s.start, s.part.List
	id, own := a.roster.id(owner), a.roster.id(puppet)
	secret, sent := p.shared[owner]
	if !sent {
		received, err := l.OpenEncapsulations(own, m.served(a, l, puppet))
		m.must(err)
		secret, err = a.roster.self[puppet].KEM.Decapsulate(received[id])
		m.must(err)
	}
	known, err := p.pair.Pairwise(l.Digest, own, []mask.Peer{{ID: id, Key: l.Keys(id).MaskKey, Shared: secret}}, l.Key.N(), width)
	m.must(err)
	for k, x := range known { // the owner has it with the other sign
		s.hidden[k].Add(s.hidden[k], x).Mod(s.hidden[k], l.Key.N())
	}
}

// reveal has an owner reveal its seed after the adversary has shown it the heads of some honest owners of its list. It
// reports false if the owner refuses, which it must unless they are the heads of all.
func (m *messages) reveal(u *upload, shown []*upload) bool {
	s := m.sent[u]
	var heads []wire.Signed
	for _, i := range s.start.roster.order {
		switch k := slices.IndexFunc(shown, func(o *upload) bool { return o.owner == i }); {
		case k >= 0:
			heads = append(heads, *m.sent[shown[k]].head)
		case i < 0 && slices.Contains(u.list, i):
			heads = append(heads, *m.headOf(s, i))
		}
	}
	sealed, err := attempt.Complete(s.part.List, heads, s.head.Digest(), s.start.roster.self[u.owner])
	if err != nil {
		return false
	}
	message, err := sealed.Message()
	m.must(err)
	seed, err := sealed.Uploads.OpenReveal(message)
	m.must(err)
	m.must(seed.Remove(s.hidden, s.part.List.Digest, message.Signer, s.part.List.Key.N()))
	return true
}

// headOf is the head of a puppet's upload.
func (m *messages) headOf(s *sent, puppet int) *wire.Signed {
	l := s.part.List
	seed := wire.Digest{1}
	head, err := wire.Seal(wire.KindUpload, wire.Upload{Training: l.Training, Ref: l.Ref, List: l.Digest, Key: wire.Digest(l.Key.Fingerprint()),
		Count: width, Seed: &seed}, s.start.roster.self[puppet].Key)
	m.must(err)
	return head
}

// check compares what opens by the names of masks with the masks themselves: in each combination that opens all masks
// cancel, and no other combination does so.
func (m *messages) check(all []*opening, uploads []*upload) {
	n := parties.Public().N()
	for _, o := range all {
		sum := make([]big.Int, width)
		for k, u := range o.uploads {
			for at, x := range m.sent[u].hidden {
				sum[at].Add(&sum[at], new(big.Int).Mul(x, big.NewInt(int64(o.coefficients[k]))))
			}
		}
		for at := range sum {
			if sum[at].Mod(&sum[at], n).Sign() != 0 {
				m.t.Fatalf("masks do not cancel in a sum of training %d that should open", o.course.number)
			}
		}
	}
	if len(uploads) > width {
		return
	}
	var rows [][]*big.Int
	for _, u := range uploads {
		rows = append(rows, m.sent[u].hidden)
	}
	if got := len(uploads) - rankOf(rows, n); got != len(all) {
		m.t.Fatalf("%d combinations of uploads open, and %d by the names of their masks", got, len(all))
	}
}

// rankOf returns the rank of rows modulo n. A number without an inverse would be a factor of n.
func rankOf(rows [][]*big.Int, n *big.Int) int {
	var pivots [][]*big.Int
	var places []int
	for _, r := range rows {
		row := make([]*big.Int, len(r))
		for k, x := range r {
			row[k] = new(big.Int).Set(x)
		}
		for p, pivot := range pivots {
			f := new(big.Int).Neg(row[places[p]])
			for k := range row {
				row[k].Add(row[k], new(big.Int).Mul(f, pivot[k])).Mod(row[k], n)
			}
		}
		at := slices.IndexFunc(row, func(x *big.Int) bool { return x.Sign() != 0 })
		if at < 0 {
			continue
		}
		inverse := new(big.Int).ModInverse(row[at], n)
		for k := range row {
			row[k].Mul(row[k], inverse).Mod(row[k], n)
		}
		pivots, places = append(pivots, row), append(places, at)
	}
	return len(pivots)
}

// TestLivesOfMessages plays lives with the real messages of owners: what opens, and what owners refuse, is what the
// other lives take for granted.
func TestLivesOfMessages(t *testing.T) { testLivesOfMessages(t, 3_000_000, 60) }

func testLivesOfMessages(t *testing.T, from, lives uint64) {
	uploads, sums, refused := 0, 0, 0
	for seed := from; seed < from+lives; seed++ {
		m := newMessages(t)
		w := play(t, life(seed), switches{}, seed%2 == 0, m)
		if found := w.judge(t); len(found) > 0 {
			t.Fatalf("life %d: %s\n%s", seed, found[0].what, strings.Join(w.log, "\n"))
		}
		uploads, sums, refused = uploads+len(w.uploads), sums+len(opened(w)), refused+m.refused
	}
	t.Logf("%d lives: %d uploads, %d sums open, %d lists were refused", lives, uploads, sums, refused)
	if sums == 0 || refused == 0 {
		t.Error("the lives do not try what they should")
	}
}
