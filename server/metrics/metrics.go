package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// buckets are the upper bounds of request times in seconds: from a small message on a fast disk to an upload over a slow line.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120}

// Snapshot holds the figures that are read at every collection, in contrast to those that are counted.
type Snapshot struct {
	Ready              bool
	Connections        int64
	ConnectionsRefused int64
	UploadMemory       int64          // bytes
	UploadSpool        int64          // bytes
	StoreBytes         int64          // negative: unknown
	StoreAge           time.Duration  // since the store was last known to write
	DiskFree           int64          // bytes; negative: unknown
	BackupTime         time.Time      // of the last backup; zero: not known
	CertificateExpiry  time.Time      // zero: no certificate
	Oldest             time.Duration  // the longest for which a training waits for its model owner
	Listed             bool           // false: the next three fields are unknown
	Trainings          map[string]int // by phase
	Present, Awaited   int
	Messages           map[string]int64 // by kind
	Aborted            map[string]int64 // by code
	Ciphertexts        int64
	Accepted           int64
}

// Metrics counts requests and their answers. It is safe for concurrent use.
type Metrics struct {
	registry               *prometheus.Registry
	requests               *prometheus.CounterVec
	seconds                *prometheus.HistogramVec
	received, sent, panics prometheus.Counter
	rejections, limited    *prometheus.CounterVec
	sockets, polls         prometheus.Gauge
	snapshot               func() Snapshot
	started                time.Time
	descs                  map[string]*prometheus.Desc // of the metrics in snapshots
}

// New returns metrics that count from zero. snapshot is called at every collection; release, protocol version and the hash of
// the page's module become labels of build_info. codes are those that a rejection may have.
func New(release string, protocol int, module string, codes []string, snapshot func() Snapshot) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), started: time.Now(), snapshot: snapshot, descs: map[string]*prometheus.Desc{}}
	defs := map[string]Definition{}
	for _, d := range Table {
		defs[d.Name] = d
	}
	opts := func(name string) prometheus.Opts {
		return prometheus.Opts{Name: prefix + name, Help: defs[prefix+name].Help}
	}
	vec := func(name string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts(opts(name)), defs[prefix+name].Labels)
		m.registry.MustRegister(v)
		return v
	}
	m.requests, m.rejections, m.limited = vec("requests_total"), vec("rejections_total"), vec("limited_total")
	// A counter that begins with its first event has no increase that an alert could see.
	for _, by := range []string{"source", "training", "files", "identity", "enrolments", "sockets"} {
		m.limited.WithLabelValues(by)
	}
	for _, code := range codes {
		m.rejections.WithLabelValues(code)
	}
	counter := func(name string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts(opts(name)))
		m.registry.MustRegister(c)
		return c
	}
	m.received, m.sent, m.panics = counter("received_bytes_total"), counter("sent_bytes_total"), counter("panics_total")
	gauge := func(name string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts(opts(name)))
		m.registry.MustRegister(g)
		return g
	}
	m.sockets, m.polls = gauge("event_sockets"), gauge("long_polls")
	seconds := opts("request_seconds")
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: seconds.Name, Help: seconds.Help, Buckets: buckets}, defs[seconds.Name].Labels)
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts(opts("build_info")), defs[prefix+"build_info"].Labels)
	info.WithLabelValues(release, strconv.Itoa(protocol), module).Set(1)
	m.registry.MustRegister(m.seconds, info, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, name := range inSnapshot {
		d := defs[prefix+name]
		m.descs[name] = prometheus.NewDesc(d.Name, d.Help, d.Labels, nil)
	}
	m.registry.MustRegister(collector{m})
	return m
}

// inSnapshot are the names of the metrics in a snapshot.
var inSnapshot = []string{"ready", "connections", "connections_refused_total", "upload_memory_bytes", "upload_spool_bytes", "trainings", "owners_present", "owners_awaited",
	"messages_total", "ciphertexts_total", "rounds_accepted_total", "attempts_aborted_total", "store_bytes", "store_written_seconds", "disk_free_bytes",
	"certificate_expiry_seconds", "backup_time_seconds", "waiting_seconds", "start_time_seconds"}

// Handler returns a handler that answers with all metrics in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}

// Method returns the name under which a method is counted, traced and logged: a client may send any text as one.
func Method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPost, http.MethodOptions, http.MethodDelete:
		return name
	}
	return "other"
}

// Request counts an answered request. The time of a request that waited is not recorded.
func (m *Metrics) Request(method, route string, status int, took time.Duration, waited bool, received, sent int64) {
	m.requests.WithLabelValues(Method(method), route, strconv.Itoa(status)).Inc()
	if !waited {
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
	}
	m.received.Add(float64(received))
	m.sent.Add(float64(sent))
}

// Rejected counts a rejection by its code.
func (m *Metrics) Rejected(code string) { m.rejections.WithLabelValues(code).Inc() }

// Limited counts a request above a limit.
func (m *Metrics) Limited(by string) { m.limited.WithLabelValues(by).Inc() }

// Panicked counts a panic.
func (m *Metrics) Panicked() { m.panics.Inc() }

// Socket counts an event socket until release is called.
func (m *Metrics) Socket() (release func()) { m.sockets.Inc(); return m.sockets.Dec }

// Poll counts a long poll until release is called.
func (m *Metrics) Poll() (release func()) { m.polls.Inc(); return m.polls.Dec }

// collector turns a snapshot into metrics.
type collector struct{ m *Metrics }

// Describe implements prometheus.Collector.
func (c collector) Describe(ch chan<- *prometheus.Desc) {
	for _, name := range inSnapshot {
		ch <- c.m.descs[name]
	}
}

// Collect implements prometheus.Collector.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	s := c.m.snapshot()
	one := func(kind prometheus.ValueType, name string, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(c.m.descs[name], kind, v, labels...)
	}
	ready := 0.0
	if s.Ready {
		ready = 1
	}
	one(prometheus.GaugeValue, "ready", ready)
	one(prometheus.GaugeValue, "connections", float64(s.Connections))
	one(prometheus.CounterValue, "connections_refused_total", float64(s.ConnectionsRefused))
	one(prometheus.GaugeValue, "upload_memory_bytes", float64(s.UploadMemory))
	one(prometheus.GaugeValue, "upload_spool_bytes", float64(s.UploadSpool))
	one(prometheus.CounterValue, "ciphertexts_total", float64(s.Ciphertexts))
	one(prometheus.CounterValue, "rounds_accepted_total", float64(s.Accepted))
	one(prometheus.GaugeValue, "store_written_seconds", s.StoreAge.Seconds())
	one(prometheus.GaugeValue, "start_time_seconds", float64(c.m.started.UnixMilli())/1e3)
	if s.DiskFree >= 0 {
		one(prometheus.GaugeValue, "disk_free_bytes", float64(s.DiskFree))
	}
	if !s.BackupTime.IsZero() {
		one(prometheus.GaugeValue, "backup_time_seconds", float64(s.BackupTime.Unix()))
	}
	if !s.CertificateExpiry.IsZero() {
		one(prometheus.GaugeValue, "certificate_expiry_seconds", float64(s.CertificateExpiry.Unix()))
	}
	if s.StoreBytes >= 0 {
		one(prometheus.GaugeValue, "store_bytes", float64(s.StoreBytes))
	}
	if s.Listed {
		one(prometheus.GaugeValue, "waiting_seconds", s.Oldest.Seconds())
		one(prometheus.GaugeValue, "owners_present", float64(s.Present))
		one(prometheus.GaugeValue, "owners_awaited", float64(s.Awaited))
		for phase, n := range s.Trainings {
			one(prometheus.GaugeValue, "trainings", float64(n), phase)
		}
	}
	for kind, n := range s.Messages {
		one(prometheus.CounterValue, "messages_total", float64(n), kind)
	}
	for code, n := range s.Aborted {
		one(prometheus.CounterValue, "attempts_aborted_total", float64(n), code)
	}
}
