package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// maxBody is how many bytes of a request or response body are recorded.
const maxBody = 64 << 20

func ptr[T any](v T) *T { return &v }

// watch makes a target report request bodies and hold every new worker until it is listened to. Without the
// hold a worker's first requests are lost.
func watch() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{
			MaxTotalBufferSize:    ptr(int64(4 * maxBody)),
			MaxResourceBufferSize: ptr(int64(maxBody)),
			MaxPostDataSize:       ptr(int64(maxBody)),
		}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, target.SetAutoAttach, target.SetAutoAttachParams{
			AutoAttach: true, WaitForDebuggerOnStart: true, Flatten: ptr(true),
		})
		return err
	})
}

// attached joins a worker that waits for us, listens to it and lets it run.
func (s *source) attached(ev any) {
	event, ok := ev.(*target.EventAttachedToTarget)
	if !ok || event.TargetInfo == nil {
		return
	}
	r := s.record
	worker := r.source(true)
	s.fetch(func() {
		ctx, _ := chromedp.NewContext(r.base, chromedp.WithTargetID(event.TargetInfo.TargetID), chromedp.WithListener(worker.handle))
		worker.ctx = ctx
		// A worker has no document. If it lacks a domain, the others still work.
		err := chromedp.Do(ctx, watch(), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, runtime.RunIfWaitingForDebugger, cdp.Empty{})
			return err
		}))
		r.mu.Lock()
		defer r.mu.Unlock()
		if err == nil {
			r.workers = append(r.workers, worker)
		} else if r.base.Err() == nil {
			s.problem("failed to attach to worker: %v", err)
		}
	})
}

// fetch runs a job that talks to the browser outside the event loop. The lock is held by the caller.
func (s *source) fetch(job func()) {
	r := s.record
	r.pending++
	go func() {
		defer func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.pending--; r.pending == 0 {
				r.idle.Broadcast()
			}
		}()
		job()
	}()
}

func (s *source) request(ev *network.EventRequestWillBeSent) {
	c := &Capture{URL: ev.Request.URL, Method: ev.Request.Method, Headers: map[string]string{}}
	merge(c.Headers, ev.Request.Headers)
	for _, part := range ev.Request.PostDataEntries {
		c.Body = append(c.Body, part.Bytes...)
	}
	s.add(ev.RequestID, c)
	if ev.Request.HasPostData && len(c.Body) == 0 {
		s.fetch(func() {
			body, err := call(s.ctx, network.GetRequestPostData, network.GetRequestPostDataParams{RequestID: ev.RequestID})
			s.record.mu.Lock()
			defer s.record.mu.Unlock()
			if err != nil {
				// A body that cannot be recorded must not pass for an empty one.
				s.problem("failed to record body of %s %s: %v", c.Method, c.URL, err)
				return
			}
			c.Body = body.PostData
		})
	}
}

func (s *source) responseBody(id network.RequestID, c *Capture) {
	body, err := call(s.ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: id})
	if err != nil {
		return // Gone with its document, or never had one.
	}
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	c.Response = body.Body
}

func call[P, R any](ctx context.Context, command cdp.Command[P, R], params P) (R, error) {
	return chromedp.Call(ctx, command, params)
}
