// Package trustee is a trustee: a party that holds one part of the masks of trainings in which data owners send once and
// leave. It accepts trainings, strikes bad contributions of a closing, and releases the sum of its masks, with noise, over
// cells of owners, once for each training. It connects outward only, and sees no data, no sum and no model.
//
//	keys      trustee.go, keys.go: the key file and the folder
//	ledger    trainings accepted and closed, in two copies
//	answer    the answers about one training, from signed messages
//	serve     serve.go, duty.go: the loop
//
// # Warning
//
// Together, facilitator, model owner and all trustees can open single contributions. One trustee that keeps its key to itself
// and its ledger on two media prevents that.
package trustee

import (
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// Trustee is a trustee's folder, open for one process.
type Trustee struct {
	desk    desk
	keys    *Keys
	ledger  *ledger.Ledger
	release func()
}

// Open opens a trustee's folder and its ledger. It returns durable.ErrBusy while another process serves it, and an error that
// is ledger.ErrDead if the key must not sign anything more.
func Open(dir string, keys *Keys) (*Trustee, error) {
	release, err := durable.Lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	l, err := openLedger(dir, keys)
	if err == nil {
		err = l.Away()
	}
	if err != nil {
		release()
		return nil, err
	}
	return &Trustee{folder(dir), keys, l, release}, nil
}

// Close lets other processes open the folder.
func (t *Trustee) Close() { t.release() }

// Standing is the record of a trustee's signatures, for people.
type Standing struct {
	Key     string        `json:"key"`
	Words   string        `json:"words"`
	Signed  []SignedEntry `json:"signed"`          // in order
	Waiting []Request     `json:"waiting"`         // for a yes
	Moved   string        `json:"moved,omitempty"` // the sentence about a key that goes on in another place
	Head    wire.Head     `json:"head"`            // of the ledger
}

// SignedEntry is a training that was accepted.
type SignedEntry struct {
	Training wire.TrainingID `json:"training"`
	Name     string          `json:"name"`
	Accepted time.Time       `json:"accepted"`
	Released *time.Time      `json:"released,omitempty"`
	Cells    []int           `json:"cells,omitempty"` // contributions in each
}

// Status reads a trustee's folder without signing anything; another process may serve it.
func Status(dir string, public identity.TrusteeKey) (*Standing, error) {
	s := &Standing{Key: public.String(), Words: public.Words()}
	l, err := ledger.Read(dir, public.Identity)
	if err != nil {
		return nil, err
	}
	if s.Signed, s.Head, err = signed(l.Entries()); err != nil {
		return nil, err
	}
	if away := l.Away(); away != nil {
		s.Moved = away.Error()
	}
	s.Waiting, err = Waiting(dir)
	return s, err
}

// signed lists the trainings of a ledger's entries, in the order of their accepts, and returns its head.
func signed(entries []ledger.Entry) (list []SignedEntry, head wire.Head, err error) {
	list = []SignedEntry{}
	for _, e := range entries {
		head = e.Head
		switch {
		case e.Accepted != nil:
			list = append(list, SignedEntry{Training: e.Accepted.Training, Name: e.Accepted.Name, Accepted: e.When})
		case e.Closed != nil:
			i := slices.IndexFunc(list, func(x SignedEntry) bool { return x.Training == e.Closed.Training })
			if i < 0 {
				return nil, head, errors.New("malformed ledger: a training was closed that was not accepted")
			}
			list[i].Released = &e.When
			for _, c := range e.Closed.Cells {
				list[i].Cells = append(list[i].Cells, c.Count)
			}
		}
	}
	return list, head, nil
}
