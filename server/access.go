package server

import (
	"net/http"
	"net/netip"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
)

// Limits are the numbers of requests and connections that a Server accepts. A zero field stands for no limit. Requests from
// this machine count towards Connections only: programs there work for the operator.
type Limits struct {
	SourceRate        float64 // requests a second of one source in the long run; ten seconds' worth may come at once
	IdentityRate      float64 // signed requests a second of one identity, likewise
	SourceEnrolments  float64 // enrolments an hour of one source; as many may come at once
	SourceConnections int     // connections of one source at a time
	Connections       int     // connections of all sources at a time
	IdentitySockets   int     // event sockets of one identity at a time
}

// DefaultLimits suffice for a hospital of owners behind one address, and for a model owner that reads every upload of a
// thousand owners.
var DefaultLimits = Limits{SourceRate: 100, IdentityRate: 50, SourceEnrolments: 256, SourceConnections: 512, Connections: 20_000, IdentitySockets: 8}

const (
	// burstSeconds is the number of seconds for which a bucket holds requests.
	burstSeconds = 10
	// guessCost is the number of further requests that one with a missing or incorrect signature or token counts as.
	guessCost = 9
)

// access applies the limits of sources and identities, and recognises the operator.
type access struct {
	proxies    guard.Proxies
	token      *guard.Token
	sources    *guard.Buckets[netip.Prefix]
	identities *guard.Buckets[wire.Identity]
	enrolments *guard.Buckets[netip.Prefix]
	sockets    *guard.Counts[wire.Identity]
	limited    func(by string) // called for every request above a limit
}

func newAccess(l Limits, p guard.Proxies, token *guard.Token, limited func(by string)) *access {
	return &access{
		proxies: p, token: token, limited: limited,
		sources:    guard.NewBuckets[netip.Prefix](l.SourceRate, int(l.SourceRate*burstSeconds)),
		identities: guard.NewBuckets[wire.Identity](l.IdentityRate, int(l.IdentityRate*burstSeconds)),
		enrolments: guard.NewBuckets[netip.Prefix](l.SourceEnrolments/time.Hour.Seconds(), int(l.SourceEnrolments)),
		sockets:    guard.NewCounts[wire.Identity](l.IdentitySockets),
	}
}

// request counts a request of a source.
func (a *access) request(s guard.Source) error {
	if s.Local || a.sources.Take(s.Key(), 1, time.Now()) {
		return nil
	}
	a.limited("source")
	return wire.Rejectf(wire.CodeRate, "too many requests from this address; try again later")
}

// guessed counts a request as several if the code of its rejection shows that it may have been a guess.
func (a *access) guessed(s guard.Source, code wire.Code) {
	if s.Local {
		return
	}
	switch code {
	case wire.CodeSignature, wire.CodeClock, wire.CodeToken:
		a.sources.Charge(s.Key(), guessCost, time.Now())
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
	if sourceOf(r).Local || a.identities.Take(who, 1, time.Now()) {
		return nil
	}
	a.limited("identity")
	return wire.Rejectf(wire.CodeRate, "too many requests of this identity; try again later")
}

// enrolment counts an enrolment of a source. Identities are free, and the facilitator cannot distinguish invited ones from
// others.
func (a *access) enrolment(r *http.Request) error {
	s := sourceOf(r)
	if s.Local || a.enrolments.Take(s.Key(), 1, time.Now()) {
		return nil
	}
	a.limited("enrolments")
	return wire.Rejectf(wire.CodeRate, "too many enrolments from this address; try again later")
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

// operator fails if a request is not the operator's. It is if it has the token, or if it comes from this machine and
// not from a page, which any site could have opened in a browser here. task is the subject of the error, such as
// "trainings are created".
func (a *access) operator(r *http.Request, task string) error {
	offered := a.token.Check(r)
	switch {
	case offered == guard.CorrectToken:
		return nil
	case r.URL.RawQuery != "":
		return wire.Rejectf(wire.CodeToken, "the operator token goes into the Authorization header, never into an address")
	case offered == guard.IncorrectToken:
		return wire.Rejectf(wire.CodeToken, "the operator token is incorrect")
	case sourceOf(r).Local && r.Header.Get("Origin") == "":
		return nil
	case a.token == nil:
		return wire.Rejectf(wire.CodeForbidden, "%s from the facilitator's own machine only", task)
	}
	return wire.Rejectf(wire.CodeToken, "%s with the operator token only", task)
}
