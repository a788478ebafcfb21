package notify

import "github.com/blindfit/blindfit/protocol/wire"

const (
	// recentBytes is the largest log entry, in bytes of JSON, that states carry.
	recentBytes = 4 << 10
	// recentStates is how many states carry an entry. A follower that is busy meanwhile and misses them all asks for the
	// entry; each state has only some hundred bytes without.
	recentStates = 3
)

// Recent are the newest entries of a training's log, which its next states carry so that followers need not ask for them.
type Recent struct {
	entries []recentEntry
	end     int // sequence number of the last
}

type recentEntry struct {
	wire.Signed
	shown int // in how many states it was
}

// Add notes an entry that was appended to the log. raw is its canonical JSON.
func (r *Recent) Add(raw []byte, sequence int) {
	if sequence != r.end+1 || len(raw) > recentBytes {
		r.entries = nil
	}
	r.end = sequence
	if s, err := wire.Parse[wire.Signed](raw); err == nil && len(raw) <= recentBytes {
		r.entries = append(r.entries, recentEntry{Signed: s})
	}
}

// Show returns the entries for the next state of a log of that length.
func (r *Recent) Show(length int) []wire.Signed {
	if r.end != length {
		return nil // another facilitator took the last entries
	}
	for len(r.entries) > 0 && r.entries[0].shown == recentStates {
		r.entries = r.entries[1:]
	}
	var out []wire.Signed
	for i := range r.entries {
		r.entries[i].shown++
		out = append(out, r.entries[i].Signed)
	}
	return out
}
