//go:build !js

package client_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestEndlessLog: a reader that stops after a page asks for no more.
func TestEndlessLog(t *testing.T) {
	s, n := answers(t, say(200, `{"entries":[{"kind":"open","body":"e30=","signer":"`+strings.Repeat("0", 64)+`","signature":""}]}`))
	pages := 0
	for page, err := range connect(t, s).Log(t.Context(), wire.TrainingID{}, 1, 100) {
		if err != nil || len(page) != 1 {
			t.Fatalf("page of %d entries, %v", len(page), err)
		}
		if pages++; pages == 3 {
			break
		}
	}
	if pages != 3 || n.Load() != 3 {
		t.Errorf("%d pages by %d requests, want 3 each", pages, n.Load())
	}
}

// TestListOrder: a list that is not in order, or never ends, is refused.
func TestListOrder(t *testing.T) {
	k, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	b, err := wire.Marshal(wire.List{More: true, Messages: []wire.Signed{{Kind: wire.KindKeys, Signer: k.Identity(), Body: []byte("{}"), Signature: make([]byte, 64)}}})
	if err != nil {
		t.Fatal(err)
	}
	s, n := answers(t, say(200, string(b)))
	if _, err := connect(t, s).Keys(t.Context(), wire.TrainingID{}, wire.Ref{Round: 1, Attempt: 1}); err == nil {
		t.Error("an endless list was accepted")
	}
	if n.Load() != 2 {
		t.Errorf("%d requests, want 2", n.Load())
	}
	s, n = answers(t, say(200, `{"messages":[],"more":true}`))
	if _, err := connect(t, s).Keys(t.Context(), wire.TrainingID{}, wire.Ref{Round: 1, Attempt: 1}); err == nil || n.Load() != 1 {
		t.Errorf("an empty page that others follow: %v after %d requests", err, n.Load())
	}
}

// A facilitator invents signers without end, in order, so that whoever reads a list would fill its memory.
func TestAttackEndlessList(t *testing.T) {
	pages := 0
	s, _ := answers(t, func(w http.ResponseWriter, _ *http.Request) {
		page := wire.List{More: true}
		for i := range 10 {
			id := wire.Identity{byte(pages >> 8), byte(pages), byte(i)}
			page.Messages = append(page.Messages, wire.Signed{Kind: wire.KindKeys, Signer: id, Body: []byte("{}"), Signature: make([]byte, 64)})
		}
		if pages++; pages > 1000 { // it would go on
			w.WriteHeader(http.StatusNotFound)
			return
		}
		b, _ := wire.Marshal(page)
		w.Write(b)
	})
	c := connect(t, s)
	for name, read := range map[string]func() ([]wire.Signed, error){
		"keys": func() ([]wire.Signed, error) {
			return c.Keys(t.Context(), wire.TrainingID{}, wire.Ref{Round: 1, Attempt: 1})
		},
		"statements": func() ([]wire.Signed, error) { return c.Statements(t.Context(), wire.TrainingID{}) },
		"enrolments": func() ([]wire.Signed, error) { return c.Enrolments(t.Context(), wire.TrainingID{}) },
	} {
		pages = 0
		if _, err := read(); err == nil || !strings.Contains(err.Error(), "invalid answer: list of more than") {
			t.Errorf("%s: %v after %d pages", name, err, pages)
		}
	}
}

// A facilitator says that a list is the same as one that a client has: only a client that named one takes that for an answer, and then it
// has that one, whatever else is served.
func TestAttackListThatIsTheSame(t *testing.T) {
	known := []wire.Signed{{Kind: wire.KindKeys, Body: []byte("{}"), Signature: make([]byte, 64)}}
	b, err := wire.Marshal(wire.List{Same: true, Messages: known})
	if err != nil {
		t.Fatal(err)
	}
	for answer, good := range map[string]bool{`{"messages":[],"same":true}`: true, string(b): false} {
		s, _ := answers(t, say(200, answer))
		c, ref := connect(t, s), wire.Ref{Round: 1, Attempt: 1}
		for name, list := range map[string][]wire.Signed{"none": nil, "one": known} {
			got, err := c.KeysAgain(t.Context(), wire.TrainingID{}, ref, list)
			if want := good && list != nil; (err == nil) != want || want && !reflect.DeepEqual(got, known) {
				t.Errorf("%s to a client with %s: %d messages, %v", answer, name, len(got), err)
			}
		}
		if _, err := c.Uploads(t.Context(), wire.TrainingID{}, ref); err == nil {
			t.Errorf("%s: taken for a list of uploads", answer)
		}
	}
}

// readLog asks for the first entry of a log.
func readLog(t *testing.T, c *client.Client, id wire.TrainingID) error {
	for _, err := range c.Log(t.Context(), id, 1, 1) {
		if err != nil {
			return err
		}
	}
	return nil
}
