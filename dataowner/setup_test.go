//go:build testkeys

package dataowner

import (
	"bytes"
	"context"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/blindfit/blindfit/crypto/privkey"
	"github.com/blindfit/blindfit/ml/rounds"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

const testFile = `{"name":"Test","features":[
 {"name":"a","type":"continuous","min":0,"max":10},
 {"name":"b","type":"discrete","min":0,"max":4},
 {"name":"c","type":"nominal","levels":["x","y","z"]}],
 "target":{"name":"t","type":"continuous","min":-1,"max":1},
 "bounds":{"rows":1024,"weight":4},"cohort":{"min":3,"max":8,"start":3},"key_bits":512}`

const testRows = "a,b,c,t,extra\n1.5,2,x,0.25,q\n9.75,4,z,-1,q\n0,0,y,1,q\n"

// testKey is made once: its size matters to no test here.
var testKey = sync.OnceValue(func() *privkey.Key {
	k, err := privkey.Generate(512)
	if err != nil {
		panic(err)
	}
	return k
})

// world is a model owner with a manifest and a facilitator that serves it.
type world struct {
	t        *testing.T
	owner    *identity.Key
	key      *privkey.Key
	file     *spec.File
	secret   identity.TrainingKey
	manifest wire.Manifest
}

func newWorld(t *testing.T) *world { return newWorldOf(t, testFile) }

// newWorldOf is newWorld for another training file.
func newWorldOf(t *testing.T, file string) *world {
	t.Helper()
	w := &world{t: t, key: testKey(), secret: identity.NewTrainingKey()}
	var err error
	w.owner, err = identity.NewKey()
	ok(t, err)
	w.file, err = spec.Parse([]byte(file))
	ok(t, err)
	proof, err := w.key.NonceProof()
	ok(t, err)
	public := w.key.Public()
	rounds, err := rounds.For(w.file, public.Bits())
	ok(t, err)
	w.manifest = wire.Manifest{
		Version: wire.Version, ModelOwner: w.owner.Identity(), Nonce: wire.Digest{1},
		Key:     wire.KeyInfo{Modulus: public.Bytes(), NonceProof: proof.Bytes(public)},
		Rounds:  rounds.Shapes(),
		Cohort:  wire.Cohort{Min: w.file.Cohort.Min, Max: w.file.Cohort.Max, Start: w.file.Cohort.Start, JoinSeconds: 60},
		Limits:  wire.Limits{Rounds: rounds.Total(), KeysSeconds: 10, UploadSeconds: 10},
		Weights: w.file.Model.Weights, Noise: w.file.Private(),
	}
	w.seal(w.file.Canonical())
	return w
}

func (w *world) seal(file []byte) {
	var err error
	w.manifest.Training, err = identity.SealTraining(w.secret, w.manifest.Nonce, file)
	ok(w.t, err)
}

// sign returns the signed manifest and a link to it.
func (w *world) sign() (*wire.Signed, identity.Link) {
	signed, err := wire.Seal(wire.KindManifest, w.manifest, w.owner)
	ok(w.t, err)
	return signed, identity.Link{
		Facilitator: "http://127.0.0.1:1", Training: wire.TrainingID(wire.DigestOf(signed.Body)),
		Key: w.secret, Secret: identity.NewSecret(),
	}
}

// serving answers every request with the manifest: all that Open asks for.
func serving(signed *wire.Signed) client.Option {
	return client.HTTPClient(&http.Client{Transport: transport(func(*http.Request) (int, []byte) {
		b, _ := wire.Marshal(signed)
		return http.StatusOK, b
	})})
}

type transport func(*http.Request) (int, []byte)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) {
	status, b := f(r)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(b)), Request: r, ContentLength: int64(len(b))}, nil
}

// newOwner opens the world's training with rows loaded.
func (w *world) newOwner(rows string) *Owner {
	w.t.Helper()
	signed, link := w.sign()
	o, err := Open(context.Background(), link, Config{Vault: NewMemoryVault(), Dial: []client.Option{serving(signed)}})
	ok(w.t, err)
	check, err := o.Load(context.Background(), "rows.csv", strings.NewReader(rows))
	ok(w.t, err)
	if !check.OK {
		w.t.Fatalf("rows are refused: %v", check.Problems)
	}
	o.book = newLogbook(o.terms, wire.Head{})
	return o
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// plus adds values to a sum, of which nil is the first.
func plus(sum, values []*big.Int) []*big.Int {
	if sum == nil {
		sum = zeros(len(values))
	}
	for i, v := range values {
		sum[i].Add(sum[i], v)
	}
	return sum
}

// entry makes a signed log entry that follows head.
func entry(t *testing.T, by wire.Signer, kind wire.Kind, body any) *wire.Signed {
	t.Helper()
	s, err := wire.Seal(kind, body, by)
	ok(t, err)
	return s
}

// chain builds a model owner's log.
type chain struct {
	w       *world
	id      wire.TrainingID
	head    wire.Head
	entries []wire.Signed
}

func (w *world) chain() *chain {
	signed, link := w.sign()
	return &chain{w: w, id: link.Training, head: wire.Head{Digest: signed.Digest()}}
}

func (c *chain) next() wire.LogEntry {
	return wire.LogEntry{Training: c.id, Sequence: c.head.Length + 1, Previous: c.head.Digest}
}

func (c *chain) add(kind wire.Kind, body any) *wire.Signed {
	s := entry(c.w.t, c.w.owner, kind, body)
	c.entries = append(c.entries, *s)
	c.head = wire.Head{Length: c.head.Length + 1, Digest: s.Digest()}
	return s
}

func (c *chain) roster(ids ...wire.Identity) *wire.Signed {
	r := wire.Roster{LogEntry: c.next()}
	for _, id := range ids {
		r.Members = append(r.Members, wire.Member{Identity: id})
	}
	return c.add(wire.KindRoster, r)
}

func (c *chain) open(roster *wire.Signed, round, attempt int, weights wire.Digest) *wire.Signed {
	return c.add(wire.KindOpen, wire.Open{LogEntry: c.next(), Ref: wire.Ref{Round: round, Attempt: attempt},
		Kind: wire.RoundGradient, Roster: roster.Digest(), Weights: weights, Blob: weights})
}

func (c *chain) accept(round, attempt int) *wire.Signed {
	return c.add(wire.KindAccept, wire.Accept{LogEntry: c.next(), Ref: wire.Ref{Round: round, Attempt: attempt}})
}

func mustFail(t *testing.T, name string, err error, code string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: accepted", name)
		return
	}
	if p := asProblem(err); code != "" && p.Code != code {
		t.Errorf("%s: problem %q (%v), want %q", name, p.Code, err, code)
	}
}
