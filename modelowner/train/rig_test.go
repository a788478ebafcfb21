package train

import (
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/wire"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newTestRun is a run of a training with that many members and no facilitator; it collects events.
func newTestRun(t *testing.T, file string, members int) (*run, *[]Event) {
	t.Helper()
	training, keys := trainings.New(t, file)
	trainings.Start(t, training, keys, members)
	var events []Event
	r, err := newRun(t.Context(), training, keys.Identity, trainings.Paillier(t), Options{Observe: func(e Event) { events = append(events, e) }})
	must(t, err)
	return r, &events
}

// opened opens an attempt at the next or the open round, as advance does once the members are present.
func (r *run) opened(t *testing.T, attempt int) *folder.Round {
	t.Helper()
	current := r.rounds.Current()
	if current == nil {
		weights := wire.Digest{byte(len(r.rounds.All()) + 1)}
		must(t, r.rounds.Add(folder.Record{
			Event: folder.RecordOpen, Ref: wire.Ref{Round: len(r.rounds.All()) + 1, Attempt: 1}, Time: time.Now().UTC(), Kind: wire.RoundGradient, Weights: &weights, Blob: &weights,
		}))
		current = r.rounds.Current()
	}
	must(t, r.log.Sign(wire.KindOpen, wire.Open{
		LogEntry: r.log.Next(), Ref: wire.Ref{Round: current.Round, Attempt: attempt}, Kind: current.Kind,
		Roster: r.log.RosterDigest, Weights: *current.Weights, Blob: *current.Blob,
	}, r.signer))
	return current
}

// members are some of the roster's identities, by number from 1.
func members(which ...byte) (ids []wire.Identity) {
	for _, i := range which {
		ids = append(ids, wire.Identity{i})
	}
	return ids
}
