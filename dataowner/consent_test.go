//go:build testkeys

package dataowner_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
)

// consentFile asks for two sentences of consent, and says who asks.
var consentFile = kindFile(number, `"about":{"organisation":"University of X","purpose":"To learn.","consent":["I may give these rows.","I have read the notice."]}`)

// An owner sends nothing before it has agreed to every sentence; its receipt has them, and their digest is the signed one.
func TestConsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newParty(t, consentFile, kindRows(0, false))
		m := p.owners[0]
		shown, err := m.Invitation(t.Context())
		inmemory.Must(t, err)
		if len(shown.Questions) != 2 || shown.Questions[1].Text != "I have read the notice." || shown.About == nil || shown.About.Organisation != "University of X" {
			t.Fatalf("shows %+v and asks %+v", shown.About, shown.Questions)
		}
		for _, yes := range [][]string{everything, append([]string{"consent-2"}, everything...)} {
			m.SetRules(yes, func(*people.Rules) {})
			r, err := m.Contribute(t.Context())
			if !problem.Has(err, problem.Agree) || !strings.Contains(err.Error(), "I may give these rows.") || r.Consent != nil {
				t.Errorf("with a yes to %v: %v, receipt has %+v", yes, err, r.Consent)
			}
		}
		for _, seen := range p.Seen() { // the description, and whether there is a place
			if seen.What != "GET manifest" && seen.What != "GET entries" || seen.Body != nil {
				t.Errorf("sent without consent: %+v", seen)
			}
		}
		m.SetRules(append([]string{"consent"}, everything...), func(*people.Rules) {})
		ended := make(chan *dataowner.Receipt)
		go func() {
			r, err := m.Contribute(t.Context())
			if err != nil {
				t.Error(err)
			}
			ended <- r
		}()
		synctest.Wait()
		m.Leave()
		r := <-ended
		if r.Consent == nil || len(r.Consent.Sentences) != 2 || r.Consent.When.IsZero() || r.JoinedAt.IsZero() || r.EndedAt.IsZero() || r.About.Purpose != "To learn." {
			t.Fatalf("receipt is %+v", r)
		}
		if _, err := receipt.Verify(r); err != nil {
			t.Error(err)
		}
		other := *r.Consent
		other.Sentences = []string{"I may give these rows.", "I have read nothing."}
		r.Consent = &other
		if _, err := receipt.Verify(r); err == nil {
			t.Error("other sentences pass for those of the manifest")
		}
	})
}

// A manifest whose digest is not that of the sentences is refused before a row is read.
func TestConsentOfAnotherText(t *testing.T) {
	for name, change := range map[string]func(*wire.Manifest){
		"no digest": func(m *wire.Manifest) { m.Consent = nil },
		"another's": func(m *wire.Manifest) { m.Consent = spec.ConsentDigest(m.Nonce, []string{"I give all."}) },
		"of another text": func(m *wire.Manifest) {
			m.Consent = spec.ConsentDigest(wire.Digest{}, []string{"I may give these rows.", "I have read the notice."})
		},
	} {
		owner := inmemory.NewModelOwner(t, consentFile)
		change(&owner.Manifest)
		training := owner.Serve()
		_, err := dataowner.Open(t.Context(), training.Link(training.ID()), dataowner.Config{Vault: store.NewMemory(), Dial: training.Dial()})
		if p := (*problem.Problem)(nil); !errors.As(err, &p) || p.Code != problem.Manifest || !strings.Contains(p.Message, "consent") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
