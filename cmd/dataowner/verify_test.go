package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/receipt"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// facilitator is a real one on a loopback port, which can be stopped and started again at the same address.
type facilitator struct {
	t         *testing.T
	dir, addr string
	stop      func()
}

func (f *facilitator) start(keeps time.Duration) {
	t := f.t
	t.Helper()
	store, err := sqlite.Open(t.Context(), f.dir)
	check(t, err)
	machine, err := round.New(t.Context(), round.Options{Store: store, KeepUploads: keeps})
	check(t, err)
	s, err := server.New(server.Options{Machine: machine})
	check(t, err)
	l, err := net.Listen("tcp", f.addr)
	check(t, err)
	f.addr = l.Addr().String()
	h := &http.Server{Handler: s}
	served := make(chan struct{})
	go func() { defer close(served); _ = h.Serve(l) }()
	f.stop = sync.OnceFunc(func() { s.Drain(); h.Close(); <-served; machine.Close(); store.Close() })
	t.Cleanup(f.stop)
}

// spoil flips a bit in an upload that the stopped facilitator keeps of a round. With fits the checksum is made to fit, as
// a facilitator that lies would have it.
func (f *facilitator) spoil(round int, fits bool) {
	f.t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(f.dir, "facilitator.db"))
	check(f.t, err)
	defer db.Close()
	var number int64
	var blob []byte
	check(f.t, db.QueryRow(`SELECT number, bytes FROM messages JOIN blobs ON message = number
		WHERE kind = 'upload' AND round = $1 ORDER BY number LIMIT 1`, round).Scan(&number, &blob))
	blob[len(blob)/2] ^= 1
	_, err = db.Exec(`UPDATE blobs SET bytes = $1 WHERE message = $2`, blob, number)
	check(f.t, err)
	if fits {
		sum := wire.DigestOf(blob)
		_, err = db.Exec(`UPDATE messages SET blob_sum = $1 WHERE number = $2`, sum[:], number)
		check(f.t, err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// yes adds a yes to what owners of small tables are asked.
func yes(args ...string) []string {
	return append(args, "--agree", "rows", "--agree", "alone", "--agree", "constant")
}

// TestMain keeps anchors of ledgers out of the folder of whoever runs the tests.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "anchors")
	if err != nil {
		panic(err)
	}
	if err := os.Setenv("XDG_STATE_HOME", dir); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// call runs the program within the process.
func call(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs lines
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	code = cli.Run(ctx, root)
	return code, out.String(), errs.String()
}

// lines is a buffer that, like a terminal, takes lines from several writers.
type lines struct {
	mu sync.Mutex // protects b
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// trained is a training of three owners that has ended.
type trained struct {
	keys     *modelowner.Keys
	dir      string   // the first owner's
	receipts []string // files
	receipt  *dataowner.Receipt
}

// train runs a training to its end, with every owner a program of its own.
func train(t *testing.T, url string) *trained {
	t.Helper()
	base := t.TempDir()
	keys, err := modelowner.GenerateKeys(filepath.Join(base, "owner"), nil)
	check(t, err)
	file, err := spec.Parse([]byte(fmt.Sprintf(`{"name": "Line", "features": [{"name": "a", "type": "discrete", "min": 0, "max": 20}],
		"target": {"name": "y", "type": "continuous", "min": -10, "max": 60}, "bounds": {"rows": 64}, "key_bits": %d}`, keyBits)))
	check(t, err)
	tr, err := modelowner.Create(t.Context(), filepath.Join(base, "owner"), keys, file, url, modelowner.CreateOptions{})
	check(t, err)
	links, err := tr.Invite(3)
	check(t, err)
	out := &trained{keys: keys, dir: filepath.Join(base, "0")}
	var joined sync.WaitGroup
	for i, link := range links {
		rows, receipt := filepath.Join(base, fmt.Sprintf("%d.csv", i)), filepath.Join(base, fmt.Sprintf("%d.json", i))
		var b strings.Builder
		b.WriteString("a,y\n")
		for a := i; a < i+6; a++ {
			fmt.Fprintf(&b, "%d,%d\n", a, 3*a-5)
		}
		check(t, os.WriteFile(rows, []byte(b.String()), 0o600))
		out.receipts = append(out.receipts, receipt)
		joined.Go(func() {
			if code, _, errs := call(t.Context(), yes("join", link.URL(), "--data", rows, "--dir", filepath.Join(base, fmt.Sprint(i)), "--receipt", receipt)...); code != 0 {
				t.Errorf("owner %d: exit code %d\n%s", i, code, errs)
			}
		})
	}
	_, err = tr.Train(t.Context(), keys, modelowner.TrainOptions{})
	check(t, err)
	joined.Wait()
	out.receipt, err = readReceipt(out.receipts[0])
	check(t, err)
	return out
}

// accepted lists the rounds that the first owner's receipt calls accepted.
func (tr *trained) accepted() []int {
	rounds := []int{}
	for _, e := range tr.receipt.Uploads {
		if e.Accepted {
			rounds = append(rounds, e.Round)
		}
	}
	return rounds
}

// verdict multiplies a receipt out with the first owner's identity.
func (tr *trained) verdict(t *testing.T, file string) *receipt.Verdict {
	t.Helper()
	code, out, errs := call(t.Context(), "verify", file, "--multiply", "--dir", tr.dir, "--json")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	var v receipt.Verdict
	check(t, json.Unmarshal([]byte(out), &v))
	return &v
}

// refused fails unless verify refuses a receipt with a text in its error.
func (tr *trained) refused(t *testing.T, receipt, want string) {
	t.Helper()
	code, out, errs := call(t.Context(), "verify", receipt, "--multiply", "--dir", tr.dir)
	if code != exitRefused || !strings.Contains(errs, want) || out != "" {
		t.Errorf("exit code %d, want %d and %q\n%s%s", code, exitRefused, want, out, errs)
	}
}

// forged writes a receipt in which the model owner signed another product of the first accepted round.
func (tr *trained) forged(t *testing.T) string {
	t.Helper()
	r := *tr.receipt
	r.Uploads = append([]dataowner.Entry{}, r.Uploads...)
	for i, e := range r.Uploads {
		if !e.Accepted {
			continue
		}
		a, err := wire.Parse[wire.Accept](e.Proof.Accept.Body)
		check(t, err)
		a.Aggregate[0] ^= 1
		signed, err := wire.Seal(wire.KindAccept, a, tr.keys.Identity)
		check(t, err)
		r.Uploads[i].Proof = &receipt.Proof{Accept: signed, Path: e.Proof.Path}
		break
	}
	path := filepath.Join(t.TempDir(), "forged.json")
	check(t, writeReceipt(path, &r))
	return path
}

// TestReceiptIsMultipliedOut: while uploads are kept an owner finds that every sum is the product of what was uploaded,
// and notices a changed byte, whether or not the facilitator covers it up, and another product; after that it is told that they are gone.
func TestReceiptIsMultipliedOut(t *testing.T) {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start(time.Hour)
	tr := train(t, "http://"+f.addr)
	rounds := tr.accepted()
	if len(rounds) < 2 {
		t.Fatalf("%d rounds were accepted: too few for this test", len(rounds))
	}
	if v := tr.verdict(t, tr.receipts[0]); fmt.Sprint(v.Products) != fmt.Sprint(rounds) || len(v.Gone) != 0 || v.Proven != len(rounds) {
		t.Errorf("verdict is %+v, want the products of %v", v, rounds)
	}
	code, text, _ := call(t.Context(), "verify", tr.receipts[0], "--multiply", "--dir", tr.dir)
	if want := fmt.Sprintf("%d aggregates multiplied out and found right", len(rounds)); code != 0 || !strings.Contains(text, want) || strings.Contains(text, "kept") {
		t.Errorf("exit code %d, printed\n%s", code, text)
	}
	tr.refused(t, tr.forged(t), "not the product of the uploads")

	for _, c := range []struct {
		round int
		fits  bool
		want  string
	}{
		{rounds[len(rounds)-1], false, "damaged"},
		{rounds[0], true, "not those that were signed"}, // it comes first
	} {
		f.stop()
		f.spoil(c.round, c.fits)
		f.start(time.Hour)
		tr.refused(t, tr.receipts[0], c.want)
	}

	f.stop()
	f.start(0)
	if v := tr.verdict(t, tr.receipts[0]); len(v.Products) != 0 || fmt.Sprint(v.Gone) != fmt.Sprint(rounds) {
		t.Errorf("verdict is %+v, want %v gone", v, rounds)
	}
}

// TestReceiptWithoutKeptUploads: by default nothing is there to multiply, which is said and is no failure.
func TestReceiptWithoutKeptUploads(t *testing.T) {
	f := &facilitator{t: t, dir: t.TempDir(), addr: "127.0.0.1:0"}
	f.start(0)
	tr := train(t, "http://"+f.addr)
	rounds := tr.accepted()
	if v := tr.verdict(t, tr.receipts[0]); len(rounds) == 0 || len(v.Products) != 0 || fmt.Sprint(v.Gone) != fmt.Sprint(rounds) || v.Proven != len(rounds) {
		t.Errorf("verdict is %+v, want %v gone", v, rounds)
	}
	code, text, _ := call(t.Context(), "verify", tr.receipts[0], "--multiply", "--dir", tr.dir)
	if code != 0 || !strings.Contains(text, "no longer kept") || strings.Contains(text, "multiplied") {
		t.Errorf("exit code %d, printed\n%s", code, text)
	}
}
