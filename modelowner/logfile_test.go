package modelowner

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// newKey makes an identity.
func newKey(t testing.TB) *identity.Key {
	t.Helper()
	k, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// bareTraining is a training whose manifest names a model owner and nothing else: enough for a log.
func bareTraining(t testing.TB, owner *identity.Key) *Training {
	t.Helper()
	signed, err := wire.Seal(wire.KindManifest, wire.Manifest{Version: 1, ModelOwner: owner.Identity()}, owner)
	if err != nil {
		t.Fatal(err)
	}
	return &Training{
		ID: wire.TrainingID(wire.DigestOf(signed.Body)), Manifest: &wire.Manifest{ModelOwner: owner.Identity()},
		dir: t.TempDir(), signed: signed,
	}
}

// writeLog fills a log with a roster, two attempts at a round and an accept.
func writeLog(t testing.TB, tr *Training, by wire.Signer) *ledger {
	t.Helper()
	l, err := openLedger(tr, true)
	if err != nil {
		t.Fatal(err)
	}
	ref := wire.Ref{Round: 1, Attempt: 1}
	for _, add := range []func() error{
		func() error {
			return l.append(wire.KindRoster, wire.Roster{LogEntry: l.next(), Members: []wire.Member{}}, by)
		},
		func() error {
			return l.append(wire.KindOpen, wire.Open{LogEntry: l.next(), Ref: ref, Kind: wire.RoundGradient}, by)
		},
		func() error {
			return l.append(wire.KindReject, wire.Reject{LogEntry: l.next(), Ref: ref, Code: wire.CodeRoundRejected}, by)
		},
		func() error { return l.append(wire.KindAccept, wire.Accept{LogEntry: l.next(), Ref: ref}, by) },
		func() error {
			return l.append(wire.KindDone, wire.Done{LogEntry: l.next(), Rounds: 1, Reason: "finished"}, by)
		},
	} {
		if err := add(); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func TestLedgerIsReadBackAsAChain(t *testing.T) {
	owner := newKey(t)
	tr := bareTraining(t, owner)
	l := writeLog(t, tr, owner)
	again, err := openLedger(tr, true)
	if err != nil {
		t.Fatal(err)
	}
	if again.head() != l.head() || again.head().Length != 5 {
		t.Errorf("head is %v, want %v", again.head(), l.head())
	}
	if n := again.next(); n.Sequence != 6 || n.Previous != again.entries[4].Digest() || n.Training != tr.ID {
		t.Errorf("next entry would be %v", n)
	}
	if first, _ := entryHead(&again.entries[0]); first.Previous != tr.signed.Digest() {
		t.Error("the first entry does not follow the manifest")
	}
}

// A crash while an entry is written leaves a part of a line: it was never sent, so it is dropped. Whole lines stay.
func TestLedgerDropsALineCutShort(t *testing.T) {
	owner := newKey(t)
	tr := bareTraining(t, owner)
	writeLog(t, tr, owner)
	path := filepath.Join(tr.dir, logName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Count(whole, []byte("\n"))
	for _, cut := range []int{1, 2, len(whole) / 10, 200} {
		if err := os.WriteFile(path, whole[:len(whole)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := openLedger(tr, true)
		if err != nil {
			t.Fatalf("cut by %d bytes: %v", cut, err)
		}
		if got, want := l.head().Length, bytes.Count(whole[:len(whole)-cut], []byte("\n")); got != want || got >= lines {
			t.Errorf("cut by %d bytes: %d entries, want %d", cut, got, want)
		}
		if err := l.append(wire.KindDone, wire.Done{LogEntry: l.next(), Reason: "stopped"}, owner); err != nil {
			t.Fatal(err)
		}
		if _, err := openLedger(tr, false); err != nil {
			t.Errorf("cut by %d bytes and continued: %v", cut, err)
		}
	}
}

func TestLedgerRefusesAnotherChain(t *testing.T) {
	owner := newKey(t)
	other := newKey(t)
	tests := map[string]func(t *testing.T, tr *Training, lines [][]byte) [][]byte{
		"entry removed":   func(_ *testing.T, _ *Training, l [][]byte) [][]byte { return append(l[:1:1], l[2:]...) },
		"entries swapped": func(_ *testing.T, _ *Training, l [][]byte) [][]byte { l[1], l[2] = l[2], l[1]; return l },
		"entry twice":     func(_ *testing.T, _ *Training, l [][]byte) [][]byte { return append(l, l[4]) },
		"byte altered": func(_ *testing.T, _ *Training, l [][]byte) [][]byte {
			i := bytes.Index(l[2], []byte(`"signature":"`)) + 20
			l[2] = bytes.Clone(l[2])
			l[2][i] = 'A' + (l[2][i]+1-'A')%26
			return l
		},
		"another signer": func(t *testing.T, tr *Training, l [][]byte) [][]byte {
			return append(l, line(t, wire.KindDone, wire.Done{LogEntry: wire.LogEntry{Training: tr.ID, Sequence: 6}}, other))
		},
		"another training": func(t *testing.T, _ *Training, l [][]byte) [][]byte {
			return append(l, line(t, wire.KindDone, wire.Done{LogEntry: wire.LogEntry{Sequence: 6}}, owner))
		},
		"a kind of no log": func(t *testing.T, tr *Training, l [][]byte) [][]byte {
			return append(l, line(t, wire.KindHello, wire.Hello{Training: tr.ID}, owner))
		},
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			tr := bareTraining(t, owner)
			writeLog(t, tr, owner)
			lines, err := durable.ReadLines(tr.path(logName), false)
			if err != nil {
				t.Fatal(err)
			}
			bad := append(bytes.Join(spoil(t, tr, lines), []byte("\n")), '\n')
			if err := os.WriteFile(tr.path(logName), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := openLedger(tr, true); err == nil || !strings.Contains(err.Error(), logName) {
				t.Errorf("got %v, want an error that names the file", err)
			}
		})
	}
}

func line(t *testing.T, kind wire.Kind, body any, by wire.Signer) []byte {
	t.Helper()
	s, err := wire.Seal(kind, body, by)
	if err != nil {
		t.Fatal(err)
	}
	b, err := wire.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHistoryRefusesRecordsOutOfOrder(t *testing.T) {
	const open = `{"event":"open","round":1,"attempt":1,"time":"2026-01-01T00:00:00Z","kind":"gradient","point":[0],"weights":"` + zeros + `","blob":"` + zeros + `"}`
	const result = `{"event":"result","round":1,"attempt":1,"time":"2026-01-01T00:00:00Z","sums":[1,2,3],"rows":3,"aggregate":"` + zeros + `","uploads":"` + zeros + `"}`
	const aborted = `{"event":"aborted","round":1,"attempt":1,"time":"2026-01-01T00:00:00Z","uploaded":true}`
	tests := map[string]struct {
		lines []string
		bad   bool
	}{
		"nothing":                {nil, false},
		"open":                   {[]string{open}, false},
		"whole round":            {[]string{open, aborted, result}, false},
		"result before open":     {[]string{result}, true},
		"result twice":           {[]string{open, result, result}, true},
		"open twice":             {[]string{open, open}, true},
		"abort of no round":      {[]string{aborted}, true},
		"unknown event":          {[]string{open, strings.Replace(aborted, "aborted", "other", 1)}, true},
		"unknown field":          {[]string{strings.Replace(open, "time", "tim", 1)}, true},
		"sums of another width":  {[]string{open, strings.Replace(result, "[1,2,3]", "[1,2,3,4]", 1)}, true},
		"no sums":                {[]string{open, strings.Replace(result, `"sums":[1,2,3],`, "", 1)}, true},
		"no digest of its bytes": {[]string{strings.Replace(open, `,"blob":"`+zeros+`"`, "", 1)}, true},
		"weights in two forms":   {[]string{strings.Replace(open, `"point"`, `"parameters":"AAAA","point"`, 1)}, true},
		"not JSON":               {[]string{"{"}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tr := bareTraining(t, newKey(t))
			for _, l := range test.lines {
				if err := durable.AppendLine(tr.path(roundsFile), []byte(l)); err != nil {
					t.Fatal(err)
				}
			}
			h, err := openHistory(tr, true)
			if (err != nil) != test.bad {
				t.Fatalf("got %v", err)
			}
			if name == "whole round" && (h.finished() != 1 || h.current() != nil || h.last().reruns != 1 || h.last().result.Rows != 3) {
				t.Errorf("read back %+v", h.last())
			}
			if name == "open" && (h.finished() != 0 || h.current() == nil) {
				t.Error("an open round is not current")
			}
		})
	}
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

// What is written is what is read: big integers keep every digit.
func TestHistoryKeepsSumsExactly(t *testing.T) {
	tr := bareTraining(t, newKey(t))
	h, err := openHistory(tr, true)
	if err != nil {
		t.Fatal(err)
	}
	point, g := bigs("-123456789012345678901234567890", "7"), bigs("99999999999999999999999999999999999999", "-1")
	var digest wire.Digest
	for _, r := range []record{
		{Event: recordOpen, Ref: wire.Ref{Round: 1, Attempt: 1}, Kind: wire.RoundGradient, Point: point, Weights: &digest, Blob: &digest},
		{Event: recordResult, Ref: wire.Ref{Round: 1, Attempt: 2}, Sums: append(g, bigs("5", "12")...), Aggregate: &digest, Uploads: &digest},
	} {
		if err := h.add(r); err != nil {
			t.Fatal(err)
		}
	}
	again, err := openHistory(tr, false)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := json.Marshal(h.rounds[0].result)
	got, _ := json.Marshal(again.rounds[0].result)
	if string(got) != string(want) || again.rounds[0].Point[0].Cmp(point[0]) != 0 || again.rounds[0].result.Sums[0].Cmp(g[0]) != 0 {
		t.Errorf("read back %s, want %s", got, want)
	}
}
