package server

import (
	"net/http"
	"net/netip"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/guard"
)

// Limits are what one source or identity may ask of a Server. A zero field is no limit. This machine itself has none:
// programs beside the facilitator work for its operator.
type Limits struct {
	SourceRate        float64 // requests a second that a source may go on sending; ten seconds' worth may come at once
	IdentityRate      float64 // signed requests a second of one identity, likewise
	SourceEnrolments  float64 // enrolments an hour from one source; as many may come at once
	SourceConnections int     // connections of one source at a time
	Connections       int     // connections at a time in all
	IdentitySockets   int     // event sockets of one identity at a time
}

// DefaultLimits are room for a hospital of owners behind one address, and for a model owner who reads every upload of a
// thousand owners.
var DefaultLimits = Limits{SourceRate: 100, IdentityRate: 50, SourceEnrolments: 256, SourceConnections: 512, Connections: 20_000, IdentitySockets: 8}

const (
	// burstSeconds is for how many seconds' worth of requests a bucket has room.
	burstSeconds = 10
	// guessCost is what a request whose signature or token is missing or incorrect costs a source, beside its own token.
	guessCost = 9
)

// access decides who is let in, and how often.
type access struct {
	proxies    guard.Proxies
	token      *guard.Token
	sources    *guard.Buckets[netip.Prefix]
	identities *guard.Buckets[wire.Identity]
	enrolments *guard.Buckets[netip.Prefix]
	sockets    *guard.Counts[wire.Identity]
	limited    func(by string) // told of every request that was too many
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

// request takes a token of the source.
func (a *access) request(s guard.Source) error {
	if s.Local || a.sources.Take(s.Key(), 1, time.Now()) {
		return nil
	}
	a.limited("source")
	return wire.Rejectf(wire.CodeRate, "too many requests from this address; try again later")
}

// guessed makes attempts at signatures and tokens dearer than other requests.
func (a *access) guessed(s guard.Source, code wire.Code) {
	if s.Local {
		return
	}
	switch code {
	case wire.CodeSignature, wire.CodeClock, wire.CodeToken:
		a.sources.Charge(s.Key(), guessCost, time.Now())
	}
}

// signer takes a token of the identity that signed m. The signature is checked first: nobody may use up what another
// identity has.
func (a *access) signer(r *http.Request, m *wire.Signed) error {
	if sourceOf(r).Local || a.identities == nil {
		return nil
	}
	if err := m.Verify(); err != nil {
		return wire.Rejectf(wire.CodeSignature, "%v", err)
	}
	return a.identity(r, m.Signer)
}

// identity takes a token of an identity whose signature was checked.
func (a *access) identity(r *http.Request, who wire.Identity) error {
	if sourceOf(r).Local || a.identities.Take(who, 1, time.Now()) {
		return nil
	}
	a.limited("identity")
	return wire.Rejectf(wire.CodeRate, "too many requests of this identity; try again later")
}

// enrolment takes a place among the enrolments of a source. Anybody can make identities, and the facilitator cannot tell
// an invited one from an invented one.
func (a *access) enrolment(r *http.Request) error {
	s := sourceOf(r)
	if s.Local || a.enrolments.Take(s.Key(), 1, time.Now()) {
		return nil
	}
	a.limited("enrolments")
	return wire.Rejectf(wire.CodeRate, "too many enrolments from this address; try again later")
}

// socket counts an event socket of an identity until release.
func (a *access) socket(who wire.Identity) (release func(), err error) {
	release, ok := a.sockets.Add(who)
	if !ok {
		a.limited("sockets")
		return nil, wire.Rejectf(wire.CodeRate, "too many event sockets of this identity")
	}
	return release, nil
}

// operator reports why a request may not do what only the operator of this facilitator may: it shows the token, or it
// comes from this machine and not from a page, which any site could have opened in a browser here.
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
