//go:build testkeys

package dataowner

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Attacks on weights that owners read. Each is also mounted with its defence switched off, and must succeed there.

const sharedFields = `"model":{"weights":"shared"},"training":{"rounds":9}`

// atSecondRound brings a party on shared weights to its second gradient round, whose weights the model owner chose.
func atSecondRound(t *testing.T) (*party, *plan.Point) {
	p := newParty(t, kindFile(number, sharedFields), false)
	course, err := plan.New(p.w.file)
	ok(t, err)
	point, _, err := course.Next()
	ok(t, err)
	ok(t, course.Observe(point, p.run(1, point)))
	point, _, err = course.Next()
	ok(t, err)
	return p, point
}

func moved(p *plan.Point) *plan.Point {
	q := *p.Shared
	q.Weights = slices.Clone(q.Weights)
	q.Weights[1] += 0.5
	return &plan.Point{Kind: p.Kind, Shared: &q}
}

// Facilitator and model owner give one owner other weights than the rest: with the sum at equal weights known, the
// difference of the two sums is that owner's alone. The bytes it is given do not open to what the open message commits
// to; and an open message of its own makes the list of keys fail.
func TestAttackAnotherModelForOneOwnerInSharedMode(t *testing.T) {
	p, point := atSecondRound(t)
	victim := p.owners[2]
	honest, other := p.prepare(2, point), p.prepare(2, moved(point))
	ok(t, p.begin(honest))
	before, err := opened(t, p.w, evaluated(t, p.w, p.owners), p.owners, nil)
	ok(t, err)

	// With the defence off the victim computes at the other weights, and the difference is its own.
	mine, err := victim.rows.Upload(point)
	ok(t, err)
	changed, err := victim.rows.Upload(moved(point))
	ok(t, err)
	victim.attempt.point = moved(point)
	after, err := opened(t, p.w, evaluated(t, p.w, p.owners), p.owners, nil)
	ok(t, err)
	for i := range after {
		want := new(big.Int).Sub(changed[i], mine[i])
		if got := new(big.Int).Sub(after[i], before[i]); got.Cmp(want) != 0 {
			t.Fatalf("without the defence the attack must succeed: value %d differs", i)
		}
	}

	// Served other bytes under the same open message.
	for name, b := range map[string][]byte{
		"other weights":                    other.reads[2],
		"the box, and other weights":       slices.Concat(honest.reads[2][:wire.BoxSize], other.reads[2][wire.BoxSize:]),
		"another box, and the weights":     slices.Concat(other.reads[2][:wire.BoxSize], honest.reads[2][wire.BoxSize:]),
		"a byte more":                      append(slices.Clone(honest.reads[2]), 0),
		"nothing":                          nil,
		"one bit of the weights":           flipped(honest.reads[2], -1),
		"one bit of the box":               flipped(honest.reads[2], 3),
		"what another owner is to be read": honest.reads[1],
	} {
		victim.reading(t, b)
		mustFail(t, name, victim.fetchWeights(t.Context(), victim.book.open), ProblemProtocol)
	}
	victim.reading(t, honest.reads[2])
	ok(t, victim.fetchWeights(t.Context(), victim.book.open))

	// Shown another open message, the victim's keys message names that one.
	k := victim.mine(t)
	k.Open[0] ^= 1
	list := []wire.Signed{}
	for _, o := range p.owners {
		list = append(list, *o.attempt.keys)
	}
	list[2] = *entry(t, victim.key, wire.KindKeys, k)
	_, err = p.owners[0].checkKeys(list)
	mustFail(t, "a member with another open message", err, ProblemProtocol)
}

func flipped(b []byte, at int) []byte {
	out := slices.Clone(b)
	if at < 0 {
		at += len(out)
	}
	out[at] ^= 1
	return out
}

// The facilitator, or anybody who reads the log, tests guesses of the weights against the commitment in the open
// message: those of the first round follow from the training file, later ones may be few. The salt travels sealed; with
// a salt that is known a guess is confirmed.
func TestAttackGuessingWeightsFromTheCommitment(t *testing.T) {
	p, point := atSecondRound(t)
	x := p.prepare(2, point)
	guess := point.Shared.Marshal() // the right one
	commit := func(salt []byte) wire.Digest {
		b := append([]byte("blindfit/2/weights commitment\x00"), p.chain.id[:]...)
		b = binary.BigEndian.AppendUint32(b, 2)
		return sha256.Sum256(slices.Concat(b, salt, guess))
	}
	sealed := x.reads[0][wire.BoxSize:]
	for name, salt := range map[string][]byte{"none": nil, "zeros": make([]byte, 32), "from the sealed bytes": sealed[:32]} {
		if commit(salt) == x.open.Weights {
			t.Errorf("salt %s: a guess is confirmed", name)
		}
	}
	// An owner, who may read the weights, has the salt.
	victim := p.owners[0]
	key, err := envelope.ParseKey(victim.rec.Envelope.Reveal())
	ok(t, err)
	c := envelope.Context{Training: p.chain.id, Round: 2}
	roundKey, err := key.OpenKey(c, victim.Identity(), x.reads[0][:wire.BoxSize])
	ok(t, err)
	if commit(saltOf(t, c, roundKey, sealed)) != x.open.Weights {
		t.Error("with the salt known the guess must be confirmed")
	}
}

// saltOf reads the salt as an owner could.
func saltOf(t *testing.T, c envelope.Context, key envelope.RoundKey, sealed []byte) []byte {
	k := key.Reveal()
	block, err := aes.NewCipher(k[:])
	ok(t, err)
	aead, err := cipher.NewGCM(block)
	ok(t, err)
	data := append([]byte("blindfit/2/weights\x00"), c.Training[:]...)
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), sealed, binary.BigEndian.AppendUint32(data, uint32(c.Round)))
	ok(t, err)
	return plain[:32]
}

// The facilitator swaps boxes, or replays those of another round, so that an owner learns what was not meant for it or
// computes at old weights. A box is bound to owner and round beside the key it is sealed to.
func TestAttackABoxForAnotherOwner(t *testing.T) {
	p, point := atSecondRound(t)
	thief, meant := p.owners[0], p.owners[1]
	thief.rec.Envelope = meant.rec.Envelope // even where both have one key
	x := p.prepare(2, point)
	ok(t, p.begin(x))
	old := p.prepare(1, point)
	for name, b := range map[string][]byte{"for another owner": x.reads[1], "of another round": old.reads[0]} {
		_, err := thief.openWeights(thief.book.open, thief.attempt.round.Sealed, b)
		mustFail(t, name, err, ProblemProtocol)
	}
	// Without the binding, that is as the owner it is meant for, it opens.
	thief.key = meant.key
	_, err := thief.openWeights(thief.book.open, thief.attempt.round.Sealed, x.reads[1])
	ok(t, err)
}

// The weights of the first round follow from the training file: a model owner cannot start a training from a model of
// its choice. In a later round, which is what the first looks like with the defence off, it can.
func TestAttackFirstWeightsOfTheModelOwnersChoice(t *testing.T) {
	for _, defended := range []bool{true, false} {
		p := newParty(t, kindFile(number, sharedFields), false)
		first := &plan.Point{Kind: wire.RoundGradient, Shared: &plan.Parameters{Weights: plan.Initial(p.w.file)}}
		x := p.prepare(1, moved(first))
		if !defended {
			for _, o := range p.owners {
				o.book.opened[wire.RoundGradient]++
			}
			ok(t, p.begin(x))
			continue
		}
		mustFail(t, "other first weights", p.begin(x), ProblemProtocol)
	}
}

// A model owner measures more models than it said, to compare sums over the rows kept back at points of its choice; or
// the same round at other weights in a second attempt. The log counts rounds by kind and binds attempts to the weights;
// a log that does not, and an owner that forgets, answer both.
func TestAttackMoreEvaluationsThanAnnounced(t *testing.T) {
	for _, defended := range []bool{true, false} {
		p := newParty(t, kindFile(number, `"training":{"rounds":2},"holdout":0.25`), false)
		d := p.owners[0].terms.budget.Columns
		at := func(kind wire.RoundKind, w int64) *plan.Point {
			point := zeros(d)
			point[1].Lsh(big.NewInt(w), 30)
			return &plan.Point{Kind: kind, Encrypted: point}
		}
		p.run(1, at(wire.RoundGradient, 0))
		p.run(2, at(wire.RoundEvaluation, 0))
		p.run(3, at(wire.RoundEvaluation, 1))
		x := p.prepare(4, at(wire.RoundEvaluation, 2))
		if !defended {
			for _, o := range p.owners {
				o.book.opened[wire.RoundEvaluation] = 0
			}
			if err := p.begin(x); err != nil {
				t.Errorf("without the count the attack must succeed: %v", err)
			}
			continue
		}
		x.open.LogEntry = p.chain.next()
		p.chain.add(wire.KindOpen, x.open)
		mustFail(t, "a third evaluation", p.owners[0].book.append(p.chain.entries[len(p.chain.entries)-1:]), "")
	}
	for _, defended := range []bool{true, false} {
		p := newParty(t, kindFile(number, `"training":{"rounds":1}`), false)
		d := p.owners[0].terms.budget.Columns
		p.run(1, &plan.Point{Kind: wire.RoundGradient, Encrypted: zeros(d)})
		point := zeros(d)
		ok(t, p.begin(p.prepare(2, &plan.Point{Kind: wire.RoundEvaluation, Encrypted: point})))
		for _, o := range p.owners { // as sendKeys does
			ok(t, o.save(t.Context(), func(r *record) { r.Round, r.Weights = 2, o.book.open.Weights }))
		}
		other := zeros(d)
		other[1].SetInt64(1 << 30)
		x := p.prepare(2, &plan.Point{Kind: wire.RoundEvaluation, Encrypted: other})
		x.open.Attempt = 2
		if !defended {
			for _, o := range p.owners {
				o.book.open.Weights, o.book.open.Blob, o.rec.Weights = x.open.Weights, x.open.Blob, x.open.Weights
			}
			if err := p.begin(x); err != nil {
				t.Errorf("without the memory the attack must succeed: %v", err)
			}
			continue
		}
		mustFail(t, "a model owner's log", p.beginUnlogged(x), ProblemProtocol)
		x.open.LogEntry = p.chain.next()
		p.chain.add(wire.KindOpen, x.open)
		mustFail(t, "another attempt at other weights", p.owners[0].book.append(p.chain.entries[len(p.chain.entries)-1:]), "")
	}
}

// beginUnlogged shows owners an open message as if their logs had never held another.
func (p *party) beginUnlogged(x *opening) error {
	for _, o := range p.owners {
		if err := o.checkRound(&x.open); err != nil {
			return err
		}
	}
	return nil
}

// A model owner chooses weights at which an update leaves the range of numbers for some rows and not for others, and the
// facilitator sees who answers: each round would tell one thing about one owner. An owner answers whatever its rows are;
// without that, its silence tells whether any of its values differs from the middle of the range.
func TestAttackReadingRowsThroughSilence(t *testing.T) {
	for _, training := range []string{`"training":{"rounds":9}`, `"training":{"rounds":9,"local_steps":3}`} {
		file := kindFile(number, `"model":{"weights":"shared"},`+training)
		point := &plan.Point{Kind: "gradient", Shared: &plan.Parameters{Weights: []float64{0, 1 << 60, 0, 0, 0, 0}, Rate: 1e300}}
		for rows, middle := range map[string]bool{"a,k,rank,place,y\n0,2,low,n,1\n": true, "a,k,rank,place,y\n0,2,low,n,1\n0.01,2,low,n,1\n": false} {
			o, c := loaded(t, file, rows)
			if !c.OK {
				t.Fatal(c.Problems)
			}
			values, err := o.rows.Upload(point)
			if err != nil {
				t.Errorf("middle %v: an owner is silent: %v", middle, err)
				continue
			}
			r := o.terms.main()
			if _, err := r.Packing.Pack(values); err != nil {
				t.Errorf("middle %v: values past their bound: %v", middle, err)
			}
			if n := values[len(values)-1]; n.Int64() != int64(c.Used) {
				t.Errorf("middle %v: %v rows", middle, n)
			}
			// With the defence off.
			table, _, err := o.terms.file.Schema().ReadCSV(strings.NewReader(rows), schema.ReadOptions{NeedTarget: true})
			ok(t, err)
			objective, err := model.NewObjective(plan.ShapeOf(o.terms.file), table, nil)
			ok(t, err)
			if _, err := objective.GradientUpdate(point.Shared.Weights, o.terms.file.UpdateBits()); (err == nil) != middle {
				t.Errorf("without the defence the attack must succeed: %v", err)
			}
		}
	}
}
