// Package metrics owns the metrics of a facilitator for Prometheus: their names, labels and meanings, in one table that
// docs/operations.md repeats, and the counting. No label holds an identity, an address or a training, so the number of series
// is limited by the numbers of routes, codes and phases.
package metrics

// Kind is a type of metric.
type Kind string

// The kinds in use.
const (
	Counter   Kind = "counter"
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
)

// Definition is one metric.
type Definition struct {
	Name   string
	Kind   Kind
	Labels []string
	Help   string
}

// prefix is the prefix of all names.
const prefix = "blindfit_"

// Table lists all metrics except those of the Go runtime (go_…) and of the process (process_…).
var Table = []Definition{
	{"blindfit_build_info", Gauge, []string{"release", "protocol", "module"}, "Always 1; the release, the protocol version, and the SHA-256 of the page's module."},
	{"blindfit_start_time_seconds", Gauge, nil, "When the process started, in Unix seconds."},
	{"blindfit_ready", Gauge, nil, "1 while the store can be written and the process is not stopping, 0 otherwise."},
	{"blindfit_requests_total", Counter, []string{"method", "route", "status"}, "Requests answered."},
	{"blindfit_request_seconds", Histogram, []string{"route"}, "Time from the header of a request to the end of its answer, without long polls and event sockets."},
	{"blindfit_received_bytes_total", Counter, nil, "Bytes of request bodies read."},
	{"blindfit_sent_bytes_total", Counter, nil, "Bytes of answers sent, without headers and events."},
	{"blindfit_rejections_total", Counter, []string{"code"}, "Requests refused, by the protocol's code."},
	{"blindfit_limited_total", Counter, []string{"by"}, "Requests refused because of a limit: of a source, of a source in one training, of a source's files, of an identity, of the enrolments of a source, or of the sockets of an identity."},
	{"blindfit_panics_total", Counter, nil, "Requests that ended in a panic of the program."},
	{"blindfit_connections", Gauge, nil, "Open connections."},
	{"blindfit_connections_refused_total", Counter, nil, "Connections closed at once because of a limit."},
	{"blindfit_event_sockets", Gauge, nil, "Open event sockets."},
	{"blindfit_long_polls", Gauge, nil, "Requests for the state that wait for a change."},
	{"blindfit_upload_memory_bytes", Gauge, nil, "Memory reserved for bodies of uploads and weights."},
	{"blindfit_upload_spool_bytes", Gauge, nil, "Room on the disk reserved for bodies that are being received."},
	{"blindfit_trainings", Gauge, []string{"phase"}, "Trainings in the store, by phase."},
	{"blindfit_owners_present", Gauge, nil, "Data owners connected, once for each of their trainings."},
	{"blindfit_owners_awaited", Gauge, nil, "Messages that running phases wait for."},
	{"blindfit_messages_total", Counter, []string{"kind"}, "Owners' messages of a round that were stored, by kind."},
	{"blindfit_ciphertexts_total", Counter, nil, "Ciphertexts of uploads that were checked, stored and folded."},
	{"blindfit_rounds_accepted_total", Counter, nil, "Rounds that a model owner accepted."},
	{"blindfit_attempts_aborted_total", Counter, []string{"code"}, "Attempts that ended without a sum in use, by reason: missing, left or round_rejected."},
	{"blindfit_store_bytes", Gauge, nil, "Size of the store."},
	{"blindfit_store_written_seconds", Gauge, nil, "Time since the store was last known to write; each collection has it write."},
	{"blindfit_disk_free_bytes", Gauge, nil, "Room on the disk of the data folder or of the upload folder, whichever has less."},
	{"blindfit_certificate_expiry_seconds", Gauge, nil, "When the TLS certificate expires that is served, in Unix seconds; absent without one."},
	{"blindfit_backup_time_seconds", Gauge, nil, "When 'facilitator backup' last copied the data folder, in Unix seconds; absent if it never did."},
	{"blindfit_waiting_seconds", Gauge, nil, "The longest time for which a training followed here waits for its model owner between or at the end of rounds."},
}
