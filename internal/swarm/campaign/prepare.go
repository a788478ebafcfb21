package campaign

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/blindfit/blindfit/dataowner/give"
	"github.com/blindfit/blindfit/dataowner/invitation"
	"github.com/blindfit/blindfit/dataowner/update"
	"github.com/blindfit/blindfit/ml/plan"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/attempt"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Maker makes contributions to one training.
type Maker struct {
	terms   *invitation.Terms
	link    identity.Link
	accepts *attempt.Accepts
	update  *update.Maker
	values  [][]*big.Int // of each kind of sums
}

// NewMaker verifies the training of a link as any data owner does, and returns a maker of contributions with one table.
func NewMaker(ctx context.Context, l identity.Link, table string) (*Maker, error) {
	c, err := client.New(l.Facilitator, nil)
	if err != nil {
		return nil, err
	}
	m := &Maker{link: l}
	if m.terms, err = invitation.Verify(ctx, c, l, nil); err != nil {
		return nil, err
	}
	messages, err := c.Accepts(ctx, l.Training)
	if err != nil {
		return nil, err
	}
	g := attempt.NewGathering(l.Training, m.terms.Manifest, m.terms.Key)
	if g == nil {
		return nil, fmt.Errorf("the training has no trustees")
	}
	if m.accepts, err = g.NewAccepts(messages, wire.DigestOf(m.terms.File.Canonical())); err != nil {
		return nil, err
	}
	m.update = update.NewMaker(m.terms, func(string) {})
	return m, m.Load(table)
}

// Load takes another table for the contributions that follow.
func (m *Maker) Load(table string) error {
	t, _, err := m.terms.File.Schema().ReadCSV(strings.NewReader(table), schema.ReadOptions{NeedTarget: true})
	if err != nil {
		return err
	}
	rows, err := plan.NewRows(m.terms.File, t, [32]byte{})
	if err != nil {
		return err
	}
	m.values = nil
	for i := range m.terms.Rounds {
		v, err := rows.Upload(&plan.Point{Kind: m.terms.Rounds[i].Kind})
		if err != nil {
			return err
		}
		m.values = append(m.values, v)
	}
	return nil
}

// Make returns a contribution of somebody new, as the body of its request.
func (m *Maker) Make() ([]byte, error) {
	self, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	head, blob, err := give.Seal(m.accepts, m.link, self, identity.NewMaster(), 1, m.encrypt)
	if err != nil {
		return nil, err
	}
	return wire.AppendFrame(nil, head, blob)
}

// Garbage returns a contribution that is well signed and encrypted, and about nothing: its masks are not in its ciphertexts.
func (m *Maker) Garbage() ([]byte, error) {
	self, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	head, blob, err := give.Seal(m.accepts, m.link, self, identity.NewMaster(), 1, func(masks []*big.Int) ([]byte, error) {
		for i := range masks {
			masks[i] = new(big.Int)
		}
		return m.encrypt(masks)
	})
	if err != nil {
		return nil, err
	}
	return wire.AppendFrame(nil, head, blob)
}

func (m *Maker) encrypt(masks []*big.Int) (out []byte, err error) {
	for i, values := range m.values {
		r := &m.terms.Rounds[i]
		some, err := m.update.Encrypt(r, values, masks[:r.Ciphertexts], nil)
		if err != nil {
			return nil, err
		}
		out, masks = append(out, some...), masks[r.Ciphertexts:]
	}
	return out, nil
}

// Prepare writes so many contributions into a file, each after its length in 32 bits. made is called after each.
func (m *Maker) Prepare(ctx context.Context, path string, count int, made func()) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	w := bufio.NewWriter(f)
	bodies := make(chan []byte, runtime.GOMAXPROCS(0))
	g, ctx := errgroup.WithContext(ctx)
	next := make(chan struct{}, count)
	for range count {
		next <- struct{}{}
	}
	close(next)
	var makers errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		makers.Go(func() error {
			for range next {
				b, err := m.Make()
				if err != nil {
					return err
				}
				select {
				case bodies <- b:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error { defer close(bodies); return makers.Wait() })
	g.Go(func() error {
		for b := range bodies {
			if err := writeBody(w, b); err != nil {
				return err
			}
			made()
		}
		return w.Flush()
	})
	return g.Wait()
}

func writeBody(w io.Writer, b []byte) error {
	if err := binary.Write(w, binary.BigEndian, uint32(len(b))); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

// readBody returns the next contribution of a file, or io.EOF.
func readBody(r io.Reader) ([]byte, error) {
	var n uint32
	if err := binary.Read(r, binary.BigEndian, &n); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}
