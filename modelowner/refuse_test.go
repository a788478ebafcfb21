package modelowner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner/ledger"
	rowsof "github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// liar stands between the model owner and an honest facilitator and alters answers, as a dishonest facilitator could.
type liar struct {
	*httptest.Server
	mu    sync.Mutex // guards all below
	alter func(path string, body []byte) []byte
	seen  int    // answers altered, or refused
	fails string // method and end of the path of requests that are refused
}

func startLiar(t *testing.T, f *facilitator) *liar {
	target, err := url.Parse(f.url())
	if err != nil {
		t.Fatal(err)
	}
	l := &liar{}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Header.Del("Accept-Encoding") // what is altered is not compressed
	}}
	proxy.ModifyResponse = func(r *http.Response) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.alter == nil || r.StatusCode != http.StatusOK || r.Request.Method != http.MethodGet {
			return nil
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		altered := l.alter(r.Request.URL.Path, bytes.Clone(body))
		if !bytes.Equal(altered, body) {
			l.seen++
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(altered)), int64(len(altered))
		r.Header.Set("Content-Length", fmt.Sprint(len(altered)))
		return nil
	}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		method, end, _ := strings.Cut(l.fails, " ")
		fails := l.fails != "" && r.Method == method && strings.HasSuffix(r.URL.Path, end)
		if fails {
			l.seen++
		}
		l.mu.Unlock()
		if !fails {
			proxy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprintf(w, `{"code":%q,"detail":"it is not there"}`, wire.CodeNotFound)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *liar) set(alter func(path string, body []byte) []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.alter, l.seen, l.fails = alter, 0, ""
}

// refuse refuses requests of a method whose path has an end, such as "GET /accepts".
func (l *liar) refuse(request string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.alter, l.seen, l.fails = nil, 0, request
}

func (l *liar) lied() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen > 0
}

// list alters the messages of an answer if its path ends in the given part.
func list(suffix string, change func([]wire.Signed) []wire.Signed) func(string, []byte) []byte {
	return func(path string, body []byte) []byte {
		if !strings.HasSuffix(path, suffix) {
			return body
		}
		l, err := wire.Parse[wire.List](body)
		if err != nil || len(l.Messages) == 0 {
			return body
		}
		if len(l.Messages) < 3 { // a further page, asked for because the first one lacked a member
			l.Messages = []wire.Signed{}
		} else {
			l.Messages = change(l.Messages)
		}
		b, err := wire.Marshal(l)
		if err != nil {
			return body
		}
		return b
	}
}

// blob alters ciphertext bytes of an answer if its path holds the given part.
func blob(part string, change func([]byte) []byte) func(string, []byte) []byte {
	return func(path string, body []byte) []byte {
		if !strings.Contains(path, part) || len(body) == 0 || body[0] == '{' {
			return body
		}
		return change(body)
	}
}

// resign signs a message by a different key, as a facilitator can.
func resign(t *testing.T, s wire.Signed, by *identity.Key) wire.Signed {
	return wire.Signed{Kind: s.Kind, Body: s.Body, Signer: by.Identity(), Signature: mustSeal(t, s.Kind, by).Signature}
}

func mustSeal(t *testing.T, kind wire.Kind, by *identity.Key) *wire.Signed {
	s, err := wire.Seal(kind, wire.Hello{}, by)
	if err != nil {
		t.Error(err)
	}
	return s
}

// If the facilitator alters any answer, the attempt is rejected with the one code, nothing of it is used, and the same round
// succeeds once the answers are honest again.
func TestADishonestFacilitatorIsRefused(t *testing.T) {
	t.Parallel()
	stranger, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	var kept []byte
	tests := map[string]struct {
		alter func(string, []byte) []byte
		want  string // in the local reason
	}{
		"aggregate altered": {blob("/aggregate", func(b []byte) []byte { b[len(b)-1] ^= 1; return b }), "not the product"},
		"aggregate cut":     {blob("/aggregate", func(b []byte) []byte { return b[:len(b)-1] }), "not the product"},
		"upload altered":    {blob("/uploads/", func(b []byte) []byte { b[7] ^= 1; return b }), "ciphertexts is not the root over the bytes that follow"},
		"upload cut":        {blob("/uploads/", func(b []byte) []byte { return b[:len(b)-1] }), "ciphertexts must be"},
		"uploads exchanged": {blob("/uploads/", func(b []byte) []byte { // every answer is the first one's bytes
			if kept == nil {
				kept = b
			}
			return kept
		}), "ciphertexts is not the root over the bytes that follow"},
		"head left out": {list("/uploads", func(m []wire.Signed) []wire.Signed { return m[1:] }), "there are 2; all 3 owners of the list are needed"},
		"head twice":    {list("/uploads", func(m []wire.Signed) []wire.Signed { return []wire.Signed{m[0], m[1], m[1]} }), "must be one of each owner of the list"},
		"head by a stranger": {list("/uploads", func(m []wire.Signed) []wire.Signed {
			m[2] = resign(t, m[2], stranger)
			return sorted(m)
		}), "does not verify"},
		"head altered": {list("/uploads", func(m []wire.Signed) []wire.Signed {
			m[1].Body = bytes.Replace(m[1].Body, []byte(`"count":`), []byte(`"count":1`), 1)
			return m
		}), "does not verify"},
		"keys instead of uploads": {list("/keys", func(m []wire.Signed) []wire.Signed { m[0].Kind = wire.KindUpload; return m }), `kind must be "keys"`},
		"keys left out":           {list("/keys", func(m []wire.Signed) []wire.Signed { return m[:2] }), "has 2 owners; at least 3 of the 3 members are needed"},
		"keys altered": {list("/keys", func(m []wire.Signed) []wire.Signed {
			m[0].Signature[5] ^= 1
			return m
		}), "does not verify"},
	}
	f := startFacilitator(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := startLiar(t, f)
			w := newWorld(t, modelJSON(`"rounds": 2`), l.URL, f).join()
			kept = nil
			l.set(test.alter)
			_, err := w.train(t.Context(), nil)
			if !errors.Is(err, modelowner.ErrRejected) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want a rejection that contains %q", err, test.want)
			}
			if !l.lied() {
				t.Error("nothing was altered")
			}
			l.set(nil)
			r := w.mustTrain()
			if s, _ := w.training.Status(); s.Rounds[0].Attempts != 2 {
				t.Errorf("the first round took %d attempts", s.Rounds[0].Attempts)
			}
			if r.Model.Summary.Rows != 150 || !r.Measured {
				t.Errorf("after the lie: %+v", r)
			}
		})
	}
}

func sorted(m []wire.Signed) []wire.Signed {
	for i := range m {
		for j := i; j > 0 && m[j].Signer.Compare(m[j-1].Signer) < 0; j-- {
			m[j], m[j-1] = m[j-1], m[j]
		}
	}
	return m
}

// Owners take part in no round that was rejected three times. Then the training is over, and every owner sees its end.
func TestARoundIsRejectedAtMostThreeTimes(t *testing.T) {
	f := startFacilitator(t)
	l := startLiar(t, f)
	w := newWorld(t, modelJSON(""), l.URL, f).join()
	l.set(func(path string, body []byte) []byte {
		if strings.Contains(path, "/rounds/2/") && strings.HasSuffix(path, "/aggregate") {
			body[3] ^= 1
		}
		return body
	})
	var weights [][]byte
	for range modelowner.MaxRejects {
		_, err := w.train(t.Context(), func(e modelowner.Event) {
			if e.Event == modelowner.EventRejected {
				b, err := os.ReadFile(w.training.Dir() + "/weights-2.bin")
				if err != nil {
					t.Error(err)
				}
				weights = append(weights, b)
			}
		})
		if !errors.Is(err, modelowner.ErrRejected) {
			t.Fatalf("got %v", err)
		}
	}
	if len(weights) != 3 || !bytes.Equal(weights[0], weights[1]) || !bytes.Equal(weights[0], weights[2]) {
		t.Error("the attempts at a round do not send the same weights")
	}
	l.set(nil)
	_, err := w.train(t.Context(), nil)
	if !errors.Is(err, modelowner.ErrRejected) || !strings.Contains(err.Error(), "round 2 was rejected 3 times") {
		t.Errorf("got %v", err)
	}
	if s, err := w.training.Status(); err != nil || s.State != modelowner.StateStopped || s.Cost == nil {
		t.Errorf("status %+v, %v", s, err)
	}
	for _, o := range w.owners {
		o.finished()
	}
}

// An owner that goes away aborts the attempt. The round is run again when it is back, with the same result.
func TestAnOwnerWhoLeavesIsWaitedFor(t *testing.T) {
	// It goes just before the round opens, so that the facilitator waits for its keys in vain.
	w := newWorldWith(t, modelJSON(""), "", startFacilitator(t), modelowner.CreateOptions{KeysTimeout: 2 * time.Second}).join()
	aborted, paused, waited := 0, false, false
	r, err := w.train(t.Context(), func(e modelowner.Event) {
		switch e.Event {
		case modelowner.EventOpen:
			if e.Round == 3 && !paused {
				paused = true
				w.owners[1].Pause()
			}
		case modelowner.EventAborted:
			aborted++
		case modelowner.EventWaiting:
			if e.Round == 3 && len(e.Awaited) == 1 && e.Awaited[0].Identity == w.owners[1].Identity() {
				waited = true
				w.owners[1].Resume()
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !waited || !near(r.Model.Summary.Cost, w.optimum(), 1e-9) {
		t.Errorf("waited %v, aborted %d times, cost %.15g, pooled optimum %.15g", waited, aborted, r.Model.Summary.Cost, w.optimum())
	}
}

func TestWaitingEnds(t *testing.T) {
	f := startFacilitator(t)
	w := newWorld(t, modelJSON(""), "", f)
	opt := modelowner.TrainOptions{MaxWait: time.Second}
	if r, err := w.training.Train(t.Context(), testKeys(t), opt); !errors.Is(err, modelowner.ErrWaited) || r != nil {
		t.Errorf("in the lobby: %v", err)
	}
	w.join()
	ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventRound && e.Round == 3 })
	if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	w.owners[2].stop()
	r, err := w.training.Train(t.Context(), testKeys(t), opt)
	if !errors.Is(err, modelowner.ErrWaited) || r == nil || r.Measured || r.Finished || r.Model.Summary.Rounds != 3 {
		t.Fatalf("without an owner: %+v, %v", r, err)
	}
	if !strings.Contains(err.Error(), identity.Words(w.owners[2].Identity())) {
		t.Errorf("does not name the owner: %v", err)
	}
	f.stop()
	if _, err := w.training.Train(t.Context(), testKeys(t), opt); !errors.Is(err, modelowner.ErrWaited) || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("without a facilitator: %v", err)
	}
	f.start()
	w.owners[2] = join(t, w.links[2], w.csvs[2], w.vaults[2])
	if r := w.mustTrain(); !near(r.Model.Summary.Cost, w.optimum(), 1e-9) {
		t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, w.optimum())
	}
}

// With Start a training begins with the owners that are connected, if they are enough.
func TestStartTakesThosePresent(t *testing.T) {
	text := strings.Replace(modelJSON(""), `"start": 3`, `"start": 5`, 1)
	w := newWorld(t, text, "", startFacilitator(t)).join()
	if _, err := w.training.Train(t.Context(), testKeys(t), modelowner.TrainOptions{MaxWait: time.Second}); !errors.Is(err, modelowner.ErrWaited) {
		t.Errorf("three of five: %v", err)
	}
	r, err := w.training.Train(t.Context(), testKeys(t), modelowner.TrainOptions{Start: true})
	if err != nil || r.Owners != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestTwoProcessesDoNotTrainTheSame(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t)).join()
	tried := false
	_, err := w.train(t.Context(), func(e modelowner.Event) {
		if e.Event == modelowner.EventOpen && !tried {
			tried = true
			if _, err := w.train(t.Context(), nil); !errors.Is(err, modelowner.ErrBusy) {
				t.Errorf("got %v", err)
			}
		}
	})
	if err != nil || !tried {
		t.Error(err)
	}
}

// restated is the vault of a dishonest owner, whose ledger has other rows than it stated: an honest owner refuses these.
func restated(t *testing.T, w *world, i int, csv string) store.Store {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	out := store.NewMemory()
	names, err := w.vaults[i].Keys(t.Context())
	must(err)
	for _, name := range names {
		if strings.HasPrefix(name, "ledger/") || name == "anchor" {
			continue
		}
		b, err := w.vaults[i].Get(t.Context(), name)
		must(err)
		must(out.Put(t.Context(), name, b))
	}
	v, err := vault.Open(t.Context(), out)
	must(err)
	l, err := v.OpenLedger(t.Context(), nil, time.Now())
	must(err)
	_, file, err := rowsof.Read(w.training.File, "rows.csv", strings.NewReader(csv), rowsof.Reading{}, func(string, int, int) {})
	must(err)
	defer file.Close()
	c, err := statement.Prepare(t.Context(), l, file, statement.Training{ID: w.training.ID, File: w.training.File, Key: w.links[i].Key}, statement.Choice{})
	must(err)
	_, err = c.Declare(t.Context(), w.members(), nil)
	must(err)
	must(c.Pass(t.Context(), ledger.Verdict{Silent: true}))
	return out
}

// An owner that comes back with a different file does not spoil the training: its sums contradict the rounds before, the
// round is rejected, and succeeds with the rows that took part from the start.
func TestOtherRowsInTheMiddleAreRefused(t *testing.T) {
	w := newWorld(t, modelJSON(""), "", startFacilitator(t)).join()
	ctx, observe := interruptAt(func(e modelowner.Event) bool { return e.Event == modelowner.EventRound && e.Round == 3 })
	if _, err := w.train(ctx, observe); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	w.owners[0].stop()
	w.owners[0] = join(t, w.links[0], rows(9, 20), restated(t, w, 0, rows(9, 20)))
	if _, err := w.train(t.Context(), nil); !errors.Is(err, modelowner.ErrRejected) || !strings.Contains(err.Error(), "other rows") {
		t.Errorf("got %v", err)
	}
	w.owners[0].stop()
	w.owners[0] = join(t, w.links[0], w.csvs[0], w.vaults[0])
	if r := w.mustTrain(); !near(r.Model.Summary.Cost, w.optimum(), 1e-9) {
		t.Errorf("cost %.15g, pooled optimum %.15g", r.Model.Summary.Cost, w.optimum())
	}
}
