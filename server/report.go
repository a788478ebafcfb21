package server

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/site"
)

const (
	// reportFresh is how long what was read of the store for a report serves the next one.
	reportFresh = 5 * time.Second
	// reportTime is how long a report may wait for the store.
	reportTime = 10 * time.Second
	// listed is how many trainings a status page shows.
	listed = 200
	// foldSamples, one every foldEvery, make up the time that the fold rate is an average over.
	foldSamples, foldEvery = 13, 5 * time.Second
)

// report gathers what the operator sees.
type report struct {
	size   func(context.Context) (int64, error)
	files  []site.File
	module string
	since  time.Time

	mu    sync.Mutex // guards the fields below, and lets one reader at a time ask the store
	at    time.Time
	facts []round.Facts
	bytes int64
	err   error

	folds struct {
		sync.Mutex
		at    []time.Time
		count []int64
	}
}

// read returns what the store holds, at most reportFresh old.
func (s *Server) read(ctx context.Context) (facts []round.Facts, bytes int64, err error) {
	p := &s.report
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.at.IsZero() && time.Since(p.at) < reportFresh {
		return p.facts, p.bytes, p.err
	}
	ctx, cancel := context.WithTimeout(ctx, reportTime)
	defer cancel()
	p.facts, p.err = s.machine.Facts(ctx)
	p.bytes = -1
	if p.size != nil {
		if n, err := p.size(ctx); err == nil {
			p.bytes = n
		}
	}
	if p.err != nil {
		s.log.Error("trainings cannot be listed", "error", p.err)
	}
	p.at = time.Now()
	return p.facts, p.bytes, p.err
}

// usable reports whether the store can be used and the process is not stopping.
func (s *Server) usable(ctx context.Context) bool {
	if s.draining.Err() != nil {
		return false
	}
	if s.ready == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, reportTime)
	defer cancel()
	return s.ready(ctx) == nil
}

// snapshot is what metrics show of now.
func (s *Server) snapshot() metrics.Snapshot {
	ctx := context.Background()
	facts, bytes, err := s.read(ctx)
	tally := s.machine.Tally()
	out := metrics.Snapshot{
		Ready: s.usable(ctx), Listed: err == nil, Connections: s.access.conns.Open(), ConnectionsRefused: s.access.conns.Refused(), UploadMemory: s.memory.held.Load(), UploadSpool: s.spool.held.Load(),
		StoreBytes: bytes, Trainings: map[string]int{}, Messages: map[string]int64{}, Aborted: map[string]int64{},
		Ciphertexts: tally.Ciphertexts, Accepted: tally.Accepted,
	}
	for _, p := range wire.Phases {
		out.Trainings[string(p.Phase)] = 0
		if p.Attempt && p.Collects != "" {
			out.Messages[string(p.Collects)] = tally.Messages[p.Collects]
		}
	}
	for _, f := range facts {
		out.Trainings[string(f.Phase)]++
		out.Present += f.Present
		out.Awaited += f.Awaited
	}
	for _, c := range []wire.Code{wire.CodeMissing, wire.CodeLeft, wire.CodeRoundRejected} {
		out.Aborted[string(c)] = tally.Aborted[c]
	}
	return out
}

// about is what anybody may know.
func (s *Server) about(ctx context.Context) site.About {
	facts, _, err := s.read(ctx)
	a := site.About{Release: s.release, Protocol: wire.Version, Known: err == nil, Since: s.report.since, Files: s.report.files}
	counts := map[wire.Phase]int{}
	for _, f := range facts {
		counts[f.Phase]++
	}
	for _, p := range wire.Phases {
		if n := counts[p.Phase]; n > 0 {
			a.Phases = append(a.Phases, site.Phase{Name: string(p.Phase), Count: n})
		}
	}
	return a
}

// status is what the operator may know.
func (s *Server) status(ctx context.Context) site.Status {
	facts, bytes, err := s.read(ctx)
	tally := s.machine.Tally()
	rate, over := s.foldRate(tally.Ciphertexts)
	out := site.Status{
		Ready: s.usable(ctx), Draining: s.draining.Err() != nil, Error: err != nil, Release: s.release, Protocol: wire.Version, Module: s.report.module,
		Since: s.report.since, UptimeMS: time.Since(s.report.since).Milliseconds(), StoreBytes: bytes, FoldRate: rate, FoldOverMS: over.Milliseconds(),
		Uploads: tally.Messages[wire.KindUpload], Ciphertexts: tally.Ciphertexts, Accepted: tally.Accepted,
		Connections: s.access.conns.Open(), Sockets: s.sockets.Load(), Total: len(facts), Trainings: []site.Training{},
	}
	for _, n := range tally.Aborted {
		out.Aborted += n
	}
	facts = slices.Clone(facts)
	// Those that somebody waits for first, those that are over last.
	slices.SortStableFunc(facts, func(a, b round.Facts) int { return cmp.Compare(weight(a), weight(b)) })
	for _, f := range facts[:min(len(facts), listed)] {
		t := site.Training{ID: f.ID.String(), Phase: string(f.Phase), Round: f.Round, Attempt: f.Attempt, Accepted: f.Accepted, Live: f.Live,
			Enrolled: f.Enrolled, Members: f.Members, Present: f.Present, Awaited: f.Awaited, LeftMS: f.Remaining.Milliseconds()}
		if f.LastAbort != nil {
			t.LastAbort = string(*f.LastAbort)
		}
		out.Trainings = append(out.Trainings, t)
	}
	return out
}

func weight(f round.Facts) int {
	switch {
	case f.Phase.Running():
		return 0
	case f.Live && f.Phase != wire.PhaseDone:
		return 1
	case f.Phase != wire.PhaseDone:
		return 2
	}
	return 3
}

// sampleFolds notes the count of folded ciphertexts from time to time until ctx is done.
func (s *Server) sampleFolds(ctx context.Context) {
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	for {
		s.sampleFold(time.Now(), s.machine.Tally().Ciphertexts)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) sampleFold(at time.Time, count int64) {
	f := &s.report.folds
	f.Lock()
	defer f.Unlock()
	f.at, f.count = append(f.at, at), append(f.count, count)
	if n := len(f.at) - foldSamples; n > 0 {
		f.at, f.count = slices.Delete(f.at, 0, n), slices.Delete(f.count, 0, n)
	}
}

// foldRate is how many ciphertexts a second were folded on the average, and over what time.
func (s *Server) foldRate(now int64) (perSecond float64, over time.Duration) {
	f := &s.report.folds
	f.Lock()
	defer f.Unlock()
	if len(f.at) == 0 {
		return 0, 0
	}
	if over = time.Since(f.at[0]); over <= 0 {
		return 0, 0
	}
	return float64(now-f.count[0]) / over.Seconds(), over
}
