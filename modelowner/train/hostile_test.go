package train

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/check"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/wire"
)

// served is a facilitator of one attempt that serves lists as a test puts them, by the end of their path.
type served map[string][]wire.Signed

// ServeHTTP implements http.Handler.
func (s served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page := wire.List{Messages: append([]wire.Signed{}, s[path.Base(r.URL.Path)]...)}
	if r.URL.Query().Has("after") {
		page.Messages = []wire.Signed{} // everything is on the first page
	}
	b, err := wire.Marshal(page)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// attacked is a run with an open attempt, its owners, and the facilitator that it reads from.
func attacked(t *testing.T, file string) (*run, []*parties.Owner, served) {
	t.Helper()
	training, keys := trainings.New(t, file)
	s := served{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	training.Facilitator = server.URL
	owners := parties.NewOwners(t, training.ID, 4)
	l, err := training.OpenLog(true)
	must(t, err)
	roster := wire.Roster{LogEntry: l.Next()}
	for _, o := range owners {
		roster.Members = append(roster.Members, wire.Member{Identity: o.ID(), Enrolment: o.Enrolment().Digest()})
	}
	must(t, l.Sign(wire.KindRoster, roster, keys.Identity))
	r, err := newRun(t.Context(), training, keys.Identity, trainings.Paillier(t), Options{})
	must(t, err)
	for _, o := range owners {
		s["statements"] = append(s["statements"], *o.Statement(r.log.RosterDigest))
	}
	return r, owners, s
}

// A run signs no start on statements that every role must refuse.
func TestBadStatementsStartNothing(t *testing.T) {
	for _, file := range []string{trainings.File, trainings.NoisyFile} {
		r, owners, s := attacked(t, file)
		good := s["statements"]
		sent := hostile.Sent{Messages: good, By: parties.Signers(owners)}
		for _, l := range hostile.StatementLists(t, sent, r.log.Manifest.Noise) {
			s["statements"] = l.Messages
			hostile.Refused(t, l.Name, r.begin(t.Context()), l.Code, l.Rule)
			if r.log.Start != nil {
				t.Fatalf("%s: the training starts", l.Name)
			}
		}
		s["statements"] = good
		must(t, r.begin(t.Context()))
		if r.log.Start == nil {
			t.Error("the training does not start on honest statements")
		}
	}
}

// A run refuses the lists that every role must refuse, whichever of them its facilitator serves, before it asks for any
// ciphertext: there are none here.
func TestBadListsAreRefused(t *testing.T) {
	for name, file := range map[string]string{"exact": trainings.File, "noise": trainings.NoisyFile} {
		t.Run(name, func(t *testing.T) {
			r, owners, s := attacked(t, file)
			must(t, r.begin(t.Context()))
			current := r.opened(t, 1)
			terms := attempt.TermsOf(r.log.Position, r.key.Public())
			encapsulations := map[wire.Identity][]byte{}
			for _, o := range owners {
				m, blob := o.Keys(terms.Ref, terms.Open, owners)
				s["keys"] = append(s["keys"], *m)
				encapsulations[o.ID()] = blob
			}
			list, err := terms.NewList(s["keys"])
			must(t, err)
			for _, o := range owners {
				_, commitment := o.Masks(list, (&parties.Attempt{List: list, Encapsulations: encapsulations}).Served(o.ID()))
				s["uploads"] = append(s["uploads"], *o.Seal(wire.KindUpload, wire.Upload{Training: r.ID, Ref: terms.Ref, List: list.Digest,
					Key: wire.Digest(terms.Key.Fingerprint()), Count: terms.Shape.Ciphertexts, Seed: commitment}))
				if terms.Noise {
					s["reveals"] = append(s["reveals"], *o.Reveal(list))
				}
			}
			each := func(what string, bad func(hostile.Sent) []hostile.List) {
				good := s[what]
				for _, l := range bad(hostile.Sent{Messages: good, By: parties.Signers(owners)}) {
					s[what] = l.Messages
					_, _, err := r.check(t.Context(), current)
					hostile.Refused(t, what+": "+l.Name, err, l.Code, l.Rule)
					if refused := (*check.Refusal)(nil); !errors.As(err, &refused) {
						t.Errorf("%s: %s: got %v, want a refusal", what, l.Name, err)
					}
				}
				s[what] = good
			}
			each("keys", func(s hostile.Sent) []hostile.List { return hostile.KeysLists(t, s, terms.Least()) })
			each("uploads", func(s hostile.Sent) []hostile.List { return hostile.UploadLists(t, s, terms.Noise) })
			if terms.Noise {
				each("reveals", func(s hostile.Sent) []hostile.List { return hostile.RevealLists(t, s) })
			}
			if _, _, err := r.check(t.Context(), current); err == nil || !strings.Contains(err.Error(), "failed to multiply upload of owner 0") {
				t.Errorf("honest lists: got %v, want the check to come as far as the ciphertexts", err)
			}
		})
	}
}
