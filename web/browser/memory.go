package browser

import (
	"context"
	"fmt"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
)

// Memory returns how many bytes the page's workers hold once garbage is collected: objects, buffers and the memory of modules.
func (p *Page) Memory(ctx context.Context) (float64, error) {
	p.record.mu.Lock()
	workers := slices.Clone(p.record.workers)
	p.record.mu.Unlock()
	sum := 0.0
	for _, w := range workers {
		worker, cancel := context.WithCancel(w.ctx)
		stop := context.AfterFunc(ctx, cancel)
		_, err := call(worker, heapprofiler.CollectGarbage, cdp.Empty{})
		if err == nil {
			var usage runtime.GetHeapUsageResult
			usage, err = call(worker, runtime.GetHeapUsage, cdp.Empty{})
			sum += usage.TotalSize + usage.BackingStorageSize
		}
		stop()
		cancel()
		if err != nil {
			return 0, fmt.Errorf("failed to ask a worker for its memory: %w", err)
		}
	}
	return sum, nil
}
