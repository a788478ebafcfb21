package folder_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/trainings"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// open returns an open message of the next round.
func open(l *folder.Log, ref wire.Ref) wire.Open {
	weights := wire.Digest{byte(ref.Round)}
	return wire.Open{LogEntry: l.Next(), Ref: ref, Kind: wire.RoundGradient, Roster: l.RosterDigest, Weights: weights, Blob: weights}
}

// writeLog fills a log with a roster, a rejected and an accepted attempt, and the end.
func writeLog(t *testing.T, training *folder.Training, keys *folder.Keys) *folder.Log {
	t.Helper()
	trainings.Start(t, training, keys, 3)
	l, err := training.OpenLog(true)
	must(t, err)
	first, second := wire.Ref{Round: 1, Attempt: 1}, wire.Ref{Round: 1, Attempt: 2}
	must(t, l.Sign(wire.KindOpen, open(l, first), keys.Identity))
	must(t, l.Sign(wire.KindReject, wire.Reject{LogEntry: l.Next(), Ref: first, Code: wire.CodeRoundRejected}, keys.Identity))
	must(t, l.Sign(wire.KindOpen, open(l, second), keys.Identity))
	must(t, l.Sign(wire.KindAccept, wire.Accept{LogEntry: l.Next(), Ref: second}, keys.Identity))
	must(t, l.Sign(wire.KindDone, wire.Done{LogEntry: l.Next(), Rounds: 1, Reason: wire.ReasonStopped}, keys.Identity))
	return l
}

func TestLogIsReadBackAsAChain(t *testing.T) {
	training, keys := trainings.New(t, trainings.File)
	l := writeLog(t, training, keys)
	again, err := training.OpenLog(true)
	must(t, err)
	if again.Head != l.Head || again.Head.Length != 7 || again.Rejects(1) != 1 || again.Accepted != 1 || again.Done == nil || again.Running() {
		t.Errorf("read back %+v, want %+v", again.Head, l.Head)
	}
	if again.DigestAt(0) != training.Signed.Digest() || again.DigestAt(7) != again.Head.Digest || again.DigestAt(3) != again.Entry(2).Digest() {
		t.Error("digests along the log are not those of its entries")
	}
}

// An entry that the other parties would refuse is neither signed nor read, and the file stays as it was.
func TestLogHasNoEntryThatIsRefused(t *testing.T) {
	for name, file := range map[string]string{
		"rounds with weights": trainings.File,
		"a round without":     strings.Replace(trainings.File, `"training": {"optimizer": "sgd", "rounds": 5}`, `"model": {"method": "one_round"}`, 1),
	} {
		t.Run(name, func(t *testing.T) { hasNoEntryThatIsRefused(t, file) })
	}
}

func hasNoEntryThatIsRefused(t *testing.T, file string) {
	t.Helper()
	training, keys := trainings.New(t, file)
	path := filepath.Join(training.Dir(), "log.jsonl")
	count := 0
	weights := func(kind wire.RoundKind) []byte {
		if shape, _ := training.Manifest.Round(kind); shape.Weights == 0 {
			return nil
		}
		count++
		return []byte{byte(count), byte(count >> 8)}
	}
	var members []wire.Member
	for i := range 3 {
		members = append(members, wire.Member{Identity: wire.Identity{byte(i + 1)}})
	}
	l, err := training.OpenLog(true)
	must(t, err)
	var whole []byte
	for _, step := range hostile.Log(t, l.Position, keys.Identity, members, weights) {
		for _, bad := range step.Entries(t, keys.Identity) {
			added, err := wire.Marshal(bad.Signed)
			must(t, err)
			must(t, os.WriteFile(path, slices.Concat(whole, added, []byte("\n")), 0o600))
			_, err = training.OpenLog(true)
			hostile.Refused(t, bad.Name+" in the file", err, bad.Code, bad.Rule)
			must(t, os.WriteFile(path, whole, 0o600))
			if bad.Signer != training.Manifest.ModelOwner || bad.Verify() != nil {
				continue // nothing that the model owner could sign
			}
			err = l.Sign(bad.Kind, json.RawMessage(bad.Body), keys.Identity)
			hostile.Refused(t, bad.Name+" signed", err, bad.Code, bad.Rule)
			if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, whole) || l.Head != step.Before.Head {
				t.Errorf("%s: the log is changed (%v)", bad.Name, err)
			}
		}
		if step.Next == nil {
			break
		}
		must(t, l.Sign(step.Next.Kind, json.RawMessage(step.Next.Body), keys.Identity))
		whole, err = os.ReadFile(path)
		must(t, err)
	}
	stranger, err := identity.NewKey()
	must(t, err)
	if err := l.Sign(wire.KindDone, wire.Done{LogEntry: l.Next()}, stranger); err == nil {
		t.Error("an entry by a stranger is signed")
	}
}

func logLines(t *testing.T, training *folder.Training) (path string, whole []byte) {
	t.Helper()
	path = filepath.Join(training.Dir(), "log.jsonl")
	whole, err := os.ReadFile(path)
	must(t, err)
	return path, whole
}

// A crash while an entry is written leaves a part of a line. It was never sent, so it is dropped; whole lines stay.
func TestLogDropsALineCutShort(t *testing.T) {
	training, keys := trainings.New(t, trainings.File)
	writeLog(t, training, keys)
	path, whole := logLines(t, training)
	for _, cut := range []int{1, 2, len(whole) / 10, 200} {
		must(t, os.WriteFile(path, whole[:len(whole)-cut], 0o600))
		l, err := training.OpenLog(true)
		if err != nil {
			t.Fatalf("cut by %d bytes: %v", cut, err)
		}
		if want := bytes.Count(whole[:len(whole)-cut], []byte("\n")); l.Head.Length != want || want >= 7 {
			t.Errorf("cut by %d bytes: %d entries, want %d", cut, l.Head.Length, want)
		}
		must(t, l.Sign(wire.KindDone, wire.Done{LogEntry: l.Next(), Rounds: l.Accepted, Reason: wire.ReasonStopped}, keys.Identity))
		if _, err := training.OpenLog(false); err != nil {
			t.Errorf("cut by %d bytes and continued: %v", cut, err)
		}
	}
}

func TestLogRefusesAnotherChain(t *testing.T) {
	stranger, err := identity.NewKey()
	must(t, err)
	for name, spoil := range map[string]func(t *testing.T, training *folder.Training, lines [][]byte) [][]byte{
		"entry removed":   func(_ *testing.T, _ *folder.Training, l [][]byte) [][]byte { return slices.Delete(l, 1, 2) },
		"entries swapped": func(_ *testing.T, _ *folder.Training, l [][]byte) [][]byte { l[1], l[2] = l[2], l[1]; return l },
		"entry twice":     func(_ *testing.T, _ *folder.Training, l [][]byte) [][]byte { return append(l, l[4]) },
		"byte altered": func(_ *testing.T, _ *folder.Training, l [][]byte) [][]byte {
			i := bytes.Index(l[2], []byte(`"signature":"`)) + 20
			l[2] = bytes.Clone(l[2])
			l[2][i] = 'A' + (l[2][i]+1-'A')%26
			return l
		},
		"another signer": func(t *testing.T, training *folder.Training, l [][]byte) [][]byte {
			return append(l[:5], line(t, wire.KindDone, wire.Done{LogEntry: wire.LogEntry{Training: training.ID, Sequence: 6}}, stranger))
		},
		"a kind of no log": func(t *testing.T, training *folder.Training, l [][]byte) [][]byte {
			return append(l, line(t, wire.KindHello, wire.Hello{Training: training.ID}, stranger))
		},
	} {
		t.Run(name, func(t *testing.T) {
			training, keys := trainings.New(t, trainings.File)
			writeLog(t, training, keys)
			path, whole := logLines(t, training)
			lines := spoil(t, training, bytes.Split(bytes.TrimSpace(whole), []byte("\n")))
			must(t, os.WriteFile(path, append(bytes.Join(lines, []byte("\n")), '\n'), 0o600))
			if _, err := training.OpenLog(true); err == nil || !strings.Contains(err.Error(), "log.jsonl") {
				t.Errorf("got %v, want an error that names the file", err)
			}
		})
	}
}

func line(t *testing.T, kind wire.Kind, body any, by wire.Signer) []byte {
	t.Helper()
	s, err := wire.Seal(kind, body, by)
	must(t, err)
	b, err := wire.Marshal(s)
	must(t, err)
	return b
}
