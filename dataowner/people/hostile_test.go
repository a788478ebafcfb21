package people_test

import (
	"testing"

	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/protocol/identity"
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
