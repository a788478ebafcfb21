package trustee

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/blindfit/blindfit/crypto/secretfile"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/ledger"
)

// held is the content of the key file that a person holds, for a page: the keys and the ledger. It is a program's key file with
// the lines of the ledger in it.
type held struct {
	keysJSON
	keys *Keys
}

// newHeld makes a trustee's keys and begins their ledger.
func newHeld(now time.Time) (*held, error) {
	signing, err := identity.NewKey()
	if err != nil {
		return nil, err
	}
	first, err := ledger.Begin(signing.Identity(), now)
	if err != nil {
		return nil, err
	}
	root := make([]byte, 32)
	rand.Read(root)
	h := &held{keysJSON: keysJSON{keyVersion, signing.Seed(), root, []string{string(first)}}}
	h.keys, err = h.derive()
	return h, err
}

// openHeld opens a key file of newHeld. Errors are a *Problem, or those of parseKeys.
func openHeld(content []byte, passphrase string) (*held, error) {
	// Systems add a mark or other ends of lines to a text that they pass on.
	plain, warning, err := secretfile.Open(bytes.TrimSpace(content), func() ([]byte, error) { return []byte(passphrase), nil })
	switch {
	case errors.Is(err, secretfile.ErrPassphrase), errors.Is(err, secretfile.ErrNoPassphrase):
		return nil, &Problem{Code: ProblemPassphrase, Message: "this passphrase does not open the file"}
	case err != nil:
		return nil, &Problem{Code: ProblemMalformed, Message: "this is no key file of a trustee, or a damaged one"}
	}
	h := &held{}
	if err := h.parse(plain); err != nil {
		return nil, &Problem{Code: ProblemMalformed, Message: "this is no key file of a trustee, or one of a later release"}
	}
	if len(h.Ledger) == 0 || warning != "" { // pages write no file without a passphrase
		return nil, &Problem{Code: ProblemProgram, Message: "this is the key file of a program: its ledger is in other files"}
	}
	h.keys, err = h.derive()
	return h, err
}

// with returns the content with one line more.
func (h *held) with(line []byte) *held {
	next := *h
	next.Ledger = append(append([]string{}, h.Ledger...), string(line))
	return &next
}

// seal returns the key file.
func (h *held) seal(passphrase string) ([]byte, error) {
	content, err := json.Marshal(h.keysJSON)
	if err != nil {
		return nil, fmt.Errorf("failed to marshal keys: %w", err)
	}
	return secretfile.Seal(content, []byte(passphrase))
}

// ledger returns the ledger in the file.
func (h *held) ledger(keep func([]byte) error) (*ledger.Ledger, error) {
	lines := make([][]byte, len(h.Ledger))
	for i, l := range h.Ledger {
		lines[i] = []byte(l)
	}
	return ledger.Of(lines, h.keys.Identity.Identity(), keep)
}

// fileName is the name of a trustee's key file with a ledger up to this head: the first of its words, the number of lines, and the
// beginning of the head's digest, so that a person finds the newest file, and two files that went apart have two names.
func fileName(words string, head wire.Head) string {
	first, _, _ := strings.Cut(words, "-")
	return fmt.Sprintf("trustee-%s-%03d-%s.key", first, head.Length, hex.EncodeToString(head.Digest[:2]))
}
