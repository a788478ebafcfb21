package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// flushTime is the time in which spans and log lines that wait are sent at the end.
const flushTime = 5 * time.Second

// Collector receives spans and log lines.
type Collector struct {
	Traces trace.TracerProvider // nil if none is sent
	stops  []func(context.Context) error
}

// Start sends spans and log lines to the collectors that OpenTelemetry's own variables name, such as
// OTEL_EXPORTER_OTLP_ENDPOINT, and returns a logger that writes to log and to them. Without a
// variable nothing is sent. Call Stop at the end.
func Start(ctx context.Context, release string, log *slog.Logger) (*Collector, *slog.Logger, error) {
	t := &Collector{}
	sends := func(kind string) bool {
		return os.Getenv("OTEL_SDK_DISABLED") != "true" && (os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_"+kind+"_ENDPOINT") != "")
	}
	// The variables OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come first.
	about, err := resource.Merge(resource.NewSchemaless(attribute.String("service.name", "blindfit-facilitator"), attribute.String("service.version", release)), resource.Environment())
	if err != nil {
		return nil, nil, fmt.Errorf("invalid OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	if sends("TRACES") {
		exporter, err := otlptracehttp.New(ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("failed to send traces: %w", err)
		}
		p := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
		t.Traces, t.stops = p, append(t.stops, p.Shutdown)
	}
	if sends("LOGS") {
		exporter, err := otlploghttp.New(ctx)
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("failed to send the log: %w", err), t.Stop())
		}
		p := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(exporter)), sdklog.WithResource(about))
		t.stops = append(t.stops, p.Shutdown)
		level := &leveled{otelslog.NewHandler("facilitator", otelslog.WithLoggerProvider(p)), log.Handler()}
		log = slog.New(slog.NewMultiHandler(log.Handler(), level))
	}
	return t, log, nil
}

// Stop sends the waiting spans and lines.
func (t *Collector) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	var err error
	for _, stop := range t.stops {
		err = errors.Join(err, stop(ctx))
	}
	return err
}

// leveled is a handler that is enabled if another one is: --log-level holds for both.
type leveled struct {
	slog.Handler
	like slog.Handler
}

// Enabled implements slog.Handler.
func (h *leveled) Enabled(ctx context.Context, level slog.Level) bool {
	return h.like.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h *leveled) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &leveled{h.Handler.WithAttrs(attrs), h.like}
}

// WithGroup implements slog.Handler.
func (h *leveled) WithGroup(name string) slog.Handler {
	return &leveled{h.Handler.WithGroup(name), h.like}
}
