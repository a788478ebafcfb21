package audit_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/blindfit/blindfit/server/audit"
)

// memory is a store of entries.
type memory struct{ entries [][]byte }

func (m *memory) Audit(_ context.Context, next func([]byte) ([]byte, error)) error {
	var last []byte
	if n := len(m.entries); n > 0 {
		last = m.entries[n-1]
	}
	e, err := next(last)
	if err == nil {
		m.entries = append(m.entries, e)
	}
	return err
}

func (m *memory) Audited(_ context.Context, from int64, _ int) ([][]byte, error) {
	return m.entries[min(int(from-1), len(m.entries)):], nil
}

// TestChain: a log is accepted as it was written, and refused with an entry changed, left out, moved or repeated.
func TestChain(t *testing.T) {
	m := &memory{}
	l := audit.New(m)
	for _, e := range []audit.Entry{
		{Who: "the program", Action: audit.Started, Detail: "v1"},
		{Who: "cardiology", Action: audit.Created, Training: "aa"},
		{Who: "operator", Action: audit.Ended, Training: "aa", Detail: "reported"},
		{Who: "operator", Action: audit.Forgot, Training: "aa"},
	} {
		if err := l.Add(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	follows := func(entries [][]byte) bool {
		var c audit.Chain
		for _, raw := range entries {
			if _, err := c.Next(raw); err != nil {
				return false
			}
		}
		return true
	}
	e := m.entries
	if !follows(e) {
		t.Fatal("the log is refused as it was written")
	}
	var c audit.Chain
	page, err := l.Read(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range page {
		if _, err := c.Next(raw); err != nil {
			t.Fatal(err)
		}
	}
	if number, head := c.Head(); number != 4 || len(head) != 64 {
		t.Errorf("the head is %d %s", number, head)
	}
	for name, entries := range map[string][][]byte{
		"changed":     {e[0], bytes.Replace(e[1], []byte("cardiology"), []byte("neurology"), 1), e[2], e[3]},
		"left out":    {e[0], e[2], e[3]},
		"without one": {e[1], e[2], e[3]},
		"moved":       {e[0], e[2], e[1], e[3]},
		"repeated":    {e[0], e[1], e[1], e[2], e[3]},
		"malformed":   {e[0], []byte("{")},
	} {
		if follows(entries) {
			t.Errorf("%s: the log is accepted", name)
		}
	}
}
