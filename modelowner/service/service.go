// Package service owns the model owner's HTTP interface: POST /models takes a training file and runs its training,
// GET /prediction answers the final cost and the predicted values.
//
// # Warning
//
// Any program that reaches this interface can start trainings, read invite links and read predictions, and D predictions of
// a linear model of D columns reveal the model. It has no authentication: it is for programs on the same
// machine. Requests with a Host that is not a loopback name are refused, so that no web page can reach it by
// pointing a name of its own at 127.0.0.1, and so are requests that a page of another origin makes.
package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Options configure a Service.
type Options struct {
	Dir         string // the model owner's folder
	Keys        *modelowner.Keys
	Facilitator string // base URL, for new trainings
	// PredictCSV are the rows to predict if a training file has none. It may be nil.
	PredictCSV []byte
	// Create are the options of new trainings.
	Create modelowner.CreateOptions
	// AnyHost accepts requests to names and addresses that are not loopback.
	AnyHost bool
	// Logf receives the events of trainings, never a link or another secret. It may be nil.
	Logf func(format string, args ...any)
}

// Service runs trainings in the background and answers requests about them.
type Service struct {
	opt Options
	ctx context.Context // ends every training

	mu   sync.Mutex // guards jobs and their statuses; held for memory operations only
	jobs []*job     // oldest first
	wg   sync.WaitGroup
}

// job is one training that the service runs.
type job struct {
	training *modelowner.Training
	state    string // of modelowner.State…
	message  string // its activity, or why it ended
	round    int    // finished
	done     bool   // the background work has ended
}

// New makes a service and goes on with the unfinished trainings that an earlier one began in the same folder. They
// stop when ctx ends; Wait waits for that.
func New(ctx context.Context, opt Options) (*Service, error) {
	s := &Service{opt: opt, ctx: ctx}
	list, err := modelowner.List(opt.Dir)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		_, served, err := t.Served()
		if err != nil {
			return nil, fmt.Errorf("failed to read training %s: %w", t.ID, err)
		}
		if !served {
			continue
		}
		status, err := t.Status()
		if err != nil {
			return nil, fmt.Errorf("failed to read training %s: %w", t.ID, err)
		}
		j := &job{training: t, state: status.State, done: ended(status.State)}
		for _, r := range status.Rounds {
			if r.Finished {
				j.round = r.Round
			}
		}
		s.jobs = append(s.jobs, j)
		if !j.done {
			s.start(j)
		}
	}
	return s, nil
}

func ended(state string) bool {
	return state == modelowner.StateFinished || state == modelowner.StateStopped
}

// Wait returns after the trainings have stopped; the context of New must have ended.
func (s *Service) Wait() { s.wg.Wait() }

func (s *Service) logf(format string, args ...any) {
	if s.opt.Logf != nil {
		s.opt.Logf(format, args...)
	}
}

// add puts a new training under the service's care and starts it.
func (s *Service) add(t *modelowner.Training) {
	j := &job{training: t, state: modelowner.StateLobby, message: "waiting for owners"}
	s.mu.Lock()
	s.jobs = append(s.jobs, j)
	s.mu.Unlock()
	s.start(j)
}

// find returns the job of a training, or the newest for "".
func (s *Service) find(id string) *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "" {
		if len(s.jobs) == 0 {
			return nil
		}
		return s.jobs[len(s.jobs)-1]
	}
	i := slices.IndexFunc(s.jobs, func(j *job) bool { return j.training.ID.String() == id })
	if i < 0 {
		return nil
	}
	return s.jobs[i]
}

// retryDelay is the pause before a training is tried again after a failure that may pass.
const retryDelay = 5 * time.Second

// start trains in the background until the training has ended or the service stops.
func (s *Service) start(j *job) {
	s.wg.Go(func() {
		for {
			_, err := j.training.Train(s.ctx, s.opt.Keys, modelowner.TrainOptions{Observe: func(e modelowner.Event) { s.observe(j, e) }})
			if s.ctx.Err() != nil {
				return
			}
			status, statusErr := j.training.Status()
			if statusErr == nil && ended(status.State) {
				s.end(j, status.State, err)
				return
			}
			s.locked(func() { j.message = "trying again: " + err.Error() })
			s.logf("training %s: %v", j.training.ID, err)
			if errors.Is(err, modelowner.ErrRejected) {
				continue // the next attempt starts at once; owners allow only a few
			}
			select {
			case <-s.ctx.Done():
				return
			case <-time.After(retryDelay):
			}
		}
	})
}

func (s *Service) end(j *job, state string, err error) {
	s.locked(func() {
		j.state, j.done = state, true
		if err != nil {
			j.message = err.Error()
		}
	})
	s.logf("training %s: %s", j.training.ID, state)
}

// locked runs a change of a job under the service's lock.
func (s *Service) locked(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// observe keeps the newest event for GET /models.
func (s *Service) observe(j *job, e modelowner.Event) {
	s.locked(func() {
		if e.Message != "" {
			j.message = e.Message
		}
		switch e.Event {
		case modelowner.EventRoster:
			j.state = modelowner.StateTraining
		case modelowner.EventRound:
			j.round = e.Round
			j.message = fmt.Sprintf("round %d finished", e.Round)
		}
	})
	switch e.Event {
	case modelowner.EventRoster, modelowner.EventStart, modelowner.EventWaiting, modelowner.EventAborted, modelowner.EventRejected:
		s.logf("training %s: %s", j.training.ID, e.Message)
	case modelowner.EventRound:
		s.logf("training %s: round %d finished", j.training.ID, e.Round)
	}
}

// Model is how the service shows a training.
type Model struct {
	ID         wire.TrainingID `json:"id"`
	Name       string          `json:"name"`
	State      string          `json:"state"`
	Message    string          `json:"message,omitempty"`
	Round      int             `json:"round"` // finished rounds
	Of         int             `json:"of"`    // the most rounds
	Created    time.Time       `json:"created"`
	Self       string          `json:"self"`
	Prediction string          `json:"prediction"`
	Links      []string        `json:"links,omitempty"` // only in the answer to POST: they are secrets
}

func (s *Service) view(j *job) Model {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := j.training
	return Model{
		ID: t.ID, Name: t.Name(), State: j.state, Message: j.message, Round: j.round, Of: t.MaxRounds(), Created: t.Created,
		Self: "/models/" + t.ID.String(), Prediction: "/prediction?training=" + t.ID.String(),
	}
}
