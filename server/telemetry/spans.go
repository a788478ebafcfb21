// Package telemetry owns the data for a collector of OpenTelemetry: a span of each request, and the lines of the log. A span has
// the method, the pattern that matched, the status, the id of the request and the code of a rejection, and nothing that names a
// person or a training.
package telemetry

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// name is the scope of the spans.
const name = "github.com/blindfit/blindfit/server"

// Tracer makes spans. It is safe for concurrent use.
type Tracer struct {
	tracer  trace.Tracer
	trusted func(*http.Request) bool
}

// NewTracer returns a tracer of a provider, which may be nil: then nothing is traced. A request goes on with the trace in its traceparent
// header only if trusted reports that it comes from a proxy of ours: otherwise anyone could write into traces.
func NewTracer(p trace.TracerProvider, trusted func(*http.Request) bool) *Tracer {
	if p == nil {
		p = noop.NewTracerProvider()
	}
	return &Tracer{tracer: p.Tracer(name), trusted: trusted}
}

// Begin starts the span of a request with this name of its method. end is called once with its outcome; the route is a pattern,
// never a path.
func (t *Tracer) Begin(ctx context.Context, r *http.Request, method, id string) (_ context.Context, end func(route string, status int, code string)) {
	if t.trusted(r) {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer))
	return ctx, func(route string, status int, code string) {
		span.SetName(method + " " + route)
		span.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route),
			attribute.Int("http.response.status_code", status), attribute.String("blindfit.request", id))
		if code != "" {
			span.SetAttributes(attribute.String("blindfit.code", code))
		}
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, code)
		}
		span.End()
	}
}
