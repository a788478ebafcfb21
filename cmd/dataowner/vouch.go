package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/people"
	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/protocol/identity"
)

// parseWords checks the form of words that were compared by voice: a slip of one letter would vouch for no one, in silence.
func parseWords(flag string, list []string) ([]string, error) {
	out := make([]string, 0, len(list))
	for i, text := range list {
		text = strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' }), "-"))
		if !identity.IsWords(text) {
			return nil, cli.Usage(fmt.Errorf("malformed --%s %d: must be %d words of five letters, as the other's program prints them",
				flag, i+1, identity.WordCount), "let them read the words to you again")
		}
		out = append(out, text)
	}
	return out, nil
}

// words prints the words that others compare with this owner, and the data owners that its minimum counts.
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
		Key         string `json:"key"`
	}{"words", words, onlyVouched, key.String()}, "your words for other data owners to compare: %s; your minimum counts %s", words, counts)
	return nil
}

// members lists the data owners: by the words that are to be compared, and by those of the identity in this training, which
// events use. A list that cannot be read is no reason to end.
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

// readCircle reads the members' file.
func (j *joiner) readCircle() error {
	if j.circle == "" {
		return nil
	}
	b, err := os.ReadFile(j.circle)
	if err != nil {
		return cli.Usage(fmt.Errorf("failed to read members' file: %w", err), "")
	}
	if j.members, err = people.ParseCircle(string(b)); err != nil {
		return cli.Usage(fmt.Errorf("failed to read members' file: %w", err), "each member prints its line with 'dataowner id'")
	}
	return nil
}

// isMember refuses a members' file without this owner before anything is sent.
func (j *joiner) isMember(owner *dataowner.Owner) error {
	key, err := owner.Key()
	if err != nil || j.members == nil || slices.Contains(j.members, key) {
		return err
	}
	return cli.Usage(errors.New("the members' file lacks this owner's own line"), "'dataowner id' with the same --dir prints it")
}

// checkAgreed refuses words that stand for nothing.
func checkAgreed(words []string) error {
	for _, w := range words {
		if !consent.Known(w) {
			return cli.Usage(fmt.Errorf("invalid --agree: must be one of %s", strings.Join(consent.Words, ", ")), "")
		}
	}
	return nil
}

// refused prints the questions without a yes, for programs.
func (p *printer) refused(err error) {
	var x *problem.Problem
	if errors.As(err, &x) && len(x.Refused) > 0 && p.json {
		p.line(struct {
			Event   string            `json:"event"`
			Refused []problem.Refusal `json:"refused"`
		}{"refused", x.Refused}, "")
	}
}
