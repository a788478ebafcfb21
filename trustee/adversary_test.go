//go:build testkeys && !js

package trustee_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/crypto/envelope"
	"github.com/blindfit/blindfit/crypto/mask"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/log"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/answer"
)

// batch is the least size of a cell, people the number of owners.
const (
	batch  = 3
	people = 7
)

// adversary is a facilitator, the model owner and all trustees but one, who work together against that one. It serves the
// honest trustee what it likes, signs what it likes, and keeps what the honest trustee sends.
type adversary struct {
	*testing.T
	*inmemory.ModelOwner
	signed   *wire.Signed
	id       wire.TrainingID
	terms    *attempt.Gathering
	honest   *trustee.Keys // the first trustee
	dir      string
	copies   string        // the folder of the copy of its ledger
	partner  *identity.Key // the second
	other    *trustee.Keys // of it
	partners *mask.TrusteeKey
	ask      bool    // the honest trustee asks before a release
	least    int     // the fewest contributions of a cell that the honest trustee asks for
	limit    float64 // its limit on a person's epsilon
	accepts  []wire.Signed
	owners   []*contributor
}

// contributor is one owner's contribution. Its plaintexts are random numbers, so that a sum names its owners.
type contributor struct {
	key     *identity.Key
	master  identity.Master
	plain   []*big.Int
	head    *wire.Signed
	masks   []byte // encapsulations and tags
	texts   []byte // ciphertexts
	partner []*big.Int
	again   bool // of a person that contributed to another training
}

// view is what the honest trustee is served.
type view struct {
	log     []wire.Signed
	bytes   map[int][]byte // of closings by number, of the close under 0
	given   []*contributor
	strikes []wire.Signed
	// releases are listed beside.
	releases []wire.Signed
	fails    string // what is asked for in vain
	failsAs  wire.Code
	// arrivals, if not nil, are served as contributions come; in a circle, the first page again and again.
	arrivals []*contributor
	circle   bool
}

// sent is what the honest trustee answered with.
type sent struct {
	accept, strikes, release *wire.Signed
	vectors                  []byte
}

// begin makes a training that the honest trustee has accepted, with contributions of all owners.
func begin(t *testing.T) *adversary {
	t.Helper()
	a := prepare(t)
	a.accepted()
	return a
}

// accepted has the honest trustee accept the training, and owners contribute.
func (a *adversary) accepted() {
	a.Helper()
	first, got := a.look(view{}, trustee.EventAccepted)
	if first.Event != trustee.EventAccepted {
		a.Fatalf("the honest trustee does not accept: %+v", first)
	}
	a.gather(got.accept)
}

// gather adds the accept of the other trustee and contributions of all owners.
func (a *adversary) gather(accept *wire.Signed) {
	a.Helper()
	b := wire.TrusteeAccept{Training: a.id, File: wire.DigestOf(a.File.Canonical()), KEMKey: a.partners.Public(), Min: batch, Ledger: wire.Head{Length: 2}}
	a.accepts = []wire.Signed{*accept, *a.seal(wire.KindTrusteeAccept, b, a.partner)}
	for range people {
		a.owners = append(a.owners, a.contribute(nil))
	}
	slices.SortFunc(a.owners, func(x, y *contributor) int { return x.key.Identity().Compare(y.key.Identity()) })
}

// prepare makes a training that names two trustees, and that none has accepted.
func prepare(t *testing.T) *adversary {
	t.Helper()
	dir, copies, honest := made(t, "")
	a := &adversary{T: t, dir: dir, copies: copies, honest: honest}
	a.announce()
	return a
}

// prepareFor is prepare against a trustee with these keys.
func prepareFor(t *testing.T, honest *trustee.Keys) *adversary {
	t.Helper()
	a := &adversary{T: t, honest: honest}
	a.announce()
	return a
}

// announce makes a training of a new model owner that names the honest trustee and a new partner.
func (a *adversary) announce() {
	t := a.T
	t.Helper()
	answer.WithoutNoise(t)
	other, copyDir := t.TempDir()+"/other", t.TempDir()+"/copy"
	partner, err := trustee.Generate(other, copyDir, nil)
	must(t, err)
	a.partner, a.other = partner.Identity, partner
	a.partners, err = mask.NewTrusteeKey()
	must(t, err)
	file := fmt.Sprintf(`{"name":"Gathered","features":[{"name":"a","type":"continuous","min":0,"max":1}],"target":{"name":"y","type":"continuous","min":0,"max":1},
 "model":{"method":"one_round"},"privacy":{"epsilon":8},"masking":"trustees","trustees":[{"name":"Honest","key":%q},{"name":"Partner","key":%q}],
 "bounds":{"rows":256},"cohort":{"batch":%d},"key_bits":%d}`, a.honest.Public(), partner.Public(), batch, inmemory.KeyBits)
	a.ModelOwner = inmemory.NewModelOwner(t, file)
	named := &wire.Trustees{Batch: batch}
	for _, k := range []identity.TrusteeKey{a.honest.Public(), partner.Public()} {
		box, err := envelope.SealTrainingKey(k.Envelope, a.Manifest.Nonce, a.Training.Reveal())
		must(t, err)
		named.Keys = append(named.Keys, wire.Trustee{Identity: k.Identity, Envelope: k.Envelope, Box: box})
	}
	a.Manifest.Trustees = named
	a.sign()
}

// sign signs the manifest as it is now.
func (a *adversary) sign() {
	a.Helper()
	a.signed, _ = a.Sign()
	a.id = wire.TrainingID(wire.DigestOf(a.signed.Body))
	a.terms = attempt.NewGathering(a.id, &a.Manifest, a.Key.Public())
}

func (a *adversary) seal(kind wire.Kind, body any, by wire.Signer) *wire.Signed {
	a.Helper()
	s, err := wire.Seal(kind, body, by)
	must(a.T, err)
	return s
}

// bent is how a contribution departs from an honest one.
type bent struct {
	key     *identity.Key    // of an owner that contributed before
	keys    [][]byte         // of the trustees to whom secrets are encapsulated
	master  *identity.Master // of another person
	accepts *wire.Digest     // other accepts
	change  func([]byte)     // of encapsulations and tags, before they are signed
	after   func([]byte)     // likewise, after it
	copied  *contributor     // whose bytes are sent under another identity
	body    func(*wire.Contribution)
	forged  bool // nobody signed the head
}

// contribute makes the contribution of a new owner, as package give makes them.
func (a *adversary) contribute(b *bent) *contributor {
	a.Helper()
	if b == nil {
		b = &bent{}
	}
	key, err := identity.NewKey()
	must(a.T, err)
	if b.key != nil {
		key = b.key
	}
	c := &contributor{key: key, master: identity.NewMaster()}
	if b.master != nil {
		c.master, c.again = *b.master, true
	}
	accepts, err := a.terms.NewAccepts(a.accepts, wire.DigestOf(a.File.Canonical()))
	must(a.T, err)
	var encapsulations, tags []byte
	var secrets []mask.Shared
	for i, accept := range accepts.List {
		to := accept.KEMKey
		if b.keys != nil {
			to = b.keys[i]
		}
		shared, encapsulation, err := mask.EncapsulateToTrustee(to, a.id)
		must(a.T, err)
		secrets, encapsulations = append(secrets, shared), append(encapsulations, encapsulation...)
	}
	root := wire.BlobRoot(encapsulations, wire.TrusteeEncapsulationSize)
	n := a.Key.Public().N()
	masked := make([]*big.Int, a.terms.Count())
	for i := range masked {
		x, err := rand.Int(rand.Reader, big.NewInt(1<<60))
		must(a.T, err)
		c.plain = append(c.plain, x)
		masked[i] = new(big.Int).Set(x)
		c.partner = append(c.partner, new(big.Int))
	}
	for place, shared := range secrets {
		bound := accepts.Mask(key.Identity(), root, place)
		must(a.T, bound.AddMask(masked, shared, n))
		if place == 1 {
			must(a.T, bound.AddMask(c.partner, shared, n))
		}
		under, err := bound.TagKey(shared)
		must(a.T, err)
		tag, err := c.master.SealTrusteeTag(under, a.terms.Trustees.Keys[place].Identity, a.id, key.Identity())
		must(a.T, err)
		tags = append(tags, tag...)
	}
	c.masks, c.texts = slices.Concat(encapsulations, tags), a.Encrypt(masked)
	if b.copied != nil {
		c.masks, c.texts = b.copied.masks, b.copied.texts
	}
	if b.change != nil {
		b.change(c.masks)
	}
	at := 2 * wire.TrusteeEncapsulationSize
	body := wire.Contribution{
		Training: a.id, Sequence: 1, Accepts: accepts.Digest, Key: wire.Digest(a.Key.Public().Fingerprint()), Count: a.terms.Count(),
		Encapsulations: wire.BlobRoot(c.masks[:at], wire.TrusteeEncapsulationSize), Tags: wire.BlobRoot(c.masks[at:], wire.TrusteeTagSize),
		Ciphertexts: wire.BlobRoot(c.texts, a.Key.Public().CiphertextSize()), MAC: make([]byte, 32),
	}
	if b.accepts != nil {
		body.Accepts = *b.accepts
	}
	if b.body != nil {
		b.body(&body)
	}
	c.head = a.seal(wire.KindContribution, body, key)
	if b.forged {
		c.head.Signature[3] ^= 1
	}
	if b.after != nil {
		b.after(c.masks)
	}
	return c
}

// book is a log that the adversary signs, with the bytes that go with it.
type book struct {
	a     *adversary
	at    log.Position
	view  view
	set   *attempt.ClosingSet
	named []*contributor
}

// book begins a log. The adversary may sign as many as it likes.
func (a *adversary) book() *book {
	return &book{a: a, at: log.Start(&a.Manifest, a.signed), view: view{bytes: map[int][]byte{}}}
}

// append signs an entry, whether it may follow or not.
func (b *book) append(kind wire.Kind, body any) {
	b.a.Helper()
	s := b.a.seal(kind, body, b.a.Identity)
	b.view.log = append(b.view.log, *s)
	e, err := log.Parse(s)
	must(b.a.T, err)
	if next, err := b.at.Follow(e); err == nil {
		b.at = next
	} else {
		b.at.Head = wire.Head{Length: b.at.Head.Length + 1, Digest: s.Digest()}
	}
}

// closing signs a freeze and a closing of contributions.
func (b *book) closing(number int, owners ...*contributor) *book {
	b.a.Helper()
	owners = slices.Clone(owners)
	slices.SortFunc(owners, func(x, y *contributor) int { return x.key.Identity().Compare(y.key.Identity()) })
	var blob []byte
	for _, o := range owners {
		blob = wire.AppendContributed(blob, wire.Contributed{Identity: o.key.Identity(), Head: o.head.Digest()})
	}
	b.append(wire.KindFreeze, wire.Freeze{LogEntry: b.at.Next(), Number: number})
	b.append(wire.KindClosing, wire.Closing{LogEntry: b.at.Next(), Number: number, Count: len(owners), Contributions: wire.DigestOf(blob)})
	b.view.bytes[number], b.view.given, b.named = blob, owners, owners
	var err error
	b.set, err = b.a.terms.NewClosing(b.at, blob, nil)
	if err != nil {
		b.set = nil // it is not to be followed
	}
	return b
}

// struck asks the honest trustee for its strikes and adds the partner's, who strikes nobody, and returns the numbers that it
// strikes.
func (b *book) struck() (numbers []int) {
	b.a.Helper()
	e, got := b.a.look(b.view, trustee.EventAnswered)
	if e.Event != trustee.EventAnswered {
		b.a.Fatalf("no strikes: %+v", e)
	}
	return b.strike(got.strikes)
}

// strike takes the strikes of the honest trustee, as struck does.
func (b *book) strike(honest *wire.Signed) (numbers []int) {
	b.a.Helper()
	own, err := wire.Unseal[wire.Strikes](honest, wire.KindStrikes)
	must(b.a.T, err)
	none := wire.NewSubset(len(b.named), func(int) bool { return false })
	b.view.strikes = []wire.Signed{*honest, *b.a.seal(wire.KindStrikes, wire.Strikes{Training: b.a.id, Closing: b.set.Digest, Struck: none}, b.a.partner)}
	for i := range b.named {
		if own.Struck.HasNumber(i) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// close signs a close with a cell for each contribution of the closing, 0 for none.
func (b *book) close(cells ...int) *book {
	b.a.Helper()
	struck, err := b.set.NewStruck(b.view.strikes)
	must(b.a.T, err)
	list, blob, err := struck.Divide(cells, slices.Max(cells))
	must(b.a.T, err)
	b.append(wire.KindClose, wire.Close{LogEntry: b.at.Next(), Closing: b.set.Digest, Strikes: struck.Digests, Cells: list, Blob: wire.DigestOf(blob)})
	b.view.bytes[0] = blob
	return b
}

// look serves a view to the honest trustee, begun anew from its folder, until it reports this event or that it refuses,
// or says nothing.
func (a *adversary) look(v view, until string) (trustee.Event, sent) {
	a.Helper()
	var got sent
	folder, err := trustee.Open(a.dir, a.honest)
	must(a.T, err)
	defer folder.Close()
	ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), a.T))
	defer cancel()
	var last trustee.Event
	err = folder.Serve(ctx, trustee.Options{
		Facilitator: "http://127.0.0.1:1", Rules: &trustee.Rules{ModelOwners: []string{identity.Words(a.Identity.Identity())}}, Every: time.Millisecond, Ask: a.ask, Min: a.least, PersonEpsilon: a.limit,
		Observe: func(e trustee.Event) {
			if e.Event == until || e.Event == trustee.EventRefused || e.Event == trustee.EventUnreachable {
				last = e
				cancel()
			}
		},
		Dial: a.dial(v, &got, cancel),
	})
	if err != nil {
		last = trustee.Event{Event: trustee.EventRefused, Message: err.Error()}
	}
	return last, got
}

// dial connects to an adversary that serves a view, and calls silent once the trustee has asked for its trainings several
// times.
func (a *adversary) dial(v view, got *sent, silent func()) []client.Option {
	answer, asked := a.serve(v, got), 0
	return []client.Option{client.HTTPClient(&http.Client{Transport: transport(func(r *http.Request) (int, []byte) {
		if r.URL.Path == wire.PathTrustee(a.honest.Public().Identity) {
			if asked++; asked == 4 {
				silent()
			}
		}
		return answer(r)
	})})}
}

type transport func(*http.Request) (status int, body []byte)

// RoundTrip implements http.RoundTripper.
func (f transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	status, b := f(r)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(b)), Request: r, ContentLength: int64(len(b))}, nil
}

// serve answers the requests of the honest trustee by a view.
func (a *adversary) serve(v view, got *sent) transport {
	body := func(r *http.Request) []byte {
		b, err := io.ReadAll(r.Body)
		must(a.T, err)
		return b
	}
	return func(r *http.Request) (int, []byte) {
		marshalled := func(x any) (int, []byte) {
			b, err := wire.Marshal(x)
			must(a.T, err)
			return http.StatusOK, b
		}
		path := strings.TrimPrefix(r.URL.Path, wire.PathTraining(a.id))
		switch what, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/"); {
		case v.fails != "" && strings.HasPrefix(r.Method+strings.Replace(path, "/", " ", 1), v.fails):
			if v.failsAs != "" {
				return http.StatusConflict, fmt.Appendf(nil, `{"code":%q,"detail":%q}`, v.failsAs, r.URL.Path)
			}
			return missing(r.URL.Path)
		case strings.HasPrefix(r.URL.Path, wire.PathTrustee(a.honest.Public().Identity)):
			return marshalled(wire.TrusteeTasks{Trainings: []wire.TrusteeTask{{Training: a.id, Phase: wire.PhaseCollect, Log: len(v.log)}}})
		case path == "/manifest":
			return marshalled(a.signed)
		case r.Method == http.MethodPut && what == "accepts":
			s, err := wire.Parse[wire.Signed](body(r))
			must(a.T, err)
			got.accept = &s
			return http.StatusOK, nil
		case r.Method == http.MethodPut && what == "strikes":
			s, err := wire.Parse[wire.Signed](body(r))
			must(a.T, err)
			got.strikes = &s
			return http.StatusOK, nil
		case r.Method == http.MethodPut && what == "releases":
			s, blob, err := wire.ParseFrame(body(r))
			must(a.T, err)
			got.release, got.vectors = s, slices.Clone(blob)
			return http.StatusOK, nil
		case what == "accepts":
			return marshalled(wire.List{Messages: a.accepts})
		case what == "releases" && v.releases != nil:
			return marshalled(wire.List{Messages: v.releases})
		case what == "strikes":
			return marshalled(wire.List{Messages: v.strikes})
		case what == "log":
			return marshalled(wire.Log{Entries: v.log})
		case what == "closings":
			number := int(path[len(path)-1] - '0')
			return http.StatusOK, v.bytes[number]
		case what == "masks" && r.URL.RawQuery == "":
			var b []byte
			for _, o := range v.given {
				var err error
				b, err = wire.AppendPart(b, o.head, o.masks)
				must(a.T, err)
			}
			return http.StatusOK, b
		case what == "masks":
			return http.StatusOK, nil
		case what == "arrivals" && v.arrivals != nil:
			b := binary.BigEndian.AppendUint64(nil, uint64(len(v.arrivals)))
			if r.URL.Query().Get("after") != "0" && !v.circle {
				return http.StatusOK, b
			}
			for _, o := range v.arrivals {
				var err error
				b, err = wire.AppendPart(b, o.head, o.masks)
				must(a.T, err)
			}
			return http.StatusOK, b
		}
		return missing(r.URL.Path)
	}
}

// missing is the answer to a request for something that is not there.
func missing(path string) (status int, body []byte) {
	return http.StatusNotFound, fmt.Appendf(nil, `{"code":%q,"detail":%q}`, wire.CodeNotFound, path)
}
