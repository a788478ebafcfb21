package main

import (
	"context"
	"io"
	"net"
	"time"
)

// delayLine is a TCP proxy on a loopback port that lets bytes through after half a round trip, in both directions, as a
// long line of enough capacity does. It ends with its context.
type delayLine struct {
	listener net.Listener
	to       string
	trip     time.Duration
}

// newDelayLine returns a proxy to an address, and its own.
func newDelayLine(ctx context.Context, to string, trip time.Duration) (address string, err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	d := &delayLine{listener: l, to: to, trip: trip}
	context.AfterFunc(ctx, func() { l.Close() })
	go d.serve(ctx)
	return l.Addr().String(), nil
}

func (d *delayLine) serve(ctx context.Context) {
	for {
		near, err := d.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			time.Sleep(d.trip) // the handshake of TCP
			far, err := (&net.Dialer{}).DialContext(ctx, "tcp", d.to)
			if err != nil {
				near.Close()
				return
			}
			stop := context.AfterFunc(ctx, func() { near.Close(); far.Close() })
			defer stop()
			back := make(chan struct{})
			go func() { d.carry(near, far); close(back) }()
			d.carry(far, near)
			<-back
		}()
	}
}

// piece is a part that was read at once.
type piece struct {
	bytes []byte
	at    time.Time
}

// carry copies from one connection to the other until the first ends.
func (d *delayLine) carry(to, from net.Conn) {
	pieces := make(chan piece, 1<<12)
	go func() {
		defer close(pieces)
		for {
			b := make([]byte, 64<<10)
			n, err := from.Read(b)
			if n > 0 {
				pieces <- piece{b[:n], time.Now().Add(d.trip / 2)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.at))
		if _, err := to.Write(p.bytes); err != nil {
			from.Close()
			_, _ = io.Copy(io.Discard, from)
			break
		}
	}
	to.Close()
}
