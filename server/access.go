package server

import (
	"math"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
)

// Limits are the numbers of requests and connections that a Server accepts. A zero field stands for no limit. Requests from
// this machine count towards Connections only: programs there work for the operator.
type Limits struct {
	SourceRate        float64 // requests a second of one source in the long run; ten seconds' worth may come at once
	IdentityRate      float64 // signed requests a second of one identity, likewise
	SourceEnrolments  float64 // enrolments an hour of one source in one training; as many may come at once
	SourceConnections int     // connections of one source at a time
	Connections       int     // connections of all sources at a time
	IdentitySockets   int     // event sockets of one identity at a time
}

// DefaultLimits suffice for a hospital or a class of owners behind one address, and for a model owner that reads every upload
// of a thousand owners.
var DefaultLimits = Limits{SourceRate: 100, IdentityRate: 50, SourceEnrolments: 256, SourceConnections: 1024, Connections: 20_000, IdentitySockets: 8}

const (
	// burstSeconds is the number of seconds for which a bucket holds requests.
	burstSeconds = 10
	// guessCost is the number of further requests that one with a missing or incorrect signature or token counts as.
	guessCost = 9
	// trainingShare and fileShare are how many times as many requests a source may send to one training, and for files of
	// pages, as it may send otherwise. Many people may be behind one address: a page takes about twelve files, an owner's
	// round about twenty-three requests, and each owner has a limit of its own.
	trainingShare = 10
	fileShare     = 20
)

// link is a training as one source asks for it.
type link struct {
	source   netip.Prefix
	training wire.TrainingID
}

// access applies the limits of sources and identities, and recognises the operator.
type access struct {
	proxies    guard.Proxies
	tokens     *guard.Tokens
	known      func(wire.TrainingID) bool // whether a training exists; quick, and false while that is not sure
	sources    *guard.Buckets[netip.Prefix]
	files      *guard.Buckets[netip.Prefix]
	links      *guard.Buckets[link]
	identities *guard.Buckets[wire.Identity]
	enrolments *guard.Buckets[link]
	sockets    *guard.Counts[wire.Identity]
	limited    func(by string) // called for every request above a limit
}

func newAccess(l Limits, p guard.Proxies, tokens *guard.Tokens, known func(wire.TrainingID) bool, limited func(by string)) *access {
	return &access{
		proxies: p, tokens: tokens, known: known, limited: limited,
		sources:    guard.NewBuckets[netip.Prefix](l.SourceRate, int(l.SourceRate*burstSeconds)),
		files:      guard.NewBuckets[netip.Prefix](l.SourceRate*fileShare, int(l.SourceRate*burstSeconds*fileShare)),
		links:      guard.NewBuckets[link](l.SourceRate*trainingShare, int(l.SourceRate*burstSeconds*trainingShare)),
		identities: guard.NewBuckets[wire.Identity](l.IdentityRate, int(l.IdentityRate*burstSeconds)),
		enrolments: guard.NewBuckets[link](l.SourceEnrolments/time.Hour.Seconds(), int(l.SourceEnrolments)),
		sockets:    guard.NewCounts[wire.Identity](l.IdentitySockets),
	}
}

// request counts a request of a source: one for a training that exists, for a file of a page, or any other.
func (a *access) request(r *http.Request) error {
	q, now := requestOf(r), time.Now()
	s := q.source
	if s.Local {
		return nil
	}
	var wait time.Duration
	var ok bool
	by := "source"
	id, inTraining := trainingOf(r.URL.Path)
	switch {
	case q.route == "page" || isPublicSite(r.URL.Path):
		by = "files"
		wait, ok = a.files.Take(s.Key(), 1, now)
	case inTraining && a.known(id):
		by = "training"
		q.training = id
		wait, ok = a.links.Take(link{s.Key(), id}, 1, now)
	default:
		wait, ok = a.sources.Take(s.Key(), 1, now)
	}
	if ok {
		return nil
	}
	return a.over(by, wait, "too many requests from this network address")
}

// over counts a request above a limit, and returns the rejection with the time to wait.
func (a *access) over(by string, wait time.Duration, what string) error {
	a.limited(by)
	seconds := max(int(math.Ceil(wait.Seconds())), 1)
	r := wire.Rejectf(wire.CodeRate, "%s; try again in %d seconds", what, seconds)
	r.WaitSeconds = seconds
	return r
}

// trainingOf returns the training in a path of the protocol.
func trainingOf(path string) (id wire.TrainingID, ok bool) {
	rest, ok := strings.CutPrefix(path, wire.PathTrainings+"/")
	if !ok {
		return id, false
	}
	name, _, _ := strings.Cut(rest, "/")
	id, err := wire.ParseTrainingID(name)
	return id, err == nil
}

// guessed counts a request as several if the code of its rejection shows that it may have been a guess.
func (a *access) guessed(r *http.Request, code wire.Code) {
	q, now := requestOf(r), time.Now()
	if q.source.Local {
		return
	}
	switch code {
	case wire.CodeSignature, wire.CodeClock, wire.CodeToken:
		cost := guessCost
		if q.training != (wire.TrainingID{}) {
			cost++ // the request itself has not been counted there
			a.links.Charge(link{q.source.Key(), q.training}, (guessCost+1)*trainingShare-1, now)
		}
		a.sources.Charge(q.source.Key(), cost, now)
	}
}

// signer counts a request of the identity that signed m. It checks the signature first. If it did not, any client could
// use up the requests of an identity.
func (a *access) signer(r *http.Request, m *wire.Signed) error {
	if sourceOf(r).Local || a.identities == nil {
		return nil
	}
	if err := m.Verify(); err != nil {
		return wire.Rejectf(wire.CodeSignature, "%v", err)
	}
	return a.identity(r, m.Signer)
}

// identity counts a request of an identity, after its signature has been checked.
func (a *access) identity(r *http.Request, who wire.Identity) error {
	if sourceOf(r).Local {
		return nil
	}
	wait, ok := a.identities.Take(who, 1, time.Now())
	if ok {
		return nil
	}
	return a.over("identity", wait, "too many requests of this identity")
}

// enrolment counts an enrolment of a source in a training. Identities are free, and the facilitator cannot distinguish invited
// ones from others.
func (a *access) enrolment(r *http.Request) error {
	s := sourceOf(r)
	if s.Local {
		return nil
	}
	id, _ := trainingOf(r.URL.Path)
	wait, ok := a.enrolments.Take(link{s.Key(), id}, 1, time.Now())
	if ok {
		return nil
	}
	return a.over("enrolments", wait, "too many enrolments from this network address")
}

// socket counts an event socket of an identity until release is called.
func (a *access) socket(who wire.Identity) (release func(), err error) {
	release, ok := a.sockets.Add(who)
	if !ok {
		a.limited("sockets")
		return nil, wire.Rejectf(wire.CodeRate, "too many event sockets of this identity")
	}
	return release, nil
}

// local is the name of the operator without a token, in the audit log.
const local = "this machine"

// operator returns the holder of an operator's right in a request: of its token or, for a request from this machine, this
// machine. A page does not count as this machine, since any site may have opened it in a browser here. Without the right it
// fails; task is the subject of the error, for example "trainings are created".
func (a *access) operator(r *http.Request, right guard.Right, task string) (guard.Holder, error) {
	offered, holder := a.tokens.Check(r)
	switch {
	case offered == guard.CorrectToken && holder.Has(right):
		return *holder, nil
	case offered == guard.CorrectToken:
		return guard.Holder{}, wire.Rejectf(wire.CodeForbidden, "the operator token %q does not permit this", holder.Name)
	case r.URL.RawQuery != "" && offered == guard.NoToken && !sourceOf(r).Local:
		return guard.Holder{}, wire.Rejectf(wire.CodeToken, "the operator token goes into the Authorization header, never into an address")
	case offered == guard.IncorrectToken:
		return guard.Holder{}, wire.Rejectf(wire.CodeToken, "the operator token is incorrect")
	case offered == guard.ExpiredToken:
		return guard.Holder{}, wire.Rejectf(wire.CodeToken, "the operator token has expired; ask the operator for another one")
	case sourceOf(r).Local && r.Header.Get("Origin") == "":
		return guard.Holder{Name: local, May: []guard.Right{guard.MayCreate, guard.MayOperate}}, nil
	case a.tokens == nil && a.proxies.TrustLoopback():
		return guard.Holder{}, wire.Rejectf(wire.CodeForbidden, "%s with an operator token only, also from the facilitator's own machine, "+
			"as it trusts a proxy there: start it with --operator-token-file, or with --local-programs if the proxy adds X-Forwarded-For to every request", task)
	case a.tokens == nil:
		return guard.Holder{}, wire.Rejectf(wire.CodeForbidden, "%s from the facilitator's own machine only", task)
	}
	return guard.Holder{}, wire.Rejectf(wire.CodeToken, "%s with the operator token only", task)
}
