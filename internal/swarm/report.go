package swarm

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Report is the result of a run.
type Report struct {
	Owners    int     `json:"owners"`
	Trainings int     `json:"trainings"`
	Columns   int     `json:"columns"`
	KeyBits   int     `json:"key_bits"`
	Seconds   float64 `json:"seconds"` // from the first arrival to the end of the last training
	Finished  int     `json:"finished"`
	Stopped   int     `json:"stopped"` // trainings that ended before their last round

	Rounds   int `json:"rounds"`   // finished
	Attempts int `json:"attempts"` // at them and at those that were given up
	Uploads  int `json:"uploads"`  // acknowledged

	RoundSeconds []float64 `json:"round_seconds"` // of each finished round, from its first opening to its sums

	UploadsPerSecond  float64   `json:"uploads_per_second"`
	RequestsPerSecond float64   `json:"requests_per_second"`
	BytesUp           int64     `json:"bytes_up"`
	BytesDown         int64     `json:"bytes_down"`
	Requests          []Latency `json:"requests"`
	Facilitators      []Usage   `json:"facilitators"` // of those that the swarm started
	Faults            Faults    `json:"faults"`
	Sums              Sums      `json:"sums"`
	Problems          []string  `json:"problems"` // why trainings stopped, and owners that ended with an error
}

// Sums compares the decrypted sums with the owners' rows.
type Sums struct {
	Numbers int  `json:"numbers"` // compared
	Wrong   int  `json:"wrong"`
	Exact   bool `json:"exact"` // some were compared and none is wrong
	Noise   bool `json:"noise"` // none can be compared
}

// OK reports whether the facilitator did all it must: every sum exact if there is no noise, duplicates answered alike, no garbage taken, no
// owner turned away, every training at its end.
func (r *Report) OK() bool {
	return (r.Sums.Exact || r.Sums.Noise) && r.Faults.AnsweredApart == 0 && r.Faults.GarbageTaken == 0 && len(r.Problems) == 0 && r.Finished == r.Trainings
}

// Write writes the report for a person.
func (r *Report) Write(w io.Writer) error {
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-14s%s\n", name, fmt.Sprintf(format, args...))
	}
	line("swarm", "%d owners in %d trainings of %d columns, keys of %d bits", r.Owners, r.Trainings, r.Columns, r.KeyBits)
	line("time", "%s, %d of %d trainings finished", short(r.Seconds), r.Finished, r.Trainings)
	line("rounds", "%d in %d attempts, half of them within %s", r.Rounds, r.Attempts, short(middle(r.RoundSeconds)))
	line("throughput", "%.1f uploads and %.0f requests a second; %.1f MB up, %.1f MB down", r.UploadsPerSecond, r.RequestsPerSecond, mb(r.BytesUp), mb(r.BytesDown))
	for i, u := range r.Facilitators {
		line(fmt.Sprintf("facilitator %d", i+1), "%.1f MB of memory, %.1f MB at most; %.1f s of processor time; %d open files", mb(u.Bytes), mb(u.PeakBytes), u.Seconds, u.Files)
	}
	var dropped []string
	for _, p := range Phases {
		if n := r.Faults.DroppedOut[string(p)]; n > 0 {
			dropped = append(dropped, fmt.Sprintf("%d in %s", n, p))
		}
	}
	line("dropped out", "%s", strings.Join(append(dropped, []string{"nobody"}[min(len(dropped), 1):]...), ", "))
	line("duplicates", "%d, %d of them answered otherwise than the first", r.Faults.Duplicates, r.Faults.AnsweredApart)
	line("garbage", "%d, %d of it taken", r.Faults.Garbage, r.Faults.GarbageTaken)
	verdict := "every one is exactly the sum over the owners' rows"
	switch {
	case r.Sums.Noise:
		verdict = "they have noise and cannot be compared"
	case !r.Sums.Exact:
		verdict = fmt.Sprintf("%d ARE WRONG", r.Sums.Wrong)
	}
	line("sums", "%d numbers decrypted: %s", r.Sums.Numbers, verdict)
	for _, p := range r.Problems {
		line("problem", "%s", p)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\nrequest\tcount\tfailed\tp50 ms\tp90 ms\tp99 ms\tmax ms\t")
	for _, l := range r.Requests {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t\n", l.Request, l.Count, l.Failed, l.P50, l.P90, l.P99, l.Max)
	}
	return t.Flush()
}

// middle returns the median, or 0 if there are no values.
func middle(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

func mb(n int64) float64 { return float64(n) / 1e6 }

func short(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).Round(100 * time.Millisecond).String()
}

// add puts the counts of the lines into the report.
func (r *Report) add(t *tally) {
	r.Requests = t.latencies()
	t.mu.Lock()
	defer t.mu.Unlock()
	r.Faults = t.faults
	total := 0
	for _, l := range r.Requests {
		total += l.Count
		r.BytesUp += l.Up
		r.BytesDown += l.Down
		if l.Request == "PUT uploads" {
			r.Uploads = l.Count - l.Failed
		}
	}
	if r.Seconds > 0 {
		r.UploadsPerSecond, r.RequestsPerSecond = float64(r.Uploads)/r.Seconds, float64(total)/r.Seconds
	}
}

// compare checks the sums of a training against its owners' rows.
func (r *Report) compare(t *troop, oneRound bool) error {
	rounds, err := t.training.Sums()
	if oneRound {
		rounds, err = t.allSums()
	}
	if err != nil {
		return err
	}
	for _, s := range rounds {
		pooled, err := t.pooled(s.Owners)
		if err != nil {
			return err
		}
		want := pooled.Vector()
		if !oneRound {
			g, l := pooled.Gradient(s.Point, t.training.File.Budget().FractionBits)
			want = append(slices.Clone(g), l, big.NewInt(pooled.N))
		}
		r.Sums.Numbers += len(want)
		if len(s.Values) != len(want) {
			r.Sums.Wrong += len(want)
			continue
		}
		for i, v := range want {
			if v.Cmp(s.Values[i]) != 0 {
				r.Sums.Wrong++
			}
		}
	}
	r.Rounds += len(rounds)
	return nil
}

// allSums returns the sums of a training of one round.
func (t *troop) allSums() ([]modelowner.RoundSums, error) {
	h, err := t.training.OpenRounds(false)
	if err != nil {
		return nil, err
	}
	var out []modelowner.RoundSums
	for _, r := range h.All() {
		if r.Result != nil {
			out = append(out, modelowner.RoundSums{Ref: r.Result.Ref, Kind: r.Kind, Values: r.Result.Sums, Owners: r.Result.Owners})
		}
	}
	return out, nil
}

// Progress is the progress of a run.
type Progress struct {
	Elapsed   time.Duration
	Here      int // owners taking part now
	Owners    int
	Finished  int // trainings
	Trainings int
	Rounds    int                // finished
	Phases    map[wire.Phase]int // running attempts, by phase
	Requests  int
	Usage     Usage // of all facilitators together; zero if it is not known
}

// String is one line.
func (p Progress) String() string {
	var phases []string
	for _, phase := range append(Phases[:len(Phases):len(Phases)], wire.PhaseFinish) {
		if n := p.Phases[phase]; n > 0 {
			phases = append(phases, fmt.Sprintf("%d %s", n, phase))
		}
	}
	if len(phases) == 0 {
		phases = []string{"none running"}
	}
	return fmt.Sprintf("%s  owners %d/%d  trainings %d/%d  rounds %d (%s)  requests %d  memory %.0f MB  cpu %.1f s",
		short(p.Elapsed.Seconds()), p.Here, p.Owners, p.Finished, p.Trainings, p.Rounds, strings.Join(phases, ", "), p.Requests, mb(p.Usage.Bytes), p.Usage.Seconds)
}
