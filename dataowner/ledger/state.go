package ledger

import (
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/protocol/wire"
)

// state is the result of reading all lines.
type state struct {
	key    wire.Digest // recognises the key that the lines were written under
	length int
	last   wire.Digest
	sums   []*Sum // as stated, in order; struck ones included
	gaps   []Gap
	limit  float64
	spent  *dp.Ledger
	lists  []charged
	moved  bool
}

func newState(k keys) state { return state{key: k.check, spent: &dp.Ledger{}} }

// compare returns why a ledger with these digests does not continue an anchor, or nothing if it does or if its last line
// is the gap that records it.
func (l *state) compare(a Anchor, digests []wire.Digest) GapReason {
	switch {
	case l.answers(a):
		return ""
	case a.Length == 0 && len(digests) > 1: // the first line is written before the first anchor
		return GapNoAnchor
	case a.Length > len(digests) || a.Length > 0 && digests[a.Length-1] != a.Digest:
		return GapOlder
	}
	return ""
}

// answers reports whether the last line is the gap that was found with this anchor: the anchor was not saved since.
func (l *state) answers(a Anchor) bool {
	n := len(l.gaps) - 1
	return n >= 0 && l.gaps[n].Line == l.length-1 && l.gaps[n].anchor == a
}

// extend reads lines that follow the known ones and returns their digests.
func (l *state) extend(texts [][]byte) ([]wire.Digest, error) {
	var digests []wire.Digest
	for _, text := range texts {
		read, err := parseLine(text, l.length, l.last)
		if err != nil {
			return nil, err
		}
		if err := l.apply(read); err != nil {
			return nil, err
		}
		l.length, l.last = l.length+1, digest(text)
		digests = append(digests, l.last)
	}
	return digests, nil
}

// apply adds a line to the state.
func (l *state) apply(n *line) error {
	invalid := func(rule string) error { return fmt.Errorf("%w: line %d: %s", ErrMalformed, l.length, rule) }
	switch {
	case n.Begun != nil:
		if n.Begun.Version != version {
			return invalid("it is of another version")
		}
		if n.Begun.Key != l.key {
			return invalid("it was written under another key")
		}
	case n.Stated != nil:
		return l.applyStated(n, invalid)
	case n.Passed != nil:
		s := l.find(n.Passed.Training)
		if s == nil || s.Passed || s.Struck {
			return invalid("there is no open statement to pass")
		}
		s.Passed, s.Holdout, s.Asked = true, n.Passed.Holdout, n.Passed.Asked
	case n.Struck != nil:
		s := l.find(n.Struck.Training)
		if s == nil || s.Passed || s.Struck {
			return invalid("there is no open statement to strike out")
		}
		s.Struck = true
	case n.Charged != nil:
		if err := l.spent.Charge(n.Charged.Entry); err != nil {
			return invalid("its charge is out of range")
		}
		l.lists = append(l.lists, *n.Charged)
	case n.Limited != nil:
		l.limit = n.Limited.Epsilon
	case n.Gap != nil:
		l.gaps = append(l.gaps, Gap{Line: l.length, When: n.When, Reason: n.Gap.Reason, Known: n.Gap.Anchor.Length, anchor: n.Gap.Anchor})
	case n.Moved != nil:
		l.moved = true
	case n.Arrived != nil:
		l.moved = false
	}
	return nil
}

func (l *state) applyStated(n *line, invalid func(string) error) error {
	s := n.Stated.Sum
	if s.Folds < 0 || s.Folds > 0 && len(s.InFolds) != s.Folds-1 || s.Folds == 0 && len(s.InFolds) > 0 || s.Folds > 0 && s.Share > 0 {
		return invalid("its folds do not fit their number")
	}
	s.Line, s.When = l.length, n.When
	if n.Stated.RowsOf != 0 {
		at := slices.IndexFunc(l.sums, func(o *Sum) bool { return o.Line == n.Stated.RowsOf })
		if at < 0 || len(s.Rows)+len(s.Encoding) > 0 {
			return invalid("it names rows that are not there")
		}
		s.Encoding, s.Rows = l.sums[at].Encoding, l.sums[at].Rows
	}
	if old := l.find(s.Training); old != nil {
		if old.Passed && !old.replaceable() || old.Struck {
			return invalid("the training was stated before")
		}
		old.Struck = !old.Passed // replaced before the lobby passed: nothing was given
	}
	l.sums = append(l.sums, &s)
	return nil
}

// find returns the newest statement about a training, or nil.
func (l *state) find(t wire.TrainingID) *Sum {
	for _, s := range slices.Backward(l.sums) {
		if s.Training == t {
			return s
		}
	}
	return nil
}
