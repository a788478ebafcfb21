//go:build testkeys && !js

package trustee_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/trustee"
	"github.com/blindfit/blindfit/trustee/answer"
)

// recovers serves a view in which a request fails the first time that it is made, until the trustee reports an event.
func (a *adversary) recovers(v view, request, until string) (got sent, failed bool) {
	a.Helper()
	folder, err := trustee.Open(a.dir, a.honest)
	must(a.T, err)
	defer folder.Close()
	ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), a.T))
	defer cancel()
	served := a.serve(v, &got)
	must(a.T, folder.Serve(ctx, trustee.Options{
		Facilitator: "http://127.0.0.1:1", Rules: &trustee.Rules{ModelOwners: []string{identity.Words(a.Identity.Identity())}}, Every: time.Millisecond,
		Observe: func(e trustee.Event) {
			if e.Event == until {
				cancel()
			}
		},
		Dial: []client.Option{client.HTTPClient(&http.Client{Transport: transport(func(r *http.Request) (int, []byte) {
			method, path, _ := strings.Cut(request, " ")
			if !failed && r.Method == method && strings.Contains(r.URL.Path, "/"+path) {
				failed = true
				return missing(r.URL.Path)
			}
			return served(r)
		})})},
	}))
	return got, failed
}

// A request that fails once is made again: a trustee says that it has answered when it has, and answers later what it could not at first.
func TestAFacilitatorThatFailsForAMoment(t *testing.T) {
	a := begin(t)
	book := a.book().closing(1, a.owners...)
	for _, request := range []string{"GET manifest", "GET accepts", "PUT accepts", "GET log", "GET closings", "GET masks", "PUT strikes"} {
		if got, failed := a.recovers(book.view, request, trustee.EventAnswered); got.strikes == nil || !failed {
			t.Errorf("%s fails once: strikes arrived %v, it failed %v", request, got.strikes != nil, failed)
		}
	}
	whole := a.whole()
	var first []byte
	for _, request := range []string{"GET strikes", "PUT releases", "GET masks", "GET closings"} {
		got, failed := a.recovers(whole.view, request, trustee.EventReleased)
		if got.release == nil || !failed {
			t.Errorf("%s fails once: a release arrived %v, it failed %v", request, got.release != nil, failed)
		}
		if first == nil {
			first = got.vectors
		}
		if !bytes.Equal(first, got.vectors) {
			t.Errorf("%s fails once: other masks are released", request)
		}
	}
}

// A facilitator serves more contributions than a training may have, one after the other: those past the limit take no memory of the
// trustee's, and one that replaces another is taken.
func TestAttackContributionsWithoutEnd(t *testing.T) {
	a := begin(t)
	training, err := answer.Open(a.signed, a.id, a.other.Public(), a.other.Envelope)
	must(t, err)
	holder, err := training.Hold(a.accepts, a.partners)
	must(t, err)
	checked := answer.NewChecked(2)
	see := func(c *contributor) error { return holder.See(checked, client.Given{Head: c.head, Bytes: c.masks}) }
	must(t, see(a.owners[0]))
	must(t, see(a.owners[1]))
	for _, c := range a.owners[2:] {
		if err := see(c); err == nil || !strings.Contains(err.Error(), "more than 2 contributions") {
			t.Errorf("one past the limit: %v", err)
		}
	}
	must(t, see(a.owners[0]))
	must(t, see(a.contribute(&bent{key: a.owners[1].key})))
	if checked.Len() != 2 {
		t.Errorf("%d contributions are kept, want 2", checked.Len())
	}
}
