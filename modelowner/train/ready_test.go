package train

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/protocol/wire"
)

// at returns a run with a facilitator that reports some members as connected.
func at(t *testing.T, file string, here ...byte) (*run, *[]Event) {
	t.Helper()
	r, events := newTestRun(t, file, 6)
	in := map[wire.Identity]bool{}
	for _, id := range members(here...) {
		in[id] = true
	}
	r.remote.state = &wire.State{Here: wire.SubsetOf(r.log.Members(), func(id wire.Identity) bool { return in[id] })}
	return r, events
}

// An exact training opens rounds with the whole roster only, however long it has waited, and names those that are missing.
// With noise two thirds are enough once the wait is over.
func TestWhoMustBePresent(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		here    []byte
		ready   bool
		message string
	}{
		"exact, all":               {trainings.File, []byte{1, 2, 3, 4, 5, 6}, true, ""},
		"exact, one is away":       {trainings.File, []byte{1, 2, 3, 4, 5}, false, "every round needs all owners"},
		"noise, all":               {trainings.NoisyFile, []byte{1, 2, 3, 4, 5, 6}, true, ""},
		"noise, two thirds":        {trainings.NoisyFile, []byte{1, 2, 3, 4}, true, "going on without"},
		"noise, fewer":             {trainings.NoisyFile, []byte{1, 2, 3}, false, "a round needs 4 owners"},
		"noise, without one third": {trainings.NoisyFile, []byte{3, 4, 5, 6}, true, "going on without"},
	} {
		r, events := at(t, c.file, c.here...)
		r.opt.MaxWait, r.news.maxWait, r.news.since = time.Second, time.Second, time.Now().Add(-time.Minute)
		ready, err := r.ready(t.Context())
		if ready != c.ready || ready != (err == nil) || !ready && !errors.Is(err, problem.ErrWaited) {
			t.Errorf("%s: ready %v, %v", name, ready, err)
		}
		if c.message == "" {
			continue
		}
		if len(*events) != 1 || !strings.Contains((*events)[0].Message, c.message) || len((*events)[0].Awaited) != 6-len(c.here) {
			t.Errorf("%s: events %+v", name, *events)
		}
	}
}

// Members that are revoked or out of the training are not waited for. If too few are left no round is opened any more.
func TestMembersThatAreGone(t *testing.T) {
	for name, c := range map[string]struct {
		file         string
		revoked, out []byte
		want         error
	}{
		"exact, one revoked":          {trainings.File, []byte{6}, nil, errRevoked},
		"noise, two revoked":          {trainings.NoisyFile, []byte{5, 6}, nil, nil},
		"noise, three revoked":        {trainings.NoisyFile, []byte{4, 5, 6}, nil, errRevoked},
		"noise, two did not reveal":   {trainings.NoisyFile, nil, []byte{5, 6}, nil},
		"noise, three did not reveal": {trainings.NoisyFile, nil, []byte{4, 5, 6}, errOut},
		"noise, both":                 {trainings.NoisyFile, []byte{6}, []byte{4, 5}, errOut},
	} {
		r, _ := at(t, c.file, 1, 2, 3, 4)
		for _, id := range members(c.revoked...) {
			_, err := r.Revoke(&id, nil)
			must(t, err)
		}
		r.opened(t, 1)
		must(t, r.rounds.Add(folder.Record{Event: folder.RecordAborted, Ref: wire.Ref{Round: 1, Attempt: 1}, Phase: wire.PhaseReveal, Missing: members(c.out...)}))
		a, err := r.attend()
		if !errors.Is(err, c.want) || c.want == nil && (err != nil || len(a.awaited) != 0 || a.here != 4) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}
