package service_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/federation"
	"github.com/blindfit/blindfit/internal/testing/hosts"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/modelowner/service"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/server"
)

// host is a service under test with the folder it can be started again from.
type host struct {
	*httptest.Server
	t       *testing.T
	options service.Options
	log     *log
	cancel  context.CancelFunc
	service *service.Service
}

type log struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *log) printf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(&l.b, format+"\n", args...)
}

func (l *log) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

func startService(t *testing.T, change func(*service.Options)) *host {
	t.Helper()
	h := &host{t: t, log: &log{}}
	dir := t.TempDir()
	keys, err := modelowner.GenerateKeys(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.options = service.Options{Dir: dir, Keys: keys, Facilitator: "http://127.0.0.1:1", Logf: h.log.printf}
	if change != nil {
		change(&h.options)
	}
	h.start()
	t.Cleanup(h.stop)
	return h
}

func (h *host) start() {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := service.New(ctx, h.options)
	if err != nil {
		cancel()
		h.t.Fatal(err)
	}
	h.cancel, h.service, h.Server = cancel, s, httptest.NewServer(s.Handler())
}

func (h *host) stop() {
	h.Close()
	h.cancel()
	h.service.Wait()
}

// do sends a request and returns the status and the body.
func (h *host) do(method, path, body string, header ...string) (int, string) {
	h.t.Helper()
	r, err := http.NewRequest(method, h.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if a.Header.Get("Content-Type") != "application/json" || !json.Valid(b) {
		h.t.Errorf("%s %s answers %q, not JSON", method, path, a.Header.Get("Content-Type"))
	}
	return a.StatusCode, string(b)
}

func modelJSON(predict string) string {
	return fmt.Sprintf(`{
  "name": "Test",
  "features": [{"name": "a", "type": "continuous", "min": 0, "max": 10}],
  "target": {"name": "y", "type": "continuous", "min": 0, "max": 100},
  "bounds": {"rows": 64}, "cohort": {"min": 3, "max": 3}, "key_bits": %d%s
}`, keyBits, predict)
}

// join lets an owner with an exact line y = 7a + 20 take part until the test ends.
func join(t *testing.T, link string, shift float64) {
	t.Helper()
	var b strings.Builder
	b.WriteString("a,y\n")
	for i := range 8 {
		a := float64(i) + shift
		fmt.Fprintf(&b, "%g,%g\n", a, 7*a+20)
	}
	joinWith(t, link, b.String())
}

// joinWith lets an owner of the given rows take part until the test ends.
func joinWith(t *testing.T, link, csv string) {
	t.Helper()
	l, err := identity.ParseLink(link)
	if err != nil {
		t.Fatal(err)
	}
	o, err := dataowner.Open(t.Context(), l, dataowner.Config{Vault: store.NewMemory(), Agree: consent.Words})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Load(t.Context(), "rows.csv", strings.NewReader(csv)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _, _ = o.Contribute(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
}

// until asks for the prediction of a training until it is there. Each answer of "not yet" names the state.
func (h *host) until(path string) string {
	h.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ctx := deadline.Context(h.t); ctx.Err() == nil; <-tick.C {
		status, body := h.do(http.MethodGet, path, "")
		if status == http.StatusOK {
			return body
		}
		if status != http.StatusConflict || !strings.Contains(body, `"state":"`) {
			h.t.Fatalf("%d %s", status, body)
		}
	}
	h.t.Fatal("no prediction")
	return ""
}

type posted struct {
	service.Model
}

func (h *host) post(body, query string) posted {
	h.t.Helper()
	status, text := h.do(http.MethodPost, "/models"+query, body)
	var p posted
	if err := json.Unmarshal([]byte(text), &p); status != http.StatusAccepted || err != nil {
		h.t.Fatalf("%d %s", status, text)
	}
	return p
}

func TestModelIsPostedTrainedAndPredicts(t *testing.T) {
	facilitator := federation.Facilitator(t, server.Options{})
	h := startService(t, func(o *service.Options) { o.Facilitator = facilitator })
	if status, body := h.do(http.MethodGet, "/prediction", ""); status != http.StatusNotFound || !strings.Contains(body, "POST /models") {
		t.Errorf("before any model: %d %s", status, body)
	}
	p := h.post(modelJSON(`, "predict": [{"a": 1}, {"a": 9.5}]`), "")
	if p.State != modelowner.StateLobby || len(p.Links) != 3 || p.Prediction == "" {
		t.Fatalf("answer is %+v", p.Model)
	}
	if status, body := h.do(http.MethodGet, p.Prediction, ""); status != http.StatusConflict || !strings.Contains(body, `"state":"lobby"`) {
		t.Errorf("at once: %d %s", status, body)
	}
	for _, path := range []string{"/models", p.Self} {
		if status, body := h.do(http.MethodGet, path, ""); status != http.StatusOK || strings.Contains(body, "#") || !strings.Contains(body, p.ID.String()) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	join(t, p.Links[0], 0)
	h.stop() // in the lobby: after a restart it goes on without a second POST
	h.start()
	join(t, p.Links[1], 1)
	join(t, p.Links[2], 2)
	checkPrediction(t, h.until("/prediction"), 27, 86.5)
	h.stop()
	h.start()
	checkPrediction(t, h.until(p.Prediction), 27, 86.5)
	for _, secret := range p.Links {
		if _, fragment, _ := strings.Cut(secret, "#"); strings.Contains(h.log.String(), fragment[:20]) {
			t.Error("a link is in the log")
		}
	}
}

// For a target with levels the predictions are levels, with their probabilities.
func TestPredictionsMayBeLevels(t *testing.T) {
	facilitator := federation.Facilitator(t, server.Options{})
	h := startService(t, func(o *service.Options) { o.Facilitator = facilitator })
	p := h.post(fmt.Sprintf(`{"model": {"kind": "discriminant", "method": "one_round"},
	  "features": [{"name": "a", "type": "continuous", "min": 0, "max": 10}],
	  "target": {"name": "y", "type": "nominal", "levels": ["no", "yes"]},
	  "bounds": {"rows": 64}, "cohort": {"min": 3, "max": 3}, "key_bits": %d, "predict": [{"a": 1}, {"a": 9.5, "y": "yes"}, {"a": 8}]}`, keyBits), "")
	for _, link := range p.Links {
		joinWith(t, link, "a,y\n1,no\n2,no\n3,yes\n4,no\n5,no\n6,yes\n7,yes\n8,yes\n")
	}
	var got struct {
		Metric        string      `json:"metric"`
		Predictions   []string    `json:"predictions"`
		Levels        []string    `json:"levels"`
		Probabilities [][]float64 `json:"probabilities"`
	}
	body := h.until("/prediction")
	if err := json.Unmarshal([]byte(body), &got); err != nil || strings.Join(got.Predictions, " ") != "no yes yes" || strings.Join(got.Levels, " ") != "no yes" {
		t.Fatalf("%s, %v", body, err)
	}
	if len(got.Probabilities) != 3 || got.Probabilities[1][1] < 0.5 || got.Metric != "label_mse" {
		t.Errorf("prediction is %s", body)
	}
}

func checkPrediction(t *testing.T, body string, want ...float64) {
	t.Helper()
	var p modelowner.Prediction
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	if p.Metric != "mse" || p.Cost > 1e-9 || len(p.Predictions) != len(want) {
		t.Fatalf("prediction is %s", body)
	}
	for i, y := range want {
		if d := p.Predictions[i].Value - y; d > 1e-4 || d < -1e-4 {
			t.Errorf("row %d: %v, want %v", i, p.Predictions[i], y)
		}
	}
}

func TestRowsMayComeWithTheService(t *testing.T) {
	facilitator := federation.Facilitator(t, server.Options{})
	h := startService(t, func(o *service.Options) { o.Facilitator, o.PredictCSV = facilitator, []byte("a;y\n0,5;1\n") })
	p := h.post(modelJSON(""), "")
	for i, link := range p.Links {
		join(t, link, float64(i))
	}
	checkPrediction(t, h.until("/prediction"), 23.5)
	if status, body := h.do(http.MethodPost, "/models", strings.Replace(modelJSON(""), `"a"`, `"b"`, 1)); status != http.StatusBadRequest || !strings.Contains(body, "rows the service was started with") {
		t.Errorf("rows that do not fit: %d %s", status, body)
	}
}

func TestThisMachineOnly(t *testing.T) {
	hosts.Run(t, startService(t, nil).service.Handler(), "/models")
}

func TestBadRequestsAreAnsweredInWords(t *testing.T) {
	h := startService(t, nil)
	tests := map[string]struct {
		method, path, body string
		header             []string
		status             int
		want               string
	}{
		"not JSON":             {"POST", "/models", "{", nil, 400, "error"},
		"unknown field":        {"POST", "/models", strings.Replace(modelJSON(""), `"name": "Test"`, `"nam": "Test"`, 1), nil, 400, `"field":"nam"`},
		"bad range":            {"POST", "/models", strings.Replace(modelJSON(""), `"max": 100`, `"max": -1`, 1), nil, 400, `"field":"target.max"`},
		"rules between fields": {"POST", "/models", modelJSON(`, "model": {"kind": "mlp", "weights": "encrypted"}`), nil, 400, `"field":"model.weights"`},
		"bad predict":          {"POST", "/models", modelJSON(`, "predict": [{"a": "x"}]`), nil, 400, `"field":"predict[0].a"`},
		"bad key length":       {"POST", "/models", strings.Replace(modelJSON(""), fmt.Sprint(keyBits), "100", 1), nil, 400, "key_bits"},
		"too large":            {"POST", "/models", strings.Repeat(" ", 2<<20), nil, 413, "at most"},
		"form":                 {"POST", "/models", modelJSON(""), []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "application/json"},
		"compressed":           {"POST", "/models", modelJSON(""), []string{"Content-Encoding", "gzip"}, 415, "Content-Encoding"},
		"links":                {"POST", "/models?links=0", modelJSON(""), nil, 400, "links"},
		"too many links":       {"POST", "/models?links=4", modelJSON(""), nil, 400, "links"},
		"put":                  {"PUT", "/models", "", nil, 405, "GET, POST"},
		"delete":               {"DELETE", "/prediction", "", nil, 405, "GET"},
		"no such path":         {"GET", "/../etc", "", nil, 404, "no such path"},
		"no such training":     {"GET", "/prediction?training=xyz", "", nil, 404, "no such training"},
		"no such model":        {"GET", "/models/xyz", "", nil, 404, "no such training"},
		"page of another":      {"POST", "/models", modelJSON(""), []string{"Origin", "https://evil.example"}, 403, "Origin"},
		"page from disk":       {"GET", "/models", "", []string{"Origin", "null"}, 403, "Origin"},
		"healthy":              {"GET", "/healthz", "", []string{"Host", "localhost:9090"}, 200, "ok"},
		"IPv6":                 {"GET", "/healthz", "", []string{"Host", "[::1]:9090"}, 200, "ok"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := h.do(test.method, test.path, test.body, test.header...)
			if status != test.status || !strings.Contains(body, test.want) {
				t.Errorf("%d %s, want %d with %q", status, body, test.status, test.want)
			}
		})
	}
	if status, body := h.do(http.MethodGet, "/models", ""); status != 200 || strings.TrimSpace(body) != `{"models":[]}` {
		t.Errorf("something was created: %s", body)
	}
}
