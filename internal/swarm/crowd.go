package swarm

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/ml/squares"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxProblems bounds the problems in a report.
const maxProblems = 20

// crowd is one run of a swarm.
type crowd struct {
	config       Config
	keys         *modelowner.Keys
	kernel       func(*phe.PublicKey) (phe.Kernel, string, error)
	tally        *tally
	facilitators []*Facilitator
	troops       []*troop

	mu       sync.Mutex // guards all below
	attempts int
	finished int
	rounds   []float64 // seconds of those finished
	phases   map[*troop]wire.Phase
	problems []string
}

// troop is one training with its owners.
type troop struct {
	training *modelowner.Training
	owners   []*owner
}

// Run runs a swarm to its end. It calls notify every second, if it is not nil. Faults within the run are in the
// report; if there is an error, there is no report.
func Run(ctx context.Context, c Config, notify func(Progress)) (*Report, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	w, err := gather(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { _ = stopAll(w.facilitators) }() // conclude has reported how they ended
	start := time.Now()
	stop := w.report(start, notify)
	w.run(ctx)
	stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return w.conclude(time.Since(start))
}

// gather starts facilitators, creates the trainings and draws the owners. No owner has arrived yet.
func gather(ctx context.Context, c Config) (*crowd, error) {
	keys, err := modelowner.GenerateKeys(filepath.Join(c.Dir, "keys"), nil)
	if err != nil {
		return nil, err
	}
	w := &crowd{config: c, keys: keys, tally: newTally(), phases: map[*troop]wire.Phase{},
		kernel: new(stocks).kernel}
	if w.facilitators, err = c.facilitators(ctx); err != nil {
		return nil, err
	}
	if err := w.muster(ctx); err != nil {
		return nil, errors.Join(err, stopAll(w.facilitators))
	}
	return w, nil
}

// muster creates the trainings and draws their owners, each at a facilitator in turn.
func (w *crowd) muster(ctx context.Context) error {
	c := &w.config
	for t, next := 0, 0; t < c.Trainings; t++ {
		count := c.Owners / c.Trainings
		if t < c.Owners%c.Trainings {
			count++
		}
		file, err := c.trainingFile(count, minOwners)
		if err != nil {
			return err
		}
		training, err := modelowner.Create(ctx, filepath.Join(c.Dir, "modelowner"), w.keys, file, w.at(t), modelowner.CreateOptions{
			KeysTimeout: c.Timeout, UploadTimeout: 3 * c.Timeout})
		if err != nil {
			return err
		}
		links, err := training.Invite(count)
		if err != nil {
			return err
		}
		crew := &troop{training: training}
		for _, l := range links {
			l.Facilitator = w.at(next)
			o, err := newOwner(c, w.tally, next, l, file)
			if err != nil {
				return err
			}
			crew.owners = append(crew.owners, o)
			next++
		}
		w.troops = append(w.troops, crew)
	}
	return nil
}

// at is the address of a facilitator, in turn.
func (w *crowd) at(i int) string { return w.facilitators[i%len(w.facilitators)].URL }

// run lets all owners take part until every training has ended.
func (w *crowd) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var owners, trainings sync.WaitGroup
	for _, t := range w.troops {
		for _, o := range t.owners {
			owners.Go(func() {
				if err := o.run(ctx, w.kernel); err != nil && ctx.Err() == nil {
					w.problem(fmt.Errorf("a data owner ended: %w", err))
				}
			})
		}
		trainings.Go(func() { w.train(ctx, t) })
	}
	trainings.Wait()
	// Owners see the end by themselves; those of a training that stopped would wait for ever.
	ended := make(chan struct{})
	go func() { owners.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(w.config.Timeout + w.config.Away):
		cancel()
		<-ended
	}
}

// train is the model owner's side of one training.
func (w *crowd) train(ctx context.Context, t *troop) {
	defer w.phase(t, "")
	_, err := t.training.Train(ctx, w.keys, modelowner.TrainOptions{
		ProceedAfter: max(w.config.Away, time.Second),
		Observe: func(e modelowner.Event) {
			switch e.Event {
			case modelowner.EventOpen:
				w.count(func() { w.attempts++ })
				w.phase(t, wire.PhaseKeys)
			case modelowner.EventPhase:
				w.phase(t, e.Phase)
			case modelowner.EventRound:
				w.count(func() { w.rounds = append(w.rounds, e.Seconds) })
				w.phase(t, "")
			case modelowner.EventAborted, modelowner.EventRejected:
				w.phase(t, "")
			}
		},
	})
	if err == nil {
		w.count(func() { w.finished++ })
	} else if ctx.Err() == nil {
		w.problem(fmt.Errorf("a training stopped: %w", err))
	}
}

func (w *crowd) count(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

func (w *crowd) phase(t *troop, p wire.Phase) { w.count(func() { w.phases[t] = p }) }

func (w *crowd) problem(err error) {
	w.count(func() {
		if len(w.problems) < maxProblems {
			w.problems = append(w.problems, err.Error())
		}
	})
}

// report calls notify every second until it is stopped.
func (w *crowd) report(start time.Time, notify func(Progress)) (stop func()) {
	if notify == nil {
		return func() {}
	}
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		every := time.NewTicker(time.Second)
		defer every.Stop()
		for {
			notify(w.progress(time.Since(start)))
			select {
			case <-every.C:
			case <-done:
				return
			}
		}
	}()
	return func() { close(done); <-over }
}

func (w *crowd) progress(elapsed time.Duration) Progress {
	p := Progress{Elapsed: elapsed, Owners: w.config.Owners, Trainings: w.config.Trainings, Phases: map[wire.Phase]int{}}
	p.Here, p.Requests = w.tally.sofar()
	for _, f := range w.facilitators {
		if u, err := f.Usage(); err == nil {
			p.Usage.Bytes += u.Bytes
			p.Usage.Seconds += u.Seconds
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	p.Finished, p.Rounds = w.finished, len(w.rounds)
	for _, phase := range w.phases {
		p.Phases[phase]++
	}
	return p
}

// conclude compares every sum and writes the report.
func (w *crowd) conclude(took time.Duration) (*Report, error) {
	c := w.config
	r := &Report{Owners: c.Owners, Trainings: c.Trainings, Columns: c.Columns, KeyBits: c.KeyBits, Seconds: took.Seconds(),
		Finished: w.finished, Stopped: c.Trainings - w.finished, Attempts: w.attempts, RoundSeconds: append([]float64{}, w.rounds...), Problems: append([]string{}, w.problems...), Facilitators: []Usage{}}
	r.add(w.tally)
	for _, t := range w.troops {
		if c.Epsilon > 0 {
			r.Rounds, r.Sums.Noise = w.finished, true
			continue
		}
		if err := r.compare(t, c.OneRound); err != nil {
			return nil, err
		}
	}
	r.Sums.Exact = r.Sums.Numbers > 0 && r.Sums.Wrong == 0
	for _, f := range w.facilitators {
		u, err := f.Usage()
		if err == nil {
			r.Facilitators = append(r.Facilitators, u)
		} else if !errors.Is(err, errors.ErrUnsupported) {
			return nil, err
		}
	}
	return r, nil
}

// pooled adds up the sums over the rows of some owners.
func (t *troop) pooled(who []wire.Identity) (*squares.Statistics, error) {
	all := squares.NewStatistics(t.training.File.Budget().Columns)
	for _, id := range who {
		i := slices.IndexFunc(t.owners, func(o *owner) bool { p := o.opened(); return p != nil && p.Identity() == id })
		if i < 0 {
			return nil, errors.New("a sum is over an owner that is not of the swarm")
		}
		all.Add(t.owners[i].stats)
	}
	return all, nil
}
