//go:build testkeys

package dataowner_test

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/internal/testing/hostile"
	"github.com/blindfit/blindfit/internal/testing/inmemory"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// reply is an answer of a hostile facilitator, and the rejection with which an owner must end.
type reply struct {
	name string
	code wire.Code
	rule string
	body []byte
}

// lists are the answers that serve bad lists in the place of a good one; none in the place of an empty page after it.
func (p *party) lists(good []byte, bad func(hostile.Sent) []hostile.List) (out []reply) {
	p.T.Helper()
	page, err := wire.Parse[wire.List](good)
	inmemory.Must(p.T, err)
	if len(page.Messages) == 0 {
		return nil
	}
	for _, l := range bad(hostile.Sent{Messages: page.Messages, By: p.signers()}) {
		b, err := wire.Marshal(wire.List{Messages: append([]wire.Signed{}, l.Messages...)})
		inmemory.Must(p.T, err)
		out = append(out, reply{l.Name, l.Code, l.Rule, b})
	}
	return out
}

// most is how many owners are attacked in a training.
const most = 7

// many is a training with one owner more.
func many(t *testing.T, file string) *party {
	t.Helper()
	rows := make([]string, most+1)
	for i := range rows {
		rows[i] = kindRows(i, false)
	}
	return newParty(t, file, rows...)
}

// signers are the keys of all owners, in identity order.
func (p *party) signers() (out []wire.Signer) {
	p.T.Helper()
	for _, m := range p.owners {
		v, err := vault.Open(p.T.Context(), m.vault)
		inmemory.Must(p.T, err)
		r, err := v.Record(p.T.Context(), p.ID())
		inmemory.Must(p.T, err)
		k, err := identity.KeyFromSeed(r.Data().Seed.Reveal())
		inmemory.Must(p.T, err)
		out = append(out, k)
	}
	return out
}

// end waits until an owner ends; nothing that happens takes an hour of the bubble's time.
func (m *member) end() error {
	select {
	case err := <-m.ended:
		return err
	case <-time.After(time.Hour):
		return errors.New("the owner goes on")
	}
}

// mustRefuse waits until an owner ends, which must be with a problem, because of a message that breaks a rule.
func (m *member) mustRefuse(t *testing.T, name string, code wire.Code, rule, as string) {
	t.Helper()
	err := m.end()
	hostile.Refused(t, name, err, code, rule)
	if !problem.Has(err, as) {
		t.Errorf("%s: got %v, want a problem %q", name, err, as)
	}
}

// attacked has owners take part in an attempt, each served another bad answer to one request, until every bad answer was
// served. bad makes them of the honest answer to an owner; upTo plays the attempt as far
// as the request, and begins the attack.
func attacked(t *testing.T, file, request string, upTo func(p *party, attack func()), bad func(p *party, good []byte) []reply) {
	t.Helper()
	for from, left := 0, true; left; from += most {
		synctest.Test(t, func(t *testing.T) {
			p := many(t, file)
			p.begin()
			served := map[wire.Identity]reply{}
			var mu sync.Mutex       // protects served
			victims := p.owners[1:] // the first is served no encapsulations
			bend := func(r inmemory.Request, status int, answer []byte) (int, []byte) {
				at := slices.IndexFunc(victims, func(m *member) bool { return m.Identity() == r.Who })
				if r.What != request || status >= 300 || at < 0 {
					return status, answer
				}
				all := bad(p, answer)
				if all == nil {
					return status, answer
				}
				mu.Lock()
				defer mu.Unlock()
				left = from+most < len(all)
				if from+at >= len(all) {
					return status, answer
				}
				served[r.Who] = all[from+at]
				return status, all[from+at].body
			}
			upTo(p, func() { p.Bend(bend) })
			for i, m := range victims {
				synctest.Wait()
				mu.Lock()
				x, bent := served[m.Identity()]
				mu.Unlock()
				if !bent {
					if i == 0 {
						t.Fatal("no owner asked")
					}
					continue
				}
				m.mustRefuse(t, x.name, x.code, x.rule, problem.Protocol)
			}
		})
	}
}

// pages are the lists and logs that owners have read to their only page.
type pages struct {
	mu   sync.Mutex // protects read
	read map[string]bool
}

// page reports whether a request is for a further page.
func (p *pages) page(r inmemory.Request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.read == nil {
		p.read = map[string]bool{}
	}
	key := r.What + r.Who.String()
	defer func() { p.read[key] = true }()
	return p.read[key]
}

// toUpload plays an attempt as far as its list, under attack.
func toUpload(p *party, attack func()) {
	attack()
	p.FixList(p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first()), nil)
}

// toReveal plays an attempt as far as its reveals, which are under attack.
func toReveal(p *party, attack func()) {
	a := p.Open(wire.Ref{Round: 1, Attempt: 1}, p.first())
	p.FixList(a, nil)
	p.Await("uploads", func() bool { return len(a.Heads) == len(p.owners) })
	attack()
	p.Uploads(a)
}

// A hostile facilitator serves bad lists of keys: no owner sends an update over one.
func TestBadListsOfKeys(t *testing.T) {
	attacked(t, exactOneRound, "GET keys", toUpload, func(p *party, good []byte) []reply {
		return p.lists(good, func(s hostile.Sent) []hostile.List { return hostile.KeysLists(p.T, s, len(p.owners)) })
	})
}

// It serves them later, before seeds are revealed: no owner reveals its own.
func TestBadListsOfKeysAgain(t *testing.T) {
	attacked(t, privateFile(privateOneRound), "GET keys", toReveal, func(p *party, good []byte) []reply {
		return p.lists(good, func(s hostile.Sent) []hostile.List { return hostile.KeysLists(p.T, s, 6) }) // two thirds of eight
	})
}

// A hostile facilitator serves bad encapsulations.
func TestBadEncapsulations(t *testing.T) {
	attacked(t, exactOneRound, "GET encapsulations", toUpload, func(_ *party, good []byte) (out []reply) {
		for _, c := range hostile.Served(good) {
			out = append(out, reply{c.Name, c.Code, c.Rule, c.Bytes})
		}
		return out
	})
}

// A hostile facilitator serves bad lists of uploads before seeds are revealed: no owner reveals its own.
func TestBadListsOfUploads(t *testing.T) {
	attacked(t, privateFile(privateOneRound), "GET uploads", toReveal, func(p *party, good []byte) []reply {
		return p.lists(good, func(s hostile.Sent) []hostile.List { return hostile.UploadLists(p.T, s, true) })
	})
}

// A model owner, with its facilitator, writes a log that breaks a rule anywhere: owners that read it end. Rounds of sums
// alone have no weights, those of gradients and evaluations have.
func TestBadLogs(t *testing.T) {
	for _, fields := range []string{`"model":{"method":"one_round"}`, `"training":{"rounds":2},"holdout":0.25`} {
		logs(t, kindFile(number, fields))
	}
}

func logs(t *testing.T, file string) {
	t.Helper()
	for from, left := 0, true; left; from += most {
		synctest.Test(t, func(t *testing.T) {
			p := many(t, file)
			for _, m := range p.owners {
				p.start(m)
			}
			members := inmemory.MembersOf(p.Enrolled(len(p.owners)))
			count := 0
			weights := func(kind wire.RoundKind) []byte {
				if shape, _ := p.Manifest.Round(kind); shape.Weights == 0 {
					return nil
				}
				count++
				return []byte{byte(count), byte(count >> 8)}
			}
			type bad struct {
				hostile.Entry
				before []wire.Signed
			}
			var all []bad
			var honest []wire.Signed
			for _, step := range hostile.Log(t, p.Position(), p.ModelOwner.Identity, members, weights) {
				for _, e := range step.Entries(t, p.ModelOwner.Identity) {
					all = append(all, bad{e, slices.Clone(honest)})
				}
				if step.Next != nil {
					honest = append(honest, *step.Next)
				}
			}
			left = from+most < len(all)
			var again pages
			p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
				at := slices.IndexFunc(p.owners, func(m *member) bool { return m.Identity() == r.Who })
				if r.What != "GET log" || at < 0 || from+at >= len(all) {
					return status, answer
				}
				page := wire.Log{Entries: []wire.Signed{}}
				if x := all[from+at]; !again.page(r) {
					page.Entries = append(slices.Clone(x.before), *x.Signed)
				}
				b, err := wire.Marshal(page)
				inmemory.Must(t, err)
				return http.StatusOK, b
			})
			p.Rewrite(honest)
			for i, x := range all[from:min(from+len(p.owners), len(all))] {
				p.owners[i].mustRefuse(t, x.Name, x.Code, x.Rule, problem.Log)
			}
		})
	}
}

// serve has the facilitator serve each victim an entry of the log and a list of messages in place of what it asks for. by returns
// them by the victim's number, and nil for one that is served as it should be.
func (p *party) serve(victims []*member, what string, by func(victim int) (*wire.Signed, []wire.Signed)) {
	var again pages
	p.Bend(func(r inmemory.Request, status int, answer []byte) (int, []byte) {
		at := slices.IndexFunc(victims, func(m *member) bool { return m.Identity() == r.Who })
		if at < 0 || r.What != "GET log" && r.What != "GET "+what {
			return status, answer
		}
		entry, messages := by(at)
		if entry == nil {
			return status, answer
		}
		entries := []wire.Signed{*entry}
		if again.page(r) {
			entries, messages = []wire.Signed{}, []wire.Signed{}
		}
		var served any = wire.List{Messages: messages}
		if r.What == "GET log" {
			served = wire.Log{Entries: entries}
		}
		b, err := wire.Marshal(served)
		inmemory.Must(p.T, err)
		return http.StatusOK, b
	})
}

// A model owner admits enrolments that break a rule, and its facilitator serves them: owners that read the roster end.
func TestBadEnrolments(t *testing.T) {
	for from, left := 0, true; left; from += most {
		synctest.Test(t, func(t *testing.T) {
			p := many(t, exactOneRound)
			for _, m := range p.owners {
				p.start(m)
			}
			slices.SortFunc(p.owners, func(a, b *member) int { return a.Identity().Compare(b.Identity()) })
			enrolled := p.Enrolled(len(p.owners))
			all := hostile.AdmittedEnrolments(t, hostile.Sent{Messages: enrolled, By: p.signers()})
			left = from+most < len(all)
			p.serve(p.owners, "enrolments", func(victim int) (*wire.Signed, []wire.Signed) {
				at := from + victim
				if at >= len(all) {
					return nil, nil
				}
				s, err := wire.Seal(wire.KindRoster, wire.Roster{LogEntry: p.Next(), Members: all[at].Members}, p.ModelOwner.Identity)
				inmemory.Must(t, err)
				return s, all[at].Messages
			})
			p.Rewrite(enrolled[:1]) // there is one entry
			for i, x := range all[from:min(from+len(p.owners), len(all))] {
				p.owners[i].mustRefuse(t, x.Name, x.Code, x.Rule, problem.Protocol)
			}
		})
	}
}

// stated waits until all members have stated their rows, and returns the messages in the roster's order.
func (p *party) stated() []wire.Signed {
	p.T.Helper()
	var out []wire.Signed
	eventually(p.T, "statements", func() bool {
		out = out[:0]
		for _, m := range p.owners {
			for _, r := range p.Seen() {
				if s, err := wire.Parse[wire.Signed](r.Body); r.What == "PUT statements" && err == nil && s.Signer == m.Identity() {
					out = append(out, s)
					break
				}
			}
		}
		return len(out) == len(p.owners)
	})
	return out
}

// A model owner starts a training on statements that break a rule, and its facilitator serves them: owners that read them
// end.
func TestBadStatements(t *testing.T) {
	for _, file := range []string{exactOneRound, privateFile(privateOneRound)} {
		statements(t, file)
	}
}

func statements(t *testing.T, file string) {
	t.Helper()
	for from, left := 0, true; left; from += most {
		synctest.Test(t, func(t *testing.T) {
			p := many(t, file)
			p.admit()
			good := p.stated()
			all := hostile.StatementLists(t, hostile.Sent{Messages: good, By: p.signers()}, p.File.Private())
			left = from+most < len(all)
			victims := slices.Delete(slices.Clone(p.owners), 1, 2) // the second statement is bad
			start := wire.Start{LogEntry: p.Next(), Roster: p.Position().RosterDigest}
			p.serve(victims, "statements", func(victim int) (*wire.Signed, []wire.Signed) {
				at := from + victim
				if at >= len(all) {
					return nil, nil
				}
				b := start
				for _, m := range all[at].Messages {
					b.Statements = append(b.Statements, m.Digest())
				}
				s, err := wire.Seal(wire.KindStart, b, p.ModelOwner.Identity)
				inmemory.Must(t, err)
				return s, all[at].Messages
			})
			p.Rewrite(append(p.Entries(), good[0])) // there is one entry more
			for i, x := range all[from:min(from+len(victims), len(all))] {
				victims[i].mustRefuse(t, x.Name, x.Code, x.Rule, problem.Protocol)
			}
		})
	}
}
