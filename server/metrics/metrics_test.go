package metrics_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/blindfit/blindfit/server/metrics"
)

// full returns metrics of which every series exists.
func full() *metrics.Metrics {
	m := metrics.New("v1", 1, "abc", []string{"internal", "rate"}, func() metrics.Snapshot {
		return metrics.Snapshot{Ready: true, StoreBytes: 5, CertificateExpiry: time.Unix(1900000000, 0), BackupTime: time.Unix(1800000000, 0), Listed: true, Trainings: map[string]int{"done": 1}, Messages: map[string]int64{"keys": 2}, Aborted: map[string]int64{"left": 3}}
	})
	m.Request("GET", "/x", 200, time.Second, false, 1, 2)
	m.Rejected("rate")
	m.Limited("source")
	m.Panicked()
	m.Socket()
	m.Poll()
	return m
}

func exposed(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// TestTable: the metrics that are exposed are those of the table, and those of docs/operations.md.
func TestTable(t *testing.T) {
	text := exposed(t, full())
	kinds := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (blindfit_\w+) (\w+)$`).FindAllStringSubmatch(text, -1) {
		kinds[m[1]] = m[2]
	}
	var want []string
	for _, d := range metrics.Table {
		if kinds[d.Name] != string(d.Kind) {
			t.Errorf("%s is exposed as %q, want %q", d.Name, kinds[d.Name], d.Kind)
		}
		delete(kinds, d.Name)
		line := regexp.MustCompile(`(?m)^` + d.Name + `(_bucket)?(\{[^}]*\})? `).FindString(text)
		var labels []string
		for _, l := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(line, -1) {
			if l[1] != "le" {
				labels = append(labels, l[1])
			}
		}
		sorted := slices.Clone(d.Labels)
		slices.Sort(sorted)
		if line == "" || !slices.Equal(labels, sorted) {
			t.Errorf("%s is exposed with labels %q, want %q", d.Name, labels, sorted)
		}
		for _, l := range d.Labels {
			if regexp.MustCompile(`identit|owner|address|source|training$`).MatchString(l) {
				t.Errorf("%s: a label %q could name a participant", d.Name, l)
			}
		}
		var quoted []string
		for _, l := range d.Labels {
			quoted = append(quoted, "`"+l+"`")
		}
		want = append(want, fmt.Sprintf("| `%s` | %s | %s | %s |", d.Name, d.Kind, strings.Join(quoted, ", "), d.Help))
	}
	for name := range kinds {
		t.Errorf("%s is exposed and not in the table", name)
	}
	b, err := os.ReadFile(filepath.FromSlash("../../docs/operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile("(?m)^\\| `blindfit_.*\\|$").FindAllString(string(b), -1)
	if !slices.Equal(got, want) {
		t.Errorf("docs/operations.md lists\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestNames: names and helps follow the rules of Prometheus.
func TestNames(t *testing.T) {
	problems, err := promlint.New(strings.NewReader(exposed(t, full()))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "blindfit_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// TestBounded: values that a client chooses make no series.
func TestBounded(t *testing.T) {
	m := full()
	for i := range 50 {
		m.Request(fmt.Sprintf("ODD%d", i), "unknown", 405, time.Millisecond, false, 0, 0)
	}
	text := exposed(t, m)
	if strings.Contains(text, "ODD") || !strings.Contains(text, `method="other",route="unknown",status="405"} 50`) {
		t.Error("a client makes series with its methods")
	}
}

// TestFromTheStart: counters that alerts watch are there before anything was counted, so that the first time is an increase.
func TestFromTheStart(t *testing.T) {
	text := exposed(t, metrics.New("v1", 1, "abc", []string{"internal", "rate"}, func() metrics.Snapshot { return metrics.Snapshot{} }))
	for _, line := range []string{`blindfit_rejections_total{code="internal"} 0`, `blindfit_rejections_total{code="rate"} 0`, `blindfit_limited_total{by="source"} 0`,
		"blindfit_panics_total 0", "blindfit_connections_refused_total 0", "blindfit_rounds_accepted_total 0"} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("there is no %q", line)
		}
	}
}

// TestUnknown: if the size or contents of the store are unknown, their metrics are absent instead of zero.
func TestUnknown(t *testing.T) {
	text := exposed(t, metrics.New("v1", 1, "", nil, func() metrics.Snapshot { return metrics.Snapshot{StoreBytes: -1, Trainings: map[string]int{"done": 0}} }))
	if strings.Contains(text, "blindfit_store_bytes") || strings.Contains(text, "blindfit_trainings") || strings.Contains(text, "blindfit_owners") || !strings.Contains(text, "blindfit_ready 0") {
		t.Error("an unknown figure is exposed")
	}
	m := full()
	m.Request("GET", "/waits", 200, time.Hour, true, 0, 0)
	if text := exposed(t, m); strings.Contains(text, `blindfit_request_seconds_count{route="/waits"}`) || !strings.Contains(text, `route="/waits",status="200"} 1`) {
		t.Error("a request that waited is timed, or not counted")
	}
}
