//go:build testkeys

package modelowner

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/crypto/pack"
	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/internal/secret"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

const rigFile = `{"name":"Rig","features":[{"name":"a","type":"continuous","min":0,"max":1}],
 "target":{"name":"y","type":"continuous","min":0,"max":1},"training":{"optimizer":"sgd"},
 "bounds":{"rows":1024,"weight":4},"cohort":{"min":3,"max":16,"start":3},"key_bits":512}`

// rigKey is made once: its size matters to no test here.
var rigKey = sync.OnceValues(func() (*privkey.Key, error) { return privkey.Generate(512) })

// peer is a data owner made by hand, who holds everything that one attempt gives it.
type peer struct {
	*identity.Key
	pair, share *mask.KeyPair
	seed        mask.Seed
	seeds, keys []mask.Share // its own secrets, dealt: one for every owner of the list
	values      []*big.Int   // its update
}

// rig is one finished attempt with a facilitator that serves whatever a test puts into it.
type rig struct {
	t        testing.TB
	a        *attempt
	n        *big.Int // Paillier modulus
	enc      *phe.Encryptor
	peers    []*peer // in identity order
	unmasked bool    // the owners mask nothing: the defence switched off
	fetched  int     // uploads that the model owner read
	l        *list

	// What the facilitator serves.
	keys, heads, agrees, unmasks []wire.Signed
	sharers                      []wire.Identity
	blobs                        map[wire.Identity][]byte
	aggregate                    []byte
}

// newRig makes n owners in blocks of at least three and their keys for round 1.
func newRig(t testing.TB, n int) *rig {
	t.Helper()
	return newRigOf(t, n, rigFile)
}

// newRigOf is newRig for the gradient rounds of any training file.
func newRigOf(t testing.TB, n int, text string) *rig {
	t.Helper()
	key, err := rigKey()
	must(t, err)
	file, err := spec.Parse([]byte(text))
	must(t, err)
	form := shapeOf(t, file, 512, wire.RoundGradient)
	r := &rig{t: t, n: key.Public().N()}
	r.enc, err = phe.NewEncryptor(key.Public(), nil, phe.EncryptorOptions{})
	must(t, err)
	r.a = &attempt{
		training: wire.TrainingID{7}, ref: wire.Ref{Round: 1, Attempt: 1}, open: wire.Digest{5}, min: 3, least: 3,
		file: file, shape: form, key: key,
	}
	for range n {
		r.peers = append(r.peers, &peer{Key: newKey(t)})
	}
	slices.SortFunc(r.peers, func(a, b *peer) int { return a.Identity().Compare(b.Identity()) })
	if form.Checked {
		r.a.keyed, err = pack.NewCheck(secret.New([32]byte{1}), nil)
		must(t, err)
	}
	blocks := wire.AssignBlocks(n, 3)
	for i, p := range r.peers {
		r.a.members = append(r.a.members, wire.Member{Identity: p.Identity(), Block: blocks[i]})
		for k := range form.Learned {
			p.values = append(p.values, big.NewInt(int64(100*(i+1)+k)))
		}
		p.values[form.Learned-1] = big.NewInt(int64(i + 1)) // rows
		if form.Checked {
			p.values = append(p.values, r.a.keyed.Values(p.values)...)
		}
	}
	r.renew()
	return r
}

// renew gives everybody fresh secrets, as every attempt does.
func (r *rig) renew() {
	r.keys = nil
	for _, p := range r.peers {
		var err error
		p.pair, err = mask.NewKeyPair()
		must(r.t, err)
		p.share, err = mask.NewKeyPair()
		must(r.t, err)
		p.seed = mask.NewSeed()
		r.keys = append(r.keys, *r.sign(p, wire.KindKeys, wire.Keys{
			Training: r.a.training, Ref: r.a.ref, Open: r.a.open,
			MaskKey: p.pair.Public(), ShareKey: p.share.Public(), SelfMask: p.seed.Commitment(),
		}))
	}
}

func (r *rig) sign(by wire.Signer, kind wire.Kind, body any) *wire.Signed {
	r.t.Helper()
	s, err := wire.Seal(kind, body, by)
	must(r.t, err)
	return s
}

func (r *rig) ids(which ...int) []wire.Identity {
	var out []wire.Identity
	for _, i := range which {
		out = append(out, r.peers[i].Identity())
	}
	return out
}

func (r *rig) context() mask.Context {
	return mask.Context{Training: r.a.training, Round: r.a.ref.Round, Attempt: r.a.ref.Attempt, Cohort: r.l.cohort}
}

// run plays an honest attempt: who shares, who uploads (the survivors), who helps to open. All are indices of peers.
func (r *rig) run(sharers, survivors, helpers []int) {
	r.t.Helper()
	least := r.a.least
	r.a.least = 0 // the rig also plays what no honest facilitator lets happen
	l, err := r.a.checkKeys(r.keys)
	r.a.least = least
	must(r.t, err)
	r.l, r.sharers = l, r.ids(sharers...)
	for _, p := range r.peers {
		p.seeds, err = mask.Split(p.seed.Reveal(), l.threshold, len(l.ids))
		must(r.t, err)
		p.keys, err = mask.Split(p.pair.Secret(), l.threshold, len(l.ids))
		must(r.t, err)
	}
	r.heads, r.blobs = nil, map[wire.Identity][]byte{}
	for _, i := range survivors {
		r.upload(r.peers[i])
	}
	r.open(survivors, helpers)
	r.aggregate = r.product()
}

// upload masks and encrypts one owner's update.
func (r *rig) upload(p *peer) {
	r.t.Helper()
	texts, err := r.a.shape.Packing.Pack(p.values)
	must(r.t, err)
	if !r.unmasked {
		for i, m := range r.masks(p) {
			texts[i].Add(texts[i], m).Mod(texts[i], r.n)
		}
	}
	cs, err := r.enc.EncryptVector(texts)
	must(r.t, err)
	blob := r.a.key.Public().AppendVector(nil, cs)
	r.blobs[p.Identity()] = blob
	r.heads = append(r.heads, *r.sign(p, wire.KindUpload, wire.Upload{
		Training: r.a.training, Ref: r.a.ref, Cohort: wire.MaskedOver(r.l.cohort, r.sharers, r.l.recovers()),
		Key: wire.Digest(r.a.key.Public().Fingerprint()), Count: len(cs), Ciphertexts: wire.DigestOf(blob),
	}))
}

// masks are what an owner adds to its plaintexts.
func (r *rig) masks(p *peer) []*big.Int {
	r.t.Helper()
	var peers []mask.Peer
	for _, o := range r.peers {
		if o != p && slices.Contains(r.sharers, o.Identity()) {
			peers = append(peers, mask.Peer{ID: o.Identity(), Key: o.pair.Public()})
		}
	}
	m, err := p.pair.Pairwise(r.context(), p.Identity(), peers, r.n, r.a.shape.Ciphertexts)
	must(r.t, err)
	if r.l.recovers() {
		must(r.t, p.seed.AddSelf(m, r.context(), p.Identity(), r.n))
	}
	return m
}

// open lets helpers sign the survivors and open their shares.
func (r *rig) open(survivors, helpers []int) {
	r.t.Helper()
	r.agrees, r.unmasks = nil, nil
	set := r.ids(survivors...)
	for _, i := range helpers {
		p := r.peers[i]
		r.agrees = append(r.agrees, *r.sign(p, wire.KindAgree, wire.Agree{
			Training: r.a.training, Ref: r.a.ref, Cohort: r.l.cohort, Survivors: set,
		}))
		r.unmasks = append(r.unmasks, *r.sign(p, wire.KindUnmask, r.shares(p, set)))
	}
}

// shares are what a helper opens for a survivor set.
func (r *rig) shares(p *peer, set []wire.Identity) wire.Unmask {
	m := wire.Unmask{
		Training: r.a.training, Ref: r.a.ref, Cohort: r.l.cohort, Survivors: wire.SetDigest(r.l.cohort, set),
		Seeds: []wire.Opened{}, Keys: []wire.Opened{},
	}
	x := slices.Index(r.l.ids, p.Identity())
	for _, o := range r.peers {
		switch id := o.Identity(); {
		case !slices.Contains(r.sharers, id):
		case slices.Contains(set, id):
			m.Seeds = append(m.Seeds, wire.Opened{Owner: id, Share: o.seeds[x].Y})
		default:
			m.Keys = append(m.Keys, wire.Opened{Owner: id, Share: o.keys[x].Y})
		}
	}
	return m
}

// product multiplies what is served as uploads.
func (r *rig) product() []byte {
	r.t.Helper()
	public := r.a.key.Public()
	return public.AppendVector(nil, r.multiplied())
}

func (r *rig) multiplied() (sum []*phe.Ciphertext) {
	r.t.Helper()
	public := r.a.key.Public()
	for i := range r.heads {
		v, err := public.ParseVector(r.blobs[r.heads[i].Signer], r.a.shape.Ciphertexts)
		must(r.t, err)
		if sum == nil {
			sum = v
			continue
		}
		must(r.t, public.SumVectors(sum, v))
	}
	return sum
}

// check runs the model owner's checks against the facilitator as it is.
func (r *rig) check() (*outcome, error) {
	r.t.Helper()
	client, err := client.New("http://127.0.0.1:1", newKey(r.t), client.HTTPClient(&http.Client{Transport: r}))
	must(r.t, err)
	return r.a.check(context.Background(), client)
}

// RoundTrip answers as the facilitator.
func (r *rig) RoundTrip(q *http.Request) (*http.Response, error) {
	_, rest, _ := strings.Cut(q.URL.Path, fmt.Sprintf("/rounds/%d/%d/", r.a.ref.Round, r.a.ref.Attempt))
	var answer any
	var body []byte
	switch what, who, _ := strings.Cut(rest, "/"); what {
	case "keys":
		answer = wire.List{Messages: r.keys}
	case "sharers":
		answer = wire.Owners{Owners: r.sharers}
	case "uploads":
		if answer = (wire.List{Messages: r.heads}); who != "" {
			r.fetched++
			id, err := wire.ParseIdentity(who)
			if err != nil {
				return nil, err
			}
			answer, body = nil, r.blobs[id]
		}
	case "agrees":
		answer = wire.List{Messages: r.agrees}
	case "unmasks":
		answer = wire.List{Messages: r.unmasks}
	case "aggregate":
		body = r.aggregate
	}
	if l, ok := answer.(wire.List); ok && (q.URL.Query().Has("after") || l.Messages == nil) {
		answer = wire.List{Messages: []wire.Signed{}}
	}
	if answer != nil {
		var err error
		if body, err = wire.Marshal(answer); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: q,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body))}, nil
}

// want is the sum of some owners' updates.
func (r *rig) want(which []int) []*big.Int {
	sum := make([]*big.Int, r.a.shape.Learned)
	for k := range sum {
		sum[k] = new(big.Int)
		for _, i := range which {
			sum[k].Add(sum[k], r.peers[i].values[k])
		}
	}
	return sum
}

// upTo counts from 0.
func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
