package campaign

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/blindfit/blindfit/protocol/wire"
)

// Connections is how many people send at the same time.
const Connections = 64

// Send sends the first contributions of a file that a sender has not sent yet, and returns how long it took until all of them
// were acknowledged. Each is sent again until it is: a facilitator may be restarted meanwhile.
func (s *Sender) Send(ctx context.Context, count int) (time.Duration, error) {
	start := time.Now()
	g, ctx := errgroup.WithContext(ctx)
	bodies := make(chan []byte, Connections)
	g.Go(func() error {
		defer close(bodies)
		for range count {
			b, err := readBody(s.file)
			if err != nil {
				return fmt.Errorf("failed to read the prepared contributions: %w", err)
			}
			select {
			case bodies <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range Connections {
		g.Go(func() error {
			for b := range bodies {
				if err := s.put(ctx, b); err != nil {
					return err
				}
				s.Acknowledged.Add(1)
			}
			return nil
		})
	}
	err := g.Wait()
	return time.Since(start), err
}

// Sender sends prepared contributions.
type Sender struct {
	Acknowledged atomic.Int64 // contributions
	Again        atomic.Int64 // times that one was sent once more

	base   string
	open   *os.File
	file   *bufio.Reader
	client *http.Client
}

// NewSender opens a file of Prepare for a facilitator.
func NewSender(base, path string) (*Sender, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{MaxIdleConnsPerHost: Connections, MaxConnsPerHost: Connections}
	return &Sender{base: base, open: f, file: bufio.NewReader(f), client: &http.Client{Transport: transport, Timeout: time.Minute}}, nil
}

// Close closes the file.
func (s *Sender) Close() error {
	s.client.CloseIdleConnections()
	return s.open.Close()
}

// put sends one contribution until it is acknowledged or refused.
func (s *Sender) put(ctx context.Context, body []byte) error {
	head, _, err := wire.ParseFrame(body)
	if err != nil {
		return err
	}
	c, err := wire.OpenMessage[wire.Contribution](head, wire.KindContribution)
	if err != nil {
		return err
	}
	target := s.base + wire.PathTraining(c.Training, "contributions", head.Signer.String())
	for {
		status, text, err := s.once(ctx, target, body)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && status == http.StatusNoContent:
			return nil
		case err == nil && status < http.StatusInternalServerError && status != http.StatusTooManyRequests:
			return fmt.Errorf("a contribution was refused: %s", text)
		}
		s.Again.Add(1)
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Sender) once(ctx context.Context, target string, body []byte) (status int, text string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, target, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", wire.FrameType)
	a, err := s.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(io.LimitReader(a.Body, 1<<12))
	return a.StatusCode, string(b), err
}

// Put sends one contribution to a facilitator until it is acknowledged or refused.
func Put(ctx context.Context, base string, body []byte) error {
	s := &Sender{base: base, client: http.DefaultClient}
	return s.put(ctx, body)
}
