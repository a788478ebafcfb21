//go:build unix

package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/internal/testing/parties"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/server/metrics"
)

// TestNothingIsTold runs a training with every phase, rejected messages among them, and searches everything that an
// operator sees of it: the log at its most talkative, the metrics, the status. There is no identity, key, seed, share, vector, signature,
// body or token in any of them, in no form. Row 32 of the fault table.
func TestNothingIsTold(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	const token = "a-token-that-must-not-be-told-0123"
	tokenFile := filepath.Join(dir, "operator.token")
	must(t, os.WriteFile(tokenFile, []byte(token+"\n"), 0o600))
	p := launch(t, filepath.Join(dir, "data"), "127.0.0.1:0", "--log-format", "json", "--operator-token-file", tokenFile)
	mo, owners := prepare(ctx, t, p.url, 4, noisy)
	secrets := map[string][]byte{"the operator token": []byte(token), "the manifest": mo.Manifest.Body, "the model owner": mo.Key.Seed()}
	note := func(name string, s *wire.Signed, blob []byte) {
		secrets[name+": body"], secrets[name+": signature"] = s.Body, s.Signature
		if len(blob) > 0 {
			secrets[name+": ciphertexts"] = blob
		}
	}
	for i, o := range owners {
		id := o.ID()
		secrets[fmt.Sprintf("identity %d", i)], secrets[fmt.Sprintf("key %d", i)] = id[:], o.Key.Seed()
	}
	m := connect(t, p.url, mo.Key)
	for number := 1; number <= 2; number++ {
		noted := wholeRound(ctx, t, p.url, mo, owners, wire.Ref{Round: number, Attempt: 1}, func(what string, s *wire.Signed, blob []byte) {
			note(fmt.Sprintf("round %d, %s", number, what), s, blob)
		})
		secrets[fmt.Sprintf("round %d, aggregate", number)] = noted
	}
	must(t, m.Append(ctx, mo.ID, mo.Done(2), nil))

	var seen strings.Builder
	for _, path := range []string{"/metrics", "/operator", "/operator/status.json", "/about", "/v2/server", "/v2/trainings?token=" + token, "/metrics?token=" + token} {
		for _, header := range []string{"", "Bearer " + token, "Bearer x" + token} {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
			must(t, err)
			if header != "" {
				r.Header.Set("Authorization", header)
			}
			a, err := http.DefaultClient.Do(r)
			must(t, err)
			b, err := io.ReadAll(a.Body)
			must(t, err)
			a.Body.Close()
			seen.Write(b)
			fmt.Fprint(&seen, a.Header)
		}
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code is %d", code)
	}
	seen.WriteString(p.text())
	text := seen.String()
	for _, story := range []string{`"phase":"reveal"`, `"phase":"done"`, `"code":"signature"`, `"code":"conflict"`, `"code":"token"`, "blindfit_rounds_accepted_total 2", mo.ID.String()} {
		if !strings.Contains(text, story) {
			t.Errorf("what was seen does not tell the story: %s is missing", story)
		}
	}
	for _, d := range metrics.Table {
		if !strings.Contains(text, "\n"+d.Name) {
			t.Errorf("%s is not exposed after whole rounds", d.Name)
		}
	}
	for name, s := range secrets {
		// Nine bytes from its last third would give it away (a body begins with the training's id, which is told); in base64
		// they may begin at any of three places.
		at := len(s) * 2 / 3
		piece := s[at : at+min(len(s)-at, 9)]
		forms := []string{string(piece), hex.EncodeToString(piece), strings.ToUpper(hex.EncodeToString(piece))}
		for shift := range 3 {
			if len(s) >= at+shift+9 {
				forms = append(forms, base64.StdEncoding.EncodeToString(s[at+shift:at+shift+9]), base64.URLEncoding.EncodeToString(s[at+shift:at+shift+9]))
			}
		}
		for _, form := range forms {
			if strings.Contains(text, form) {
				t.Errorf("%s was told", name)
			}
		}
	}
}

// wholeRound runs a round of four owners through every phase to its accept, with a bent and a repeated message of each
// kind, and returns the aggregate. note is told of every message.
func wholeRound(ctx context.Context, t *testing.T, url string, mo *parties.ModelOwner, owners []*parties.Owner, ref wire.Ref, note func(string, *wire.Signed, []byte)) []byte {
	t.Helper()
	m := connect(t, url, mo.Key)
	put := func(o *parties.Owner, s *wire.Signed, send func(*client.Client, *wire.Signed) error) {
		t.Helper()
		c, bent := connect(t, url, o.Key), *s
		bent.Signature = append([]byte{s.Signature[0] ^ 1}, s.Signature[1:]...)
		if err := send(c, &bent); wire.RejectionOf(err) == nil || wire.RejectionOf(err).Code != wire.CodeSignature {
			t.Errorf("a bent %s: %v", s.Kind, err)
		}
		must(t, send(c, s))
		must(t, send(c, s))
	}
	open, weights := mo.Open(ref)
	note("open", open, weights)
	must(t, m.Append(ctx, mo.ID, open, weights))
	for i, o := range owners {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		note(fmt.Sprintf("keys %d", i), s, encapsulations)
		put(o, s, func(c *client.Client, s *wire.Signed) error { return c.PutKeys(ctx, mo.ID, ref, s, encapsulations) })
	}
	keys, err := m.Keys(ctx, mo.ID, ref)
	must(t, err)
	list := mo.List(keys)
	for i, o := range owners {
		encapsulations, err := connect(t, url, o.Key).Encapsulations(ctx, mo.ID, ref)
		must(t, err)
		head, blob := o.Upload(list, encapsulations)
		note(fmt.Sprintf("upload %d", i), head, blob)
		put(o, head, func(c *client.Client, s *wire.Signed) error { return c.PutUpload(ctx, mo.ID, ref, s, blob) })
		other, blob := o.Clone().Upload(list, encapsulations)
		if err := connect(t, url, o.Key).PutUpload(ctx, mo.ID, ref, other, blob); wire.RejectionOf(err) == nil {
			t.Error("a second upload is taken")
		}
	}
	for i, o := range owners {
		s := o.Reveal(list)
		note(fmt.Sprintf("reveal %d", i), s, nil)
		put(o, s, func(c *client.Client, s *wire.Signed) error { return c.PutReveal(ctx, mo.ID, ref, s) })
	}
	uploads, err := m.Uploads(ctx, mo.ID, ref)
	must(t, err)
	aggregate, err := m.Aggregate(ctx, mo.ID, ref)
	must(t, err)
	must(t, m.Append(ctx, mo.ID, mo.Accept(ref, aggregate, uploads), nil))
	return aggregate
}

// TestStoppedMidRound stops the facilitator in order in each phase of a round, while owners watch, and starts it again: every
// message it acknowledged is there, the round goes on, and everybody is counted once. Row 33 of the fault table.
func TestStoppedMidRound(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	p := launch(t, dir, "127.0.0.1:0")
	addr := strings.TrimPrefix(p.url, "http://")
	mo, owners := prepare(ctx, t, p.url, 4, noisy)
	watching, leave := context.WithCancel(ctx)
	defer leave()
	states := make(chan wire.Phase, 1024)
	go func() {
		for s, err := range connect(t, p.url, owners[0].Key).Watch(watching, mo.ID) {
			if err == nil {
				states <- s.Phase
			}
		}
		close(states)
	}()
	restart := func() {
		t.Helper()
		if code := p.end(syscall.SIGTERM); code != 0 {
			t.Errorf("exit code is %d after SIGTERM: %s", code, p.text())
		}
		if strings.Contains(p.text(), "cut off") {
			t.Error("requests were cut off")
		}
		p = launch(t, dir, addr)
	}
	m, ref := connect(t, p.url, mo.Key), wire.Ref{Round: 1, Attempt: 1}
	open, weights := mo.Open(ref)
	must(t, m.Append(ctx, mo.ID, open, weights))
	each := func(f func(c *client.Client, o *parties.Owner) error) {
		t.Helper()
		for i, o := range owners {
			if i == 2 {
				restart() // with two messages of four
			}
			must(t, f(connect(t, p.url, o.Key), o))
		}
	}
	each(func(c *client.Client, o *parties.Owner) error {
		s, encapsulations := o.Keys(ref, open.Digest(), owners)
		return c.PutKeys(ctx, mo.ID, ref, s, encapsulations)
	})
	keys, err := m.Keys(ctx, mo.ID, ref)
	must(t, err)
	list := mo.List(keys)
	each(func(c *client.Client, o *parties.Owner) error {
		encapsulations, err := c.Encapsulations(ctx, mo.ID, ref)
		if err != nil {
			return err
		}
		head, blob := o.Upload(list, encapsulations)
		return c.PutUpload(ctx, mo.ID, ref, head, blob)
	})
	each(func(c *client.Client, o *parties.Owner) error { return c.PutReveal(ctx, mo.ID, ref, o.Reveal(list)) })
	restart() // while the aggregate waits
	reveals, err := m.Reveals(ctx, mo.ID, ref)
	must(t, err)
	uploads, err := m.Uploads(ctx, mo.ID, ref)
	must(t, err)
	aggregate, err := m.Aggregate(ctx, mo.ID, ref)
	must(t, err)
	for i, n := range mo.Counts(list, aggregate, mo.Seeds(list, uploads, reveals), 4) {
		if n != 1 {
			t.Errorf("owner %d is counted %d times", i, n)
		}
	}
	must(t, m.Append(ctx, mo.ID, mo.Accept(ref, aggregate, uploads), nil))
	must(t, m.Append(ctx, mo.ID, mo.Done(1), nil))
	for phase := range states { // the owner who watched came back each time
		if phase == wire.PhaseDone {
			return
		}
	}
	t.Error("the owner who watched did not see the end")
}
