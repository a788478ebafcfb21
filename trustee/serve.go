package trustee

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// Options are those of Serve.
type Options struct {
	Facilitator string // base URL
	Rules       *Rules // trainings that are accepted without asking; nil accepts none
	Ask         bool   // ask before each release too
	Min         int    // the fewest contributions of a cell; 0 stands for the number that each training asks
	// PersonEpsilon bounds the sum of epsilon over the trainings that count one person's contribution; 0 stands for no limit. Trainings
	// are added up as long as there is a limit.
	PersonEpsilon float64
	Every         time.Duration
	Wake          <-chan struct{} // ends the wait between two looks; may be nil
	Observe       func(Event)     // may be nil; called from the goroutine of Serve
	Dial          []client.Option
}

// Event is one step of a trustee, for people and machines.
type Event struct {
	Event    string          `json:"event"` // waiting, accepted, answered, released, refused or unreachable
	Training wire.TrainingID `json:"training"`
	Name     string          `json:"name,omitempty"`
	Struck   int             `json:"struck,omitempty"`
	Over     int             `json:"over,omitempty"` // of those struck: of persons at their limit
	Cells    int             `json:"cells,omitempty"`
	Message  string          `json:"message,omitempty"` // one sentence for people: lower case, no period
}

// The events.
const (
	EventWaiting     = "waiting"
	EventAccepted    = "accepted"
	EventAnswered    = "answered"
	EventReleased    = "released"
	EventRefused     = "refused"
	EventUnreachable = "unreachable"
)

// Events are all of them.
var Events = []string{EventWaiting, EventAccepted, EventAnswered, EventReleased, EventRefused, EventUnreachable}

// Serve answers the trainings that name this trustee until ctx is done or the ledger must not go on. It connects outward
// only. A training that breaks a rule is refused and reported; the others go on.
func (t *Trustee) Serve(ctx context.Context, o Options) error {
	c, err := client.New(o.Facilitator, t.keys.Identity, o.Dial...)
	if err != nil {
		return err
	}
	s := &server{Trustee: t, Options: o, client: c, duties: map[wire.TrainingID]*duty{}, said: map[wire.TrainingID]string{}}
	for {
		if err := s.round(ctx); err != nil {
			return err
		}
		select {
		case <-time.After(o.Every):
		case <-o.Wake:
		case <-ctx.Done():
			return nil
		}
	}
}

// server is a trustee that serves one facilitator.
type server struct {
	*Trustee
	Options
	client *client.Client
	duties map[wire.TrainingID]*duty
	said   map[wire.TrainingID]string // the last message about each, so that none is repeated
}

func (s *server) emit(e Event) {
	if text := e.Event + e.Message; s.Observe != nil && s.said[e.Training] != text {
		s.said[e.Training] = text
		s.Observe(e)
	}
}

// patience bounds one look at all trainings at a facilitator that does not answer.
const patience = 10 * time.Minute

// round looks once at every training.
func (s *server) round(ctx context.Context) error {
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.ledger.Away(); err != nil { // a page may move its key while it serves
		return err
	}
	tasks, err := s.client.Tasks(within)
	if err != nil {
		if ctx.Err() == nil {
			s.emit(Event{Event: EventUnreachable, Message: err.Error()})
		}
		return nil
	}
	s.forget(tasks)
	for _, task := range tasks {
		d := s.duties[task.Training]
		if d == nil {
			d = &duty{server: s, id: task.Training}
			s.duties[task.Training] = d
		}
		err := d.step(within, task)
		switch {
		case ctx.Err() != nil || err == nil:
		case errors.Is(err, ledger.ErrDead), errors.Is(err, errLedger):
			return err
		default:
			s.emit(Event{Event: EventRefused, Training: task.Training, Name: d.name(), Message: err.Error()})
		}
	}
	return nil
}

// forget drops the data of trainings that are over.
func (s *server) forget(tasks []wire.TrusteeTask) {
	open := make(map[wire.TrainingID]bool, len(tasks))
	for _, task := range tasks {
		open[task.Training] = true
	}
	for id := range s.duties {
		if !open[id] {
			s.desk.over(id)
			delete(s.duties, id)
			delete(s.said, id)
		}
	}
}

// errLedger ends a trustee that cannot write its ledger: it must not answer anything.
var errLedger = errors.New("the ledger cannot be written, and nothing is signed without it")

func ledgerFailed(err error) error {
	if errors.Is(err, ledger.ErrClosed) {
		return err
	}
	return fmt.Errorf("%w: %w", errLedger, err)
}
