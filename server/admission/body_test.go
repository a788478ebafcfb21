package admission_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/admission"
)

// TestMessages: a message of any size, of known length or not, arrives as it was sent; a large one holds memory until its request has
// ended. What is too long or ends early is rejected, and nothing is left behind.
func TestMessages(t *testing.T) {
	for name, row := range map[string]struct {
		size, announced int
		large, bad      bool
	}{
		"empty":             {},
		"small":             {size: admission.SpoolSize, announced: admission.SpoolSize},
		"large":             {size: admission.SpoolSize + 1, announced: admission.SpoolSize + 1, large: true},
		"largest":           {size: wire.MaxMessage, announced: wire.MaxMessage, large: true},
		"small, chunked":    {size: 100, announced: -1},
		"large, chunked":    {size: 3 * admission.SpoolSize, announced: -1, large: true},
		"too long":          {size: wire.MaxMessage + 1, announced: wire.MaxMessage + 1, bad: true},
		"too long, chunked": {size: wire.MaxMessage + 1, announced: -1, bad: true},
	} {
		c, dir := control(t)
		ctx, end := c.Begin(admission.NewListener().Context(t.Context()))
		body := bytes.Repeat([]byte("0123456789abcde\n"), row.size/16+1)[:row.size]
		r := request(bytes.NewReader(body), row.announced).WithContext(ctx)
		r.Header.Set("Content-Type", admission.JSONType)
		got, err := c.ReadBody(httptest.NewRecorder(), r, admission.JSONType)
		if row.bad != (wire.RejectionOf(err) != nil) || !row.bad && (err != nil || !bytes.Equal(got, body)) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		want := int64(0)
		if row.large {
			want = int64(row.size)
		}
		if f := c.Figures(); f.Memory != want || f.Disk != 0 {
			t.Errorf("%s: holds %d bytes of memory and %d of the disk, want %d and 0", name, f.Memory, f.Disk, want)
		}
		end()
		held(t, name, c, dir)
	}
}

// TestSlowMessagesHoldNoMemory: senders that stop in the middle of large messages hold no memory and block no other request. When they
// all go on at once, they are processed within the memory for bodies.
func TestSlowMessagesHoldNoMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const senders, size = 60, wire.MaxMessage
		c, dir := control(t)
		l := admission.NewListener()
		body := bytes.Repeat([]byte(" "), size)
		var lines []*io.PipeWriter
		read, ended := make(chan error), make(chan error)
		hold, release := context.WithCancel(t.Context())
		defer release()
		before := heap()
		for range senders {
			in, out := io.Pipe()
			lines = append(lines, out)
			ctx, end := c.Begin(l.Context(t.Context()))
			r := request(in, size).WithContext(ctx)
			r.Header.Set("Content-Type", admission.JSONType)
			go func() {
				b, err := c.ReadBody(httptest.NewRecorder(), r, admission.JSONType)
				if err == nil && len(b) != size {
					err = errors.New("a part of the message is missing")
				}
				if err == nil {
					read <- nil
					<-hold.Done() // as long as its handler works
				}
				end()
				ended <- err
			}()
			if _, err := out.Write(body[:size-10]); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if n := l.InFlight(); n != 0 {
			t.Errorf("%d senders that have stopped are in flight", n)
		}
		if f := c.Figures(); f.Memory != 0 || f.Disk != senders*size {
			t.Errorf("senders that have stopped hold %d bytes of memory and %d of the disk", f.Memory, f.Disk)
		}
		if grown := heap() - before; grown > senders*size/4 {
			t.Errorf("%d senders that have stopped hold %d bytes of memory", senders, grown)
		}
		for _, out := range lines {
			go func() {
				_, _ = out.Write(body[size-10:])
				out.Close()
			}()
		}
		fit := 0
		for f := c.Figures(); int64(fit+1)*size <= 32<<20; f = c.Figures() {
			<-read
			if fit++; f.Memory > 32<<20 {
				t.Errorf("%d bytes of memory are held", f.Memory)
			}
		}
		synctest.Wait()
		if f := c.Figures(); f.Memory != 32<<20 {
			t.Errorf("the messages that are processed hold %d bytes", f.Memory)
		}
		release()
		for i := range senders {
			if i < senders-fit {
				<-read
			}
		}
		for range senders {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		held(t, "at the end", c, dir)
	})
}

// heap returns the bytes that are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
