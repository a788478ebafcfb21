package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

// parseWords checks the form of words that were compared by voice. A slip of one letter would vouch for nobody, in silence.
func parseWords(list []string) ([]string, error) {
	out := make([]string, 0, len(list))
	for i, text := range list {
		text = strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' }), "-"))
		if !identity.IsWords(text) {
			return nil, cli.Usage(fmt.Errorf("malformed --vouch %d: must be %d words of five letters, as the other data owner's program prints them",
				i+1, identity.WordCount), "let them read the words to you again")
		}
		out = append(out, text)
	}
	return out, nil
}

// words shows what others compare with this owner, and whom its minimum counts.
func (p *printer) words(owner *dataowner.Owner, onlyVouched bool) error {
	key, err := owner.Key()
	if err != nil {
		return err
	}
	words := key.Words()
	counts := "every data owner that the model owner admits"
	if onlyVouched {
		counts = "only you and data owners you vouched for"
	}
	p.line(struct {
		Event       string `json:"event"`
		Words       string `json:"words"`
		OnlyVouched bool   `json:"onlyVouched"`
	}{"words", words, onlyVouched}, "your words for other data owners to compare: %s; your minimum counts %s", words, counts)
	return nil
}

// members shows who takes part: by the words that are to be compared, and by those of the identity in this training, which
// events name. A list that cannot be read is no reason to end.
func (p *printer) members(ctx context.Context, owner *dataowner.Owner) {
	list, err := owner.Members(ctx)
	if err != nil {
		return
	}
	for _, m := range list {
		note := "not vouched for"
		switch {
		case m.You:
			note = "you"
		case m.Vouched:
			note = "vouched for"
		}
		p.line(struct {
			Event string `json:"event"`
			dataowner.Member
		}{"member", m}, "data owner %s (%s), here %s", m.Words, note, m.Name)
	}
}
