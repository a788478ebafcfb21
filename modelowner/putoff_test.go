//go:build testkeys

package modelowner_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/internal/testing/deadline"
	"github.com/blindfit/blindfit/modelowner"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// TestPutOff: the day of a close can be put off, only to a later one and only before anything is frozen. Data owners that open the
// link afterwards are shown the new day, and a close waits for it.
func TestPutOff(t *testing.T) {
	g := newGathering(t, startFacilitator(t), 1, 3, `"batch": 3`, `"batch": 3, "start": 50, "close": "2020-03-01"`).accepted()
	ctx := deadline.Bound(context.Background(), t)
	keys := testKeys(t)
	shown := func() string {
		t.Helper()
		in, err := g.owner(0, g.vaults[0], g.csvs[0]).Invitation(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if in.PutOff != (in.Close != "2020-03-01") {
			t.Errorf("put off %v, to %s", in.PutOff, in.Close)
		}
		return in.Close
	}
	if got := shown(); got != "2020-03-01" {
		t.Errorf("before: %s", got)
	}
	for day, want := range map[string]string{"2020-03-01": "only be put off", "2019-12-31": "only be put off", "1 May": "must be like", "": "must be like"} {
		if err := g.training.PutOff(ctx, keys, day); !errors.Is(err, modelowner.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("to %q: %v, want %q", day, err, want)
		}
	}
	for _, day := range []string{"2021-03-01", "2999-01-01", "2999-01-01"} {
		if err := g.training.PutOff(ctx, keys, day); err != nil {
			t.Fatal(err)
		}
		if got := shown(); got != day {
			t.Errorf("shown: %s, want %s", got, day)
		}
	}
	// The facilitator takes no other day under a number, none earlier, none of another, and none for another training.
	stranger, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		day  wire.Day
		by   wire.Signer
		code wire.Code
	}{
		"another under the number": {wire.Day{Training: g.training.ID, Number: 2, Close: "2999-05-01"}, keys.Identity, wire.CodeConflict},
		"a number left out":        {wire.Day{Training: g.training.ID, Number: 4, Close: "2999-05-01"}, keys.Identity, wire.CodeInvalid},
		"earlier":                  {wire.Day{Training: g.training.ID, Number: 3, Close: "2998-01-01"}, keys.Identity, wire.CodeInvalid},
		"no day":                   {wire.Day{Training: g.training.ID, Number: 3, Close: "soon"}, keys.Identity, wire.CodeInvalid},
		"another training":         {wire.Day{Number: 3, Close: "2999-05-01"}, keys.Identity, wire.CodeStale},
		"somebody else":            {wire.Day{Training: g.training.ID, Number: 3, Close: "2999-05-01"}, stranger, wire.CodeForbidden},
	} {
		s, err := wire.Seal(wire.KindDay, c.day, c.by)
		if err != nil {
			t.Fatal(err)
		}
		if r := wire.RejectionOf(g.as(keys.Identity).PutDay(ctx, g.training.ID, s)); r == nil || r.Code != c.code {
			t.Errorf("%s: %v, want %s", name, r, c.code)
		}
	}
	for i := range 3 {
		g.give(i, g.vaults[i], g.csvs[i])
	}
	waits := ""
	within, cancel := context.WithCancel(ctx)
	_, err = g.training.Close(within, keys, modelowner.CloseOptions{Observe: func(e modelowner.Event) {
		waits = e.Message
		cancel()
	}})
	if !errors.Is(err, context.Canceled) || !strings.Contains(waits, "the training closes after 2999-01-01") {
		t.Errorf("the close ended with %v after %q, want it to wait for the day", err, waits)
	}
	if _, err := g.close(1, nil); err != nil {
		t.Fatal(err)
	}
	if err := g.training.PutOff(ctx, keys, "2999-06-01"); !errors.Is(err, modelowner.ErrInput) || !strings.Contains(err.Error(), "is being closed") {
		t.Errorf("after the close: %v", err)
	}
}
