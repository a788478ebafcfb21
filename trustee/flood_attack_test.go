//go:build testkeys && !js

package trustee_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

// Anybody can name a trustee in as many trainings as a facilitator holds. One that waits for a yes, or breaks a rule, is read once and
// costs nothing in later rounds, so that the others are not kept waiting; the yes is heard all the same.
func TestAttackTrainingsThatWait(t *testing.T) {
	a := prepare(t)
	serve := func(rounds int, until string) (read int, last trustee.Event) {
		folder, err := trustee.Open(a.dir, a.honest)
		must(t, err)
		defer folder.Close()
		ctx, cancel := context.WithCancel(deadline.Bound(context.Background(), t))
		defer cancel()
		var got sent
		answer, asked := a.serve(view{}, &got), 0
		must(t, folder.Serve(ctx, trustee.Options{
			Facilitator: "http://127.0.0.1:1", Every: time.Millisecond,
			Observe: func(e trustee.Event) {
				if last = e; e.Event == until {
					cancel()
				}
				if e.Event == trustee.EventWaiting && until == trustee.EventAccepted {
					_, err := trustee.Approve(a.dir, a.id.String())
					must(t, err)
				}
			},
			Dial: []client.Option{client.HTTPClient(&http.Client{Transport: transport(func(r *http.Request) (int, []byte) {
				if strings.HasSuffix(r.URL.Path, "/manifest") {
					read++
				}
				if r.URL.Path == wire.PathTrustee(a.honest.Public().Identity) {
					if asked++; asked > rounds {
						cancel()
					}
				}
				return answer(r)
			})})},
		}))
		return read, last
	}
	if read, last := serve(6, ""); read != 1 || last.Event != trustee.EventWaiting {
		t.Errorf("a training that waits is read %d times; the trustee says %+v", read, last)
	}
	if read, last := serve(50, trustee.EventAccepted); read != 2 || last.Event != trustee.EventAccepted {
		t.Errorf("after a yes it is read %d times in all; the trustee says %+v", read, last)
	}
	a.Manifest.Trustees.Keys[0].Box = a.Manifest.Trustees.Keys[1].Box // which the trustee cannot open
	a.sign()
	if read, last := serve(6, ""); read != 1 || last.Event != trustee.EventRefused {
		t.Errorf("a training that breaks a rule is read %d times; the trustee says %+v", read, last)
	}
}
