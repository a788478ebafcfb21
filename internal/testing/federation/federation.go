// Package federation owns one whole training in one process, for tests: a real facilitator over SQLite on a loopback
// port, the model owner, and data owners with their state in memory. If the training asks for a circle, each has the
// members' file. It is a complete training; the only simplification is that one process runs all parties.
package federation

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/server"
	"github.com/blindfit/blindfit/server/round"
	"github.com/blindfit/blindfit/server/store/sqlite"
)

// patience bounds a training. If a training takes that long, it hangs.
const patience = 5 * time.Minute

// Facilitator starts a facilitator for the length of a test and returns its address. The machine among the options is its
// own.
func Facilitator(tb testing.TB, options server.Options) string {
	tb.Helper()
	store, err := sqlite.Open(tb.Context(), tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	machine, err := round.New(tb.Context(), round.Options{Store: store})
	if err != nil {
		tb.Fatal(err)
	}
	options.Machine = machine
	handler, err := server.New(options)
	if err != nil {
		tb.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	web := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = web.Serve(listener) // until web.Close
	}()
	tb.Cleanup(func() {
		handler.Drain()
		web.Close()
		<-done
		machine.Close()
		store.Close()
	})
	return "http://" + listener.Addr().String()
}

// Run takes a training file through its whole life with one data owner for each table, under a key of KeyBits bits,
// even if the file names another length. It returns the training and its result.
func Run(tb testing.TB, file []byte, tables [][]byte) (*modelowner.Training, *modelowner.Result) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	f, err := spec.Parse(withKeyBits(tb, file))
	if err != nil {
		tb.Fatal(err)
	}
	if f.Cohort.Start > len(tables) {
		tb.Fatalf("the training starts with %d owners, there are %d tables", f.Cohort.Start, len(tables))
	}
	url, dir := Facilitator(tb, server.Options{}), tb.TempDir()
	keys, err := modelowner.GenerateKeys(dir, nil)
	if err != nil {
		tb.Fatal(err)
	}
	t, err := modelowner.Create(ctx, dir, keys, f, url, modelowner.CreateOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	links, err := t.Invite(len(tables))
	if err != nil {
		tb.Fatal(err)
	}
	ended := make(chan error, len(links))
	vaults, circle := members(tb, len(links))
	for i, link := range links {
		config := dataowner.Config{Vault: vaults[i], Agree: []string{consent.Rows, consent.Alone, consent.Constant, consent.Shared}}
		if f.Circle {
			config.Rules.Circle = circle
		}
		owner, err := dataowner.Open(ctx, link, config)
		if err != nil {
			tb.Fatal(err)
		}
		check, err := owner.Load(ctx, "rows.csv", bytes.NewReader(tables[i]))
		if err != nil || !check.OK {
			tb.Fatalf("the rows of owner %d are refused: %v", i+1, err)
		}
		go func() {
			_, err := owner.Contribute(ctx)
			ended <- err
		}()
	}
	result, err := t.Train(ctx, keys, modelowner.TrainOptions{})
	if err != nil {
		tb.Fatalf("the training failed: %v", err)
	}
	for range links {
		if err := <-ended; err != nil {
			tb.Errorf("a data owner ended with: %v", err)
		}
	}
	return t, result
}

// members makes the vaults of so many owners, and the members' file of the circle that they are.
func members(tb testing.TB, count int) (vaults []*store.Memory, circle []identity.OwnerKey) {
	tb.Helper()
	for range count {
		s := store.NewMemory()
		v, err := vault.Open(tb.Context(), s)
		if err != nil {
			tb.Fatal(err)
		}
		key, err := v.OwnerKey()
		if err != nil {
			tb.Fatal(err)
		}
		vaults, circle = append(vaults, s), append(circle, key)
	}
	return vaults, circle
}

func withKeyBits(tb testing.TB, file []byte) []byte {
	tb.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(file, &fields); err != nil {
		tb.Fatal(err)
	}
	bits, err := json.Marshal(KeyBits)
	if err != nil {
		tb.Fatal(err)
	}
	fields["key_bits"] = bits
	out, err := json.Marshal(fields)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}
