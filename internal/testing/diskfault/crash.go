package diskfault

import (
	"fmt"
	"os"
	"path/filepath"
)

// sector is the most that a disk writes whole.
const sector = 512

// Loss reports whether a sector that was written and not synced is lost in a power failure. It is called once for each
// such sector.
type Loss func() bool

// Everything loses all sectors that were not synced. Nothing loses none, as if only the process had ended.
func Everything() bool { return true }

// Nothing is described at Everything.
func Nothing() bool { return false }

// Disk is the content of files after a number of events: the synced part, and writes that may be lost.
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
		d.safe[e.Path] = d.after(e.Path, Nothing) // to sync a file also syncs its name
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

// after returns the content of a file after a power failure, or nil if the file does not exist.
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
				return b // later writes under this name went to another file
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
