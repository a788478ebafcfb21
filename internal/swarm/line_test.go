package swarm

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
)

// binaries is where the tests build programs.
var binaries string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "swarm-test-*")
	if err != nil {
		panic(err)
	}
	binaries = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestLine: a server that takes garbage, or that answers the same message in two ways, is told of; one that does neither
// is not.
func TestLine(t *testing.T) {
	sound := func(w http.ResponseWriter, r *http.Request) {
		if b, _ := io.ReadAll(r.Body); string(b) != "a message" {
			w.WriteHeader(http.StatusBadRequest)
		}
	}
	var count atomic.Int64
	for name, c := range map[string]struct {
		answer       http.HandlerFunc
		taken, apart bool
	}{
		"sound":    {sound, false, false},
		"gullible": {func(http.ResponseWriter, *http.Request) {}, true, false},
		"forgetful": {func(w http.ResponseWriter, r *http.Request) {
			if sound(w, r); count.Add(1)%2 == 0 {
				w.WriteHeader(http.StatusConflict)
			}
		}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(c.answer)
			defer s.Close()
			tally := newTally()
			rate := Config{Duplicate: 1, Garbage: 1}
			if c.apart {
				rate.Garbage = 0
			}
			client := &http.Client{Transport: &line{config: &rate, tally: tally, next: newTransport(), draw: rand.New(rand.NewPCG(1, 2))}}
			for range 20 {
				r, err := http.NewRequest(http.MethodPut, s.URL+"/v2/trainings/T/enrolments/ID", strings.NewReader("a message"))
				if err != nil {
					t.Fatal(err)
				}
				a, err := client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				a.Body.Close()
			}
			f := tally.faults
			if taken := f.GarbageTaken > 0; taken != c.taken || !c.apart && f.Garbage != 20 {
				t.Errorf("%d of %d pieces of garbage were taken", f.GarbageTaken, f.Garbage)
			}
			if apart := f.AnsweredApart > 0; apart != c.apart || f.Duplicates != 20 {
				t.Errorf("%d of %d duplicates were answered apart", f.AnsweredApart, f.Duplicates)
			}
			if l := tally.latencies(); len(l) != 1 || l[0].Request != "PUT enrolments" || l[0].Count != 20 {
				t.Errorf("the requests are counted as %+v", l)
			}
		})
	}
}
