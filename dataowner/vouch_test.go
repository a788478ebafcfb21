//go:build testkeys

package dataowner

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/client"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// acquainted brings owners to the list of keys, with a facilitator that gives them each other's real enrolments.
func acquainted(t *testing.T, n int) ([]*Owner, []wire.Signed) {
	t.Helper()
	owners, keys := cohortOf(t, newWorld(t), slices.Repeat([]string{testRows}, n)...)
	var enrolments wire.List
	for i, o := range owners {
		s, err := wire.Parse[wire.Signed](o.rec.Enrolled)
		ok(t, err)
		enrolments.Messages = append(enrolments.Messages, s)
		owners[0].book.roster.Members[i].Enrolment = s.Digest() // one roster for all
	}
	for _, o := range owners {
		o.book.rosterHash, o.group = wire.Digest{7}, o.book.roster.Members
		var err error
		o.client, err = client.New("http://127.0.0.1:1", o.key, client.HTTPClient(&http.Client{Transport: transport(
			func(r *http.Request) (int, []byte) {
				list := enrolments
				if strings.Contains(r.URL.RawQuery, "after") {
					list.Messages = []wire.Signed{}
				}
				b, err := wire.Marshal(&list)
				ok(t, err)
				return http.StatusOK, b
			})}))
		ok(t, err)
	}
	return owners, keys
}

func (o *Owner) mustVouch(t *testing.T, others ...*Owner) {
	t.Helper()
	_, err := o.Members(t.Context())
	ok(t, err)
	for _, other := range others {
		ok(t, o.Vouch(t.Context(), other.Identity(), true))
	}
}

func TestMembersShowTheSameWordsToEverybody(t *testing.T) {
	owners, _ := acquainted(t, 6)
	words := make([]string, len(owners))
	for i, o := range owners {
		var err error
		words[i], err = o.Words()
		ok(t, err)
	}
	for i, o := range owners {
		list, err := o.Members(t.Context())
		ok(t, err)
		for k, m := range list {
			want := Member{Identity: owners[k].Identity(), Words: words[k], Name: identity.Words(owners[k].Identity()),
				You: i == k, Together: i/3 == k/3}
			if m != want {
				t.Errorf("owner %d sees member %d as %+v, want %+v", i, k, m, want)
			}
		}
	}
	alone := newWorld(t).newOwner(testRows)
	list, err := alone.Members(t.Context())
	ok(t, err)
	if own, _ := alone.Words(); len(list) != 1 || !list[0].You || list[0].Words != own {
		t.Errorf("before the roster: %+v", list)
	}
}

func TestVouchingIsKeptForOtherTrainingsOfTheModelOwner(t *testing.T) {
	owners, _ := acquainted(t, 3)
	me, other := owners[0], owners[1]
	marks := func(o *Owner) (n int) {
		list, err := o.Members(t.Context())
		ok(t, err)
		for _, m := range list {
			if m.Vouched {
				n++
			}
		}
		return n
	}
	mustFail(t, "before the list", me.Vouch(t.Context(), other.Identity(), true), ProblemBadCommand)
	me.mustVouch(t, other)
	me.vouched = nil // another run reads the vault
	if marks(me) != 1 || marks(other) != 0 {
		t.Errorf("%d and %d members are marked", marks(me), marks(other))
	}
	second := *me.terms
	second.id[0]++
	elsewhere := &Owner{cfg: me.cfg, terms: &second}
	ok(t, elsewhere.readVouched(t.Context()))
	p, err := other.pseudonym()
	ok(t, err)
	if !elsewhere.vouched[p] {
		t.Error("a second training of this model owner does not know the mark")
	}
	manifest := *me.terms.manifest
	manifest.ModelOwner[0]++
	second.manifest = &manifest
	ok(t, elsewhere.readVouched(t.Context()))
	if len(elsewhere.vouched) != 0 {
		t.Error("a training of another model owner knows the mark")
	}
	ok(t, me.Vouch(t.Context(), other.Identity(), false))
	if marks(me) != 0 {
		t.Error("the mark cannot be taken back")
	}
	mustFail(t, "itself", me.Vouch(t.Context(), me.Identity(), true), ProblemBadCommand)
	mustFail(t, "a stranger", me.Vouch(t.Context(), wire.Identity{9}, true), ProblemBadCommand)
}

// A model owner and a facilitator fill a cohort with names they made up, to be left with one owner's sums. An owner that
// counts only whom it vouched for refuses such a roster, list of keys and survivor set; one that counts everybody takes part.
func TestAttackCohortOfStrangers(t *testing.T) {
	for _, only := range []bool{true, false} {
		owners, keys := acquainted(t, 6)
		me := owners[0] // in a block with 1 and 2
		me.cfg.OnlyVouched = only
		check := func(name string, refused bool) {
			t.Helper()
			for step, err := range map[string]error{
				"roster":    me.vouchForRoster(t.Context()),
				"keys":      second(me.checkKeys(keys)),
				"survivors": me.checkSurvivors(me.attempt.list.ids),
			} {
				if refused && only {
					mustFail(t, name+": "+step, err, ProblemCohort)
				} else if err != nil {
					t.Errorf("%s: %s: %v", name, step, err)
				}
			}
		}
		me.cfg.OnlyVouched = false
		ok(t, me.openTags(t.Context()))
		shared(t, owners, keys)
		me.cfg.OnlyVouched = only
		check("nobody", true)
		me.mustVouch(t, owners[1])
		check("one", true)
		me.mustVouch(t, owners[3], owners[4])
		check("enough, but not in its own block", true)
		me.mustVouch(t, owners[2])
		check("its own block", false)
		me.cfg.MinCohort = 6
		check("its own minimum of six", true)
		me.mustVouch(t, owners[5])
		check("all", false)
		ok(t, me.Vouch(t.Context(), owners[5].Identity(), false))
		check("one mark taken back", true)
	}
}

func second[T any](_ T, err error) error { return err }

func TestRefusalSaysHowManyAreVouchedFor(t *testing.T) {
	owners, _ := acquainted(t, 3)
	me := owners[0]
	me.cfg.OnlyVouched = true
	me.mustVouch(t, owners[1])
	err := me.vouchForRoster(t.Context())
	mustFail(t, "two of three", err, ProblemCohort)
	if !strings.Contains(err.Error(), "2 of 3 data owners are vouched for") || asProblem(err).Hint == "" {
		t.Errorf("the refusal says %q", err)
	}
}

func TestWordsComparedBeforehand(t *testing.T) {
	owners, _ := acquainted(t, 3)
	me := owners[0]
	me.cfg.OnlyVouched = true
	for _, o := range owners[1:] {
		words, err := o.Words()
		ok(t, err)
		me.cfg.Vouch = append(me.cfg.Vouch, words)
	}
	ok(t, me.vouchForRoster(t.Context()))
	me.cfg.Vouch = nil
	me.vouched = nil
	ok(t, me.vouchForRoster(t.Context()))
}

func TestVouchingCommands(t *testing.T) {
	owners, _ := acquainted(t, 3)
	s := NewSession(owners[0].cfg)
	s.owner = owners[0]
	call := func(cmd string, args any) ([]byte, error) {
		b, err := json.Marshal(args)
		ok(t, err)
		return s.Call(context.Background(), cmd, b, nil)
	}
	read := func() (list []Member) {
		b, err := call("members", map[string]any{})
		ok(t, err)
		ok(t, json.Unmarshal(b, &list))
		return list
	}
	id := read()[2].Identity
	_, err := call("vouch", map[string]any{"identity": id, "vouched": true})
	ok(t, err)
	if list := read(); !list[2].Vouched || list[1].Vouched || list[0].Vouched {
		t.Errorf("marks are %+v", list)
	}
	_, err = call("vouch", map[string]any{"identity": "zz", "vouched": true})
	mustFail(t, "malformed identity", err, ProblemBadCommand)
	owners[0].rows = nil
	_, err = call("contribute", map[string]any{"onlyVouched": true})
	mustFail(t, "no rows", err, ProblemBadCommand)
	if !owners[0].cfg.OnlyVouched {
		t.Error("onlyVouched is not kept")
	}
}
