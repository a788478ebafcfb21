//go:build unix

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"

	collogs "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestTelemetry: a collector that OpenTelemetry's variables name gets a span of every request and the lines of the log, with the
// names of routes and without those of people; what waits is sent at the end.
func TestTelemetry(t *testing.T) {
	ctx := deadline.Context(t)
	var mu sync.Mutex
	var spans, lines, all strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		switch r.URL.Path {
		case "/v1/traces":
			var q coltrace.ExportTraceServiceRequest
			if err := proto.Unmarshal(b, &q); err != nil {
				t.Error(err)
			}
			all.WriteString(q.String())
			for _, rs := range q.ResourceSpans {
				for _, ss := range rs.ScopeSpans {
					for _, s := range ss.Spans {
						spans.WriteString(s.Name + "\n")
					}
				}
			}
		case "/v1/logs":
			var q collogs.ExportLogsServiceRequest
			if err := proto.Unmarshal(b, &q); err != nil {
				t.Error(err)
			}
			all.WriteString(q.String())
			for _, rl := range q.ResourceLogs {
				for _, sl := range rl.ScopeLogs {
					for _, l := range sl.LogRecords {
						lines.WriteString(l.Body.GetStringValue() + "\n")
					}
				}
			}
		default:
			t.Errorf("%s is sent", r.URL.Path)
		}
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	p := launch(t, t.TempDir(), "127.0.0.1:0")
	a := &played{t: t, url: p.url, ref: wire.Ref{Round: 1, Attempt: 1}}
	a.mo, a.owners = prepare(ctx, t, p.url, 3, nil)
	must(t, a.play(ctx))
	r, err := http.NewRequestWithContext(ctx, "JANE-DOE", p.url+"/v2", nil) // a client may send any text as a method
	must(t, err)
	answer, err := http.DefaultClient.Do(r)
	must(t, err)
	must(t, answer.Body.Close())
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Fatalf("it ended with %d: %s", code, p.text())
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{"PUT /v2/trainings/{training}/rounds/{round}/{attempt}/uploads/{identity}\n", "POST /v2/trainings/{training}/log\n"} {
		if !strings.Contains(spans.String(), want) {
			t.Errorf("there is no span %q in\n%s", want, spans.String())
		}
	}
	if strings.Contains(all.String(), "JANE") || !strings.Contains(spans.String(), "other ") {
		t.Error("the collector gets what a client sends as a method")
	}
	if !strings.Contains(lines.String(), "phase\n") {
		t.Errorf("the log has only\n%s", lines.String())
	}
	for _, o := range a.owners {
		if strings.Contains(all.String(), o.ID().String()) {
			t.Error("the collector learns who takes part")
		}
	}
	if !strings.Contains(all.String(), "blindfit-facilitator") || strings.Contains(all.String(), "127.0.0.1:") {
		t.Error("the collector gets no name of the service, or addresses")
	}
}
