// Package report owns the figures of a facilitator: for the operator's pages, for the page that is open to all, and for
// Prometheus. They hold counts and ids of trainings, and name no participant.
package report

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
	"github.com/blindfit/blindfit/server/metrics"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/site"
)

const (
	// freshTime is the time for which figures from the store are used again.
	freshTime = 5 * time.Second
	// storeTime is the time within which the store must answer. Prometheus waits ten seconds for the whole answer.
	storeTime = 5 * time.Second
	// maxListed is the number of trainings in a status.
	maxListed = 200
)

// Options configures a Report. All fields but StoreSize, Files and Module are required.
type Options struct {
	Machine *round.Machine
	// Figures returns the figures of admission control.
	Figures func() admission.Figures
	// Ready reports whether the facilitator takes work; Stopping whether it stops.
	Ready    func(context.Context) bool
	Stopping func() bool
	// StoreAge returns the time since the store was last known to write.
	StoreAge func() time.Duration
	// CertificateExpiry returns when the certificate expires that is served, zero if there is none; DiskFree the bytes that
	// are free, negative for unknown. Both may be nil.
	CertificateExpiry func() time.Time
	BackupTime        func() time.Time // when the store was last backed up; zero or nil if that is not known
	DiskFree          func() int64
	// StoreSize returns the size of the store in bytes. If it is nil, the size is not known.
	StoreSize func(context.Context) (int64, error)
	// Release is the version of the program; Files are the files of its page and Module the hash of the page's module.
	Release string
	Files   []site.File
	Module  string
	// Notices are the operator's texts, which the public page links to.
	Notices site.Notices
	// Log receives failures of the store.
	Log *slog.Logger
}

// Report returns figures. It is safe for concurrent use.
type Report struct {
	o     Options
	since time.Time
	folds folds

	mu     sync.Mutex // guards the fields below; held while the store is read, so that one reader at a time does
	readAt time.Time
	stored stored
}

// stored are the figures from the store.
type stored struct {
	facts []round.Facts
	bytes int64 // negative: unknown
	err   error
}

// New returns a report of a facilitator that starts now.
func New(o Options) *Report { return &Report{o: o, since: time.Now()} }

// Sample records the number of ciphertexts folded at regular intervals until ctx is done. Without it the fold rate is zero.
func (r *Report) Sample(ctx context.Context) {
	r.folds.run(ctx, func() int64 { return r.o.Machine.Tally().Ciphertexts })
}

// read returns the figures from the store, at most freshTime old.
func (r *Report) read(ctx context.Context) stored {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.readAt.IsZero() && time.Since(r.readAt) < freshTime {
		return r.stored
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	s := stored{bytes: -1}
	if s.facts, s.err = r.o.Machine.Facts(ctx); s.err != nil {
		r.o.Log.Error("trainings cannot be listed", "error", s.err)
	}
	if r.o.StoreSize != nil {
		if n, err := r.o.StoreSize(ctx); err == nil {
			s.bytes = n
		}
	}
	r.stored, r.readAt = s, time.Now()
	return s
}

// Snapshot returns the figures for Prometheus.
func (r *Report) Snapshot() metrics.Snapshot {
	ctx := context.Background()
	ready := make(chan bool, 1)
	go func() { ready <- r.o.Ready(ctx) }() // a store that hangs makes both wait
	s, tally, held := r.read(ctx), r.o.Machine.Tally(), r.o.Figures()
	out := metrics.Snapshot{
		Ready: <-ready, Listed: s.err == nil, Connections: held.Connections, ConnectionsRefused: held.Refused,
		UploadMemory: held.Memory, UploadSpool: held.Disk, StoreBytes: s.bytes,
		Trainings: map[string]int{}, Messages: map[string]int64{}, Aborted: map[string]int64{},
		Ciphertexts: tally.Ciphertexts, Accepted: tally.Accepted, DiskFree: -1, Oldest: oldest(s.facts),
	}
	out.StoreAge = r.o.StoreAge() // after Ready, which may write
	if r.o.CertificateExpiry != nil {
		out.CertificateExpiry = r.o.CertificateExpiry()
	}
	if r.o.BackupTime != nil {
		out.BackupTime = r.o.BackupTime()
	}
	if r.o.DiskFree != nil {
		out.DiskFree = r.o.DiskFree()
	}
	for _, p := range wire.Phases {
		out.Trainings[string(p.Phase)] = 0
		if p.Attempt && p.Collects != "" {
			out.Messages[string(p.Collects)] = tally.Messages[p.Collects]
		}
	}
	for _, f := range s.facts {
		out.Trainings[string(f.Phase)]++
		out.Present += f.Present
		out.Awaited += f.Awaited
	}
	for _, c := range []wire.Code{wire.CodeMissing, wire.CodeLeft, wire.CodeRoundRejected} {
		out.Aborted[string(c)] = tally.Aborted[c]
	}
	return out
}

// About returns the public figures.
func (r *Report) About(ctx context.Context) site.About {
	s := r.read(ctx)
	a := site.About{Release: r.o.Release, Protocol: wire.Version, Known: s.err == nil, Since: r.since, Files: r.o.Files, Notices: r.o.Notices}
	counts := map[wire.Phase]int{}
	for _, f := range s.facts {
		counts[f.Phase]++
	}
	for _, p := range wire.Phases {
		if n := counts[p.Phase]; n > 0 {
			a.Phases = append(a.Phases, site.Phase{Name: string(p.Phase), Count: n})
		}
	}
	return a
}

// Status returns the operator's figures. Trainings that wait for somebody come first, those that have ended last.
func (r *Report) Status(ctx context.Context) site.Status {
	s, tally, held := r.read(ctx), r.o.Machine.Tally(), r.o.Figures()
	rate, over := r.folds.rate(tally.Ciphertexts)
	out := site.Status{
		Ready: r.o.Ready(ctx), Draining: r.o.Stopping(), Error: s.err != nil, Release: r.o.Release, Protocol: wire.Version, Module: r.o.Module,
		Since: r.since, UptimeMS: time.Since(r.since).Milliseconds(), StoreBytes: s.bytes, FoldRate: rate, FoldOverMS: over.Milliseconds(),
		Uploads: tally.Messages[wire.KindUpload], Ciphertexts: tally.Ciphertexts, Accepted: tally.Accepted,
		Connections: held.Connections, Sockets: held.Sockets, Total: len(s.facts), Trainings: []site.Training{},
	}
	for _, n := range tally.Aborted {
		out.Aborted += n
	}
	facts := slices.Clone(s.facts)
	slices.SortStableFunc(facts, func(a, b round.Facts) int { return cmp.Compare(rank(a), rank(b)) })
	for _, f := range facts[:min(len(facts), maxListed)] {
		t := site.Training{ID: f.ID.String(), Phase: string(f.Phase), Round: f.Round, Attempt: f.Attempt, Accepted: f.Accepted, Live: f.Live,
			Enrolled: f.Enrolled, Members: f.Members, Present: f.Present, Awaited: f.Awaited, LeftMS: f.Remaining.Milliseconds()}
		if f.LastAbort != nil {
			t.LastAbort = string(*f.LastAbort)
		}
		out.Trainings = append(out.Trainings, t)
	}
	return out
}

// oldest returns the longest time for which a training has been in a phase without a deadline in which its model owner must
// act, as far as this facilitator follows it.
func oldest(facts []round.Facts) (longest time.Duration) {
	for _, f := range facts {
		if f.Live && (f.Phase == wire.PhaseFinish || f.Phase == wire.PhaseWaiting) {
			longest = max(longest, f.Since)
		}
	}
	return longest
}

// rank is the place of a training in a status.
func rank(f round.Facts) int {
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
