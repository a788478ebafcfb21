//go:build soak && linux

package swarm

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
)

var soakRounds = flag.Int("rounds", 10_000, "rounds of the soak")

// soakHours is for how long the soak goes on at least.
func soakHours(t *testing.T) time.Duration {
	hours := 0.0
	if text := os.Getenv("BLINDFIT_SOAK_HOURS"); text != "" {
		var err error
		if hours, err = strconv.ParseFloat(text, 64); err != nil {
			t.Fatal("BLINDFIT_SOAK_HOURS must be a number")
		}
	}
	return time.Duration(hours * float64(time.Hour))
}

// level is what a facilitator holds while nothing is asked of it.
type level struct{ bytes, files, goroutines float64 }

// TestSoak runs thousands of rounds, in many trainings with faults, over one facilitator, and compares what it holds
// between trainings in the last tenth of them with the second: memory, open files and goroutines stay where they were.
// Every sum is exact on the way.
func TestSoak(t *testing.T) {
	c := small(t)
	c.Owners, c.Trainings, c.Rounds = 12, 2, 24
	c.Duplicate, c.Garbage = 0.05, 0.05
	for _, p := range Phases {
		c.DropOut[p] = 0.002
	}
	// A sum that misses somebody counts as any other; a round may need more than one attempt.
	f, err := StartFacilitator(t.Context(), c.Program, t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Kill()
	c.Facilitators = []string{f.URL}
	var levels []level
	start, rounds, least := time.Now(), 0, soakHours(t)
	for rounds < *soakRounds || time.Since(start) < least {
		c.Dir, c.Seed = t.TempDir(), c.Seed+1
		rounds += soakOnce(t, c)
		l, err := f.level(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		levels = append(levels, l)
		t.Logf("%d rounds, %v: %.1f MB, %.0f files, %.0f goroutines", rounds, time.Since(start).Round(time.Second), l.bytes/1e6, l.files, l.goroutines)
	}
	if len(levels) < 20 {
		t.Fatalf("%d rounds are too few to compare: at least 1000", rounds)
	}
	tenth := len(levels) / 10
	for what, of := range map[string]func(level) float64{
		"bytes of memory": func(l level) float64 { return l.bytes }, "open files": func(l level) float64 { return l.files },
		"goroutines": func(l level) float64 { return l.goroutines },
	} {
		early, late := median(levels[tenth:2*tenth], of), median(levels[len(levels)-tenth:], of)
		t.Logf("%s: %.0f early, %.0f late", what, early, late)
		if late > 1.2*early {
			t.Errorf("%s grew from %.0f to %.0f over %d rounds", what, early, late, rounds)
		}
	}
}

// soakOnce runs two trainings to their end.
func soakOnce(t *testing.T, c Config) int {
	ctx := deadline.Context(t)
	r, err := Run(ctx, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Sums.Exact || r.Faults.AnsweredApart > 0 || r.Faults.GarbageTaken > 0 {
		t.Fatalf("the report is not well: %+v", r)
	}
	// Three attempts in a row that lost too many end a training: with few owners and years of rounds that will happen.
	for _, p := range r.Problems {
		t.Log(p)
	}
	return r.Rounds
}

// level reads what the facilitator holds once its connections are gone.
func (f *Facilitator) level(ctx context.Context) (level, error) {
	u, err := f.Usage()
	if err != nil {
		return level{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL+"/metrics", nil)
	if err != nil {
		return level{}, err
	}
	r.Close = true
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return level{}, err
	}
	defer a.Body.Close()
	for lines := bufio.NewScanner(a.Body); lines.Scan(); {
		if n, ok := strings.CutPrefix(lines.Text(), "go_goroutines "); ok {
			goroutines, err := strconv.ParseFloat(n, 64)
			return level{float64(u.Bytes), float64(u.Files), goroutines}, err
		}
	}
	return level{}, fmt.Errorf("the facilitator does not tell its goroutines: status %d", a.StatusCode)
}

func median(levels []level, of func(level) float64) float64 {
	values := make([]float64, len(levels))
	for i, l := range levels {
		values[i] = of(l)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
