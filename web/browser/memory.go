package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
)

// Memory is the memory of a page's workers once garbage is collected, in bytes.
type Memory struct {
	Objects float64 // of JavaScript, buffers included
	Modules float64 // the memory of WebAssembly modules, which never shrinks
}

// Memory measures the page's workers.
func (p *Page) Memory(ctx context.Context) (Memory, error) {
	p.record.mu.Lock()
	workers := slices.Clone(p.record.workers)
	p.record.mu.Unlock()
	var sum Memory
	for _, w := range workers {
		worker, cancel := context.WithCancel(w.ctx)
		stop := context.AfterFunc(ctx, cancel)
		err := sum.add(worker)
		stop()
		cancel()
		if err != nil {
			return sum, fmt.Errorf("failed to ask a worker for its memory: %w", err)
		}
	}
	return sum, nil
}

// add adds one worker.
func (m *Memory) add(worker context.Context) error {
	if _, err := call(worker, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		return err
	}
	usage, err := call(worker, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		return err
	}
	m.Objects += usage.TotalSize + usage.BackingStorageSize
	kind, err := call(worker, runtime.Evaluate, runtime.EvaluateParams{Expression: "WebAssembly.Memory.prototype"})
	if err != nil || kind.Result == nil {
		return err
	}
	all, err := call(worker, runtime.QueryObjects, runtime.QueryObjectsParams{PrototypeObjectID: kind.Result.ObjectID})
	if err != nil || all.Objects == nil {
		return err
	}
	size, err := call(worker, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		FunctionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) }",
		ObjectID:            all.Objects.ObjectID, ReturnByValue: ptr(true),
	})
	if err != nil || size.Result == nil {
		return err
	}
	var bytes float64
	if err := json.Unmarshal(size.Result.Value, &bytes); err != nil {
		return err
	}
	m.Modules += bytes
	return nil
}
