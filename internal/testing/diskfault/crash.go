package diskfault

import (
	"fmt"
	"os"
	"path/filepath"
)

// sector is the most that a disk writes whole.
const sector = 512

// Loss says whether a sector that was written and not synced is lost when the power fails. It is asked once for each.
type Loss func() bool

// Everything loses all that was not synced; Nothing is the end of a process alone, whose writes the system still has.
func Everything() bool { return true }

// Nothing is described at Everything.
func Nothing() bool { return false }

// Disk is what files hold after a number of events: what a sync made safe, and what may be lost.
type Disk struct {
	safe    map[string][]byte // nil: the file is not there
	pending map[string][]Event
}

// NewDisk is a disk without files.
func NewDisk() *Disk { return &Disk{safe: map[string][]byte{}, pending: map[string][]Event{}} }

// Apply does one event.
func (d *Disk) Apply(e Event) {
	switch e.Op {
	case Open:
		switch {
		case len(d.pending[e.Path]) > 0:
			d.pending[e.Path] = append(d.pending[e.Path], e)
		case d.safe[e.Path] == nil:
			d.safe[e.Path] = []byte{} // an empty file: SQLite bears that it is there or not
		}
	case Sync:
		d.safe[e.Path] = d.after(e.Path, Nothing) // in order: who syncs a file syncs its name
		delete(d.pending, e.Path)
	case SyncFolder:
		for path, events := range d.pending {
			last := -1
			for i, e := range events {
				if e.Op == Delete {
					last = i
				}
			}
			if last >= 0 && filepath.Dir(path) == e.Path {
				d.safe[path], d.pending[path] = nil, events[last+1:]
			}
		}
	default:
		d.pending[e.Path] = append(d.pending[e.Path], e)
	}
}

// after is what a file holds when the power fails; nil where it is not there.
func (d *Disk) after(path string, lost Loss) []byte {
	var b []byte
	if d.safe[path] != nil {
		b = append([]byte{}, d.safe[path]...)
	}
	for _, e := range d.pending[path] {
		switch e.Op {
		case Write:
			for at := 0; at < len(e.Data); {
				// Up to the next border of a sector, by the place in the file.
				n := min(len(e.Data)-at, sector-int((e.Offset+int64(at))%sector))
				if !lost() {
					end := int(e.Offset) + at + n
					if end > len(b) {
						b = append(b, make([]byte, end-len(b))...)
					}
					copy(b[int(e.Offset)+at:], e.Data[at:at+n])
				}
				at += n
			}
		case Truncate:
			if !lost() {
				b = append(b, make([]byte, max(0, int(e.Offset)-len(b)))...)[:e.Offset]
			}
		case Delete:
			if lost() {
				return b // what was written under this name later went to another file
			}
			b = nil
		case Open:
			if b == nil {
				b = []byte{}
			}
		}
	}
	return b
}

// Fail writes into dir, under their own names, the files that a power failure leaves now.
func (d *Disk) Fail(dir string, lost Loss) error {
	for path := range d.safe {
		b := d.after(path, lost)
		if b == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), b, 0o600); err != nil {
			return fmt.Errorf("failed to write what a power failure leaves: %w", err)
		}
	}
	return nil
}
