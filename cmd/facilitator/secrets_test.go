//go:build unix

package main

import (
	"bytes"
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

// TestSecretsAreNotShown runs a training with every phase and with rejected messages, and searches everything that an operator
// sees of it: the log at level debug, the metrics, the status. They contain no identity, key, seed, vector, signature, body or
// token, in any form. Row 32 of the fault table.
func TestSecretsAreNotShown(t *testing.T) {
	ctx := deadline.Context(t)
	dir := t.TempDir()
	const token = "a-token-that-must-not-be-shown-0123"
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
	for _, event := range []string{`"phase":"reveal"`, `"phase":"done"`, `"code":"signature"`, `"code":"conflict"`, `"code":"token"`, "blindfit_rounds_accepted_total 2", mo.ID.String()} {
		if !strings.Contains(text, event) {
			t.Errorf("%s is missing: the search covers too little", event)
		}
	}
	for _, d := range metrics.Table {
		if d.Name == "blindfit_certificate_expiry_seconds" || d.Name == "blindfit_backup_time_seconds" {
			continue // here is neither a certificate nor a backup
		}
		if !strings.Contains(text, "\n"+d.Name) {
			t.Errorf("%s is not exposed after whole rounds", d.Name)
		}
	}
	for name, s := range secrets {
		// Nine bytes from the last third identify it (a body begins with the training's id, which is shown); in base64 they
		// may begin at any of three positions.
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
				t.Errorf("%s is shown", name)
			}
		}
	}
}

// wholeRound runs a round of four owners through every phase to its accept, with a changed and a repeated message of each kind,
// and returns the aggregate. note is called for every message.
func wholeRound(ctx context.Context, t *testing.T, url string, mo *parties.ModelOwner, owners []*parties.Owner, ref wire.Ref, note func(string, *wire.Signed, []byte)) []byte {
	t.Helper()
	m := connect(t, url, mo.Key)
	put := func(o *parties.Owner, s *wire.Signed, send func(*client.Client, *wire.Signed) error) {
		t.Helper()
		c, changed := connect(t, url, o.Key), *s
		changed.Signature = append([]byte{s.Signature[0] ^ 1}, s.Signature[1:]...)
		if err := send(c, &changed); wire.RejectionOf(err) == nil || wire.RejectionOf(err).Code != wire.CodeSignature {
			t.Errorf("a changed %s: %v", s.Kind, err)
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
			t.Error("a second upload is accepted")
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

// TestLogHasNoSecrets: the log at level debug contains no ciphertext, signature, body or identity of an owner.
func TestLogHasNoSecrets(t *testing.T) {
	ctx := deadline.Context(t)
	p := launch(t, t.TempDir(), "127.0.0.1:0", "--log-format", "json")
	mo, owners := prepare(ctx, t, p.url, 3, nil)
	ref := wire.Ref{Round: 1, Attempt: 1}
	m := connect(t, p.url, mo.Key)
	open, weights := mo.Open(ref)
	must(t, m.Append(ctx, mo.ID, open, weights))
	secrets := [][]byte{weights, open.Body, open.Signature, mo.Manifest.Body}
	for _, o := range owners {
		keys, encapsulations := o.Keys(ref, open.Digest(), owners)
		must(t, connect(t, p.url, o.Key).PutKeys(ctx, mo.ID, ref, keys, encapsulations))
		id := o.ID()
		secrets = append(secrets, id[:])
	}
	keys, err := m.Keys(ctx, mo.ID, ref)
	must(t, err)
	list := mo.List(keys)
	for _, o := range owners {
		encapsulations, err := connect(t, p.url, o.Key).Encapsulations(ctx, mo.ID, ref)
		must(t, err)
		head, blob := o.Upload(list, encapsulations)
		bent := bytes.Clone(blob)
		clear(bent[:parties.Public().CiphertextSize()])
		bad := o.Seal(wire.KindUpload, parties.Head(mo.ID, ref, wire.Digest{}, bent))
		if err := connect(t, p.url, o.Key).PutUpload(ctx, mo.ID, ref, bad, bent); wire.RejectionOf(err) == nil {
			t.Errorf("a bad upload: %v", err)
		}
		must(t, connect(t, p.url, o.Key).PutUpload(ctx, mo.ID, ref, head, blob))
		secrets = append(secrets, blob, head.Body, head.Signature)
	}
	if code := p.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code is %d", code)
	}
	log := p.text()
	if !strings.Contains(log, `"phase":"finish"`) || !strings.Contains(log, `"code":"stale"`) {
		t.Errorf("the log covers too little: %s", log)
	}
	for i, s := range secrets {
		piece := s[:min(len(s), 12)]
		for _, form := range []string{string(piece), fmt.Sprintf("%x", piece), fmt.Sprintf("%X", piece)} {
			if strings.Contains(log, form) {
				t.Errorf("the log holds the beginning of secret %d", i)
			}
		}
	}
}
