package people_test

import (
	"slices"
	"testing"

	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Rosters that name enrolments which every role must refuse are refused as a message that no honest party sends.
func TestBadEnrolmentsInARoster(t *testing.T) {
	var sent hostile.Sent
	for range 3 {
		v, err := vault.Open(t.Context(), store.NewMemory())
		must(t, err)
		r, err := v.NewRecord(link, "Test")
		must(t, err)
		e, err := r.Enrolment()
		must(t, err)
		key, err := identity.KeyFromSeed(r.Data().Seed.Reveal())
		must(t, err)
		sent.Messages, sent.By = append(sent.Messages, *e), append(sent.By, key)
	}
	for _, c := range hostile.AdmittedEnrolments(t, sent) {
		_, err := people.Open(link.Key, link.Training, c.Members, c.Messages)
		hostile.Refused(t, c.Name, err, c.Code, c.Rule)
		if !problem.Has(err, problem.Protocol) {
			t.Errorf("%s: got %v, want a problem %q", c.Name, err, problem.Protocol)
		}
	}
}

// An identity that is not a member has no owner key, and is left out of a list of keys.
func TestStrangersHaveNoKey(t *testing.T) {
	c, keys := circle(t, 3)
	stranger := wire.Identity{9}
	if k, member := c.Key(stranger); member || k != (identity.OwnerKey{}) || c.Has(stranger) {
		t.Errorf("a stranger has the key %v, member: %v", k, member)
	}
	if got := c.KeysOf([]wire.Identity{c.Members[2].Identity, stranger, c.Members[0].Identity}); !slices.Equal(got, []identity.OwnerKey{keys[2], keys[0]}) {
		t.Errorf("%d keys of two members and a stranger", len(got))
	}
}
