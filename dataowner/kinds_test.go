//go:build testkeys

package dataowner

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/simulate"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
)

// kindFile is a training of any kind over a feature of each type.
func kindFile(target, fields string) string {
	return fmt.Sprintf(`{"name":"Kinds","features":[
 {"name":"a","type":"continuous","min":-5,"max":5},
 {"name":"k","type":"discrete","min":0,"max":9},
 {"name":"rank","type":"ordinal","levels":["low","mid","high"]},
 {"name":"place","type":"nominal","levels":["n","e","s"],"other":"s"}],
 "target":%s,"bounds":{"rows":256},"cohort":{"min":5,"max":8,"start":5},"key_bits":512,%s}`, target, fields)
}

const (
	number = `{"name":"y","type":"continuous","min":-40,"max":40}`
	two    = `{"name":"two","type":"nominal","levels":["no","yes"]}`
	three  = `{"name":"three","type":"ordinal","levels":["red","green","blue"]}`
)

// kindRows makes one owner's messy file: its own separator, order of columns, extra columns, an unknown level, gaps.
func kindRows(owner int, gaps bool) string {
	r := rand.New(rand.NewPCG(uint64(owner), 11))
	names := []string{"a", "k", "rank", "place", "y", "two", "three", fmt.Sprintf("note %d", owner)}
	order := r.Perm(len(names))
	separator, eol := []string{",", ";", "\t"}[owner%3], []string{"\n", "\r\n"}[owner%2]
	var b strings.Builder
	if owner%2 == 0 {
		b.WriteString("\ufeff")
	}
	line := func(cells []string) {
		moved := make([]string, len(cells))
		for i, at := range order {
			moved[i] = cells[at]
		}
		b.WriteString(strings.Join(moved, separator) + eol)
	}
	line(names)
	for row := range 12 + 5*owner {
		a, k, rank, place := 9*r.Float64()-4.5, r.IntN(10), r.IntN(3), r.IntN(3)
		z := 0.8*a - 0.3*float64(k-4) + float64(rank-1)
		cells := []string{
			fmt.Sprintf("%.3f", a), fmt.Sprint(k), []string{"low", "mid", "high"}[rank], []string{"n", "e", "elsewhere"}[place],
			fmt.Sprintf("%.3f", 4*z+r.NormFloat64()), []string{"no", "yes"}[min(1, max(0, int(z+1)))], []string{"red", "green", "blue"}[r.IntN(3)], `"x, y"`,
		}
		if separator == ";" {
			cells[0], cells[4] = strings.Replace(cells[0], ".", ",", 1), strings.Replace(cells[4], ".", ",", 1)
		}
		if gaps && row%4 == 1 {
			cells[row%4+owner%3] = []string{"", "NA", "?"}[row%3]
		}
		line(cells)
	}
	return b.String()
}

// kinds cover every kind, mode, method, scaling and rule for missing values at least once.
var kinds = []struct{ name, target, fields string }{
	{"one round", number, `"model":{"method":"one_round"},"missing":"drop_row"`},
	{"one round, federated", two, `"model":{"kind":"logistic_regression","method":"one_round"},"scaling":"federated","missing":"indicator"`},
	{"encrypted", number, `"missing":"drop_row"`},
	{"encrypted, federated, held back", number, `"scaling":"federated","missing":"indicator","holdout":0.25`},
	{"encrypted logistic, sgd", two, `"model":{"kind":"logistic_regression"},"training":{"optimizer":"sgd","rounds":4},"missing":"drop_row"`},
	{"shared", number, `"model":{"weights":"shared"},"training":{"rounds":6},"missing":"mean"`},
	{"shared logistic, federated, held back", two, `"model":{"kind":"logistic_regression","weights":"shared","class_weights":[1,2]},"scaling":"federated","training":{"rounds":4,"optimizer":"adam"},"missing":"mode","holdout":0.3`},
	{"softmax, local steps", three, `"model":{"kind":"softmax_regression","weights":"shared"},"training":{"rounds":3,"local_steps":4,"proximal":0.1},"missing":"indicator"`},
	{"perceptron", three, `"model":{"kind":"mlp","weights":"shared","hidden":[4]},"training":{"rounds":4},"missing":"mean","scaling":"federated"`},
}

// party is a model owner and five data owners in one process. The facilitator is left out: what it would carry is
// handed over.
type party struct {
	w      *world
	chain  *chain
	roster *wire.Signed
	owners []*Owner
	files  []string
}

func newParty(t *testing.T, file string, gaps bool) *party {
	t.Helper()
	w := newWorldOf(t, file)
	p := &party{w: w, chain: w.chain()}
	for i := range 5 {
		p.files = append(p.files, kindRows(i, gaps))
		p.owners = append(p.owners, w.newOwner(p.files[i]))
	}
	slices.SortFunc(p.owners, func(a, b *Owner) int { return a.Identity().Compare(b.Identity()) })
	var ids []wire.Identity
	for _, o := range p.owners {
		ids = append(ids, o.Identity())
	}
	p.roster = p.chain.roster(ids...)
	p.tell()
	return p
}

// tell gives every owner the new entries of the log.
func (p *party) tell() {
	p.w.t.Helper()
	for _, o := range p.owners {
		ok(p.w.t, o.book.append(p.chain.entries[o.book.head.Length:]))
	}
}

// opening is what a round is opened with: the message and for each owner what it reads.
type opening struct {
	open  wire.Open
	reads [][]byte
}

// prepare makes what a point travels as, as the model owner does.
func (p *party) prepare(round int, point *plan.Point) *opening {
	t := p.w.t
	t.Helper()
	nothing := wire.DigestOf(nil)
	out := &opening{
		open:  wire.Open{Ref: wire.Ref{Round: round, Attempt: 1}, Kind: point.Kind, Roster: p.roster.Digest(), Weights: nothing, Blob: nothing},
		reads: make([][]byte, len(p.owners)),
	}
	switch {
	case point.Encrypted != nil:
		blob := p.w.encrypted(point.Encrypted)
		out.open.Weights, out.open.Blob = wire.DigestOf(blob), wire.DigestOf(blob)
		for i := range out.reads {
			out.reads[i] = blob
		}
	case point.Shared != nil:
		c := envelope.Context{Training: p.chain.id, Round: round}
		sealed, key, commitment, err := envelope.SealWeights(c, point.Shared.Marshal())
		ok(t, err)
		out.open.Weights = wire.Digest(commitment)
		for i, o := range p.owners {
			box, err := envelope.SealKey(c, o.envelopePublic(t), o.Identity(), key)
			ok(t, err)
			out.reads[i] = slices.Concat(box, sealed)
		}
	}
	return out
}

func (w *world) encrypted(point []*big.Int) []byte {
	enc, err := phe.NewEncryptor(w.key.Public(), nil, phe.EncryptorOptions{})
	ok(w.t, err)
	texts := make([]*big.Int, len(point))
	for i, x := range point {
		texts[i] = new(big.Int).Mod(x, w.key.Public().N())
	}
	c, err := enc.EncryptVector(texts)
	ok(w.t, err)
	return w.key.Public().AppendVector(nil, c)
}

func (o *Owner) envelopePublic(t *testing.T) []byte {
	key, err := envelope.ParseKey(o.rec.Envelope.Reveal())
	ok(t, err)
	return key.Public()
}

// reading gives an owner a facilitator that answers with what it is to read.
func (o *Owner) reading(t *testing.T, b []byte) {
	var err error
	o.client, err = client.New("http://127.0.0.1:1", o.key, client.HTTPClient(&http.Client{Transport: transport(func(*http.Request) (int, []byte) {
		return http.StatusOK, b
	})}))
	ok(t, err)
}

// begin opens a round and brings all owners to the point where they upload.
func (p *party) begin(x *opening) error {
	t := p.w.t
	x.open.LogEntry = p.chain.next()
	p.chain.add(wire.KindOpen, x.open)
	p.tell()
	var list []wire.Signed
	for i, o := range p.owners {
		if err := o.checkRound(o.book.open); err != nil {
			return err
		}
		a, err := o.newAttempt(o.book.open)
		if err != nil {
			return err
		}
		o.attempt, list = a, append(list, *a.keys)
		o.reading(t, x.reads[i])
		if err := o.fetchWeights(context.Background(), o.book.open); err != nil {
			return err
		}
	}
	for _, o := range p.owners {
		var err error
		if o.attempt.list, err = o.checkKeys(list); err != nil {
			return err
		}
		o.attempt.list.threshold = len(list) // all of them upload: there are no self masks to open
		o.attempt.sharers = o.attempt.list.ids
	}
	return nil
}

// run plays one round and gives its sums.
func (p *party) run(round int, point *plan.Point) []*big.Int {
	t := p.w.t
	t.Helper()
	ok(t, p.begin(p.prepare(round, point)))
	sums, err := opened(t, p.w, evaluated(t, p.w, p.owners), p.owners, nil)
	ok(t, err)
	p.chain.accept(round, 1)
	p.tell()
	return sums
}

// tables reads the owners' rows again: what loading left of them is cleared.
func (p *party) tables() (list []*schema.Table) {
	for i := range p.files {
		table, _, err := p.w.file.Schema().ReadCSV(strings.NewReader(p.files[i]), schema.ReadOptions{NeedTarget: true})
		ok(p.w.t, err)
		list = append(list, table)
	}
	return list
}

// Every kind of training, from messy files to the model: each sum that opens is exactly that of the owners' values in
// the clear, and where no rows are kept back the model is the rehearsed one, byte for byte.
func TestEveryKindOfTraining(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			p := newParty(t, kindFile(k.target, k.fields), strings.Contains(k.fields, "missing"))
			var clear []*plan.Rows
			for _, o := range p.owners {
				at := slices.IndexFunc(p.files, func(file string) bool { return o.data[0] == wire.DigestOf([]byte(file)) })
				c, err := plan.NewRows(p.w.file, p.tables()[at], o.splitSeed())
				ok(t, err)
				clear = append(clear, c)
			}
			course, err := plan.New(p.w.file)
			ok(t, err)
			seen := map[wire.RoundKind]int{}
			for round := 1; ; round++ {
				point, done, err := course.Next()
				ok(t, err)
				if done {
					break
				}
				seen[point.Kind]++
				got := p.run(round, point)
				var want []*big.Int
				for _, c := range clear {
					values, err := c.Upload(point)
					ok(t, err)
					want = plus(want, values)
				}
				if !sameIntegers(got, want) {
					t.Fatalf("round %d, %s: the sum is wrong", round, point.Kind)
				}
				ok(t, course.Observe(point, got))
			}
			for _, r := range p.owners[0].terms.rounds {
				if seen[r.Kind] == 0 || seen[r.Kind] > r.Most {
					t.Errorf("%d rounds of kind %s, most is %d", seen[r.Kind], r.Kind, r.Most)
				}
			}
			if p.w.file.Holdout > 0 {
				return // which rows stay back is each owner's secret
			}
			rehearsed, err := simulate.Train(p.w.file, p.tables(), nil)
			ok(t, err)
			want, err := rehearsed.Model.Marshal()
			ok(t, err)
			got, err := course.Model().Marshal()
			ok(t, err)
			if !bytes.Equal(got, want) {
				t.Error("the model is not the rehearsed one")
			}
		})
	}
}

// Where uploads are too large for the model owner to multiply, they end with a keyed check that holds over the sums, and
// over no others.
func TestKeyedCheckOfALargeRound(t *testing.T) {
	p := newParty(t, kindFile(number, `"model":{"method":"one_round"}`), false)
	checked := p.owners[0].terms.rounds[0]
	layout := checked.Packing.Literal()
	layout.Values += pack.CheckCount
	var err error
	checked.Packing, err = pack.NewParameters(layout)
	ok(t, err)
	checked.Checked, checked.Values, checked.Ciphertexts = true, layout.Values, checked.Packing.Ciphertexts()
	for _, o := range p.owners {
		o.terms.rounds[0] = checked
	}
	sums := p.run(1, &plan.Point{Kind: wire.RoundOneRound})
	c, err := pack.NewCheck(p.w.secret, append(p.chain.id[:], 0, 0, 0, 1))
	ok(t, err)
	values, checks := sums[:checked.Learned], sums[checked.Learned:]
	ok(t, c.Verify(values, checks))
	values[3].Add(values[3], big.NewInt(1))
	if c.Verify(values, checks) == nil {
		t.Error("a changed sum passes the check")
	}
}
