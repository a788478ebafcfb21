package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/blindfit/blindfit/cmd/internal/cli"
	"github.com/blindfit/blindfit/dataowner"
	"github.com/blindfit/blindfit/protocol/identity"
)

// isShort reports whether an address is the short one of a training, which the facilitator leads on from.
func isShort(address string) bool {
	u, err := url.Parse(address)
	return err == nil && path.Base(path.Dir(u.Path)) == "c" && u.Fragment == ""
}

// followShort asks the facilitator for the link behind a short address. Where it leads is the facilitator's word: the words of
// the model owner, which join prints, show whether it is right.
func followShort(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return "", errors.New("malformed address: must begin with http:// or https:// and a host")
	}
	c := &http.Client{Timeout: answerTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.Get(u.String())
	if err != nil {
		return "", errors.New("the facilitator of this address does not answer")
	}
	r.Body.Close()
	to, err := r.Location()
	if err != nil || to.Host != u.Host || to.Scheme != u.Scheme {
		return "", fmt.Errorf("the facilitator knows no training with this address (status %d)", r.StatusCode)
	}
	return to.String(), nil
}

// answerTime is how long the facilitator may take to answer with the link of a short address.
const answerTime = 15 * time.Second

// withCode returns the whole invite of a link: a code belongs to one that needs it, and to no other.
func withCode(l identity.Link, text string) (identity.Link, error) {
	switch {
	case !l.NeedsCode() && text != "":
		return l, cli.Usage(errors.New("invalid --code: this link needs none"), "")
	case !l.NeedsCode():
		return l, nil
	}
	l, err := dataowner.WithCode(l, text)
	if err != nil {
		return l, cli.Usage(err, "give it with --code")
	}
	return l, nil
}
