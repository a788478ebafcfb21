package ledger

import "testing"

// switched is a rule, how to switch it off, and the scene in which what it prevents then happens.
type switched struct {
	rule  string
	off   func(*switches)
	scene string
}

// Rules in pairs hide each other: the second of a pair is off too.
var switchable = []switched{
	{"silent only if statements agree", func(s *switches) { s.silence = true }, "circle grows, other model owner"},
	{"asked whether people are others", func(s *switches) { s.people = true }, "column recoded, rows found by another"},
	{"... for each earlier sum", func(s *switches) { s.each = true }, "column recoded, rows found by another"},
	{"rows looked up in each sum's encoding; asked whether people are others", func(s *switches) { s.encodings, s.people = true, true }, "rows blank in a column"},
	{"copies of a row count", func(s *switches) { s.copies = true }, "copies of a row added"},
	{"sums with noise are kept", func(s *switches) { s.noise = true }, "noise, then exact over its list"},
	{"one ledger over all model owners", func(s *switches) { s.owners = true }, "circle grows, other model owner"},
	{"statements are kept", func(s *switches) { s.declare = true }, "circle grows, other model owner"},
	{"... before they are sent", func(s *switches) { s.early = true }, "two lobbies at once"},
	{"the oldest is named only if all sums fit", func(s *switches) { s.all = true }, "cell corrected in a newer column"},
	{"otherwise one with all these columns", func(s *switches) { s.covered = true }, "circle grows with a yes, then its old columns"},
	{"... that opened as much of them", func(s *switches) { s.covered = true }, "moments, circle grows with a yes, products"},
	{"... and of which no weights are chosen", func(s *switches) { s.covered = true }, "products, circle grows under chosen weights, other weights"},
	{"only exact trainings are named", func(s *switches) { s.exact = true }, "noise, then exact over its list"},
	{"only trainings that began are named", func(s *switches) { s.passed = true }, "a lobby that never ends is named"},
	{"rows stay on their side of a holdout", func(s *switches) { s.sides = true }, "holdout 0.3, then 0.5"},
	{"... if it was a fold", func(s *switches) { s.sides = true }, "two folds, then a holdout"},
	{"... and in a fold if it was a side", func(s *switches) { s.sides = true }, "a holdout, then two folds"},
	{"all divide rows into folds, or none", func(s *switches) { s.joint = true }, "six trainings with folds"},
	{"one split for all trainings; rows stay in their fold", func(s *switches) { s.split, s.sides = true, true }, "six trainings with folds"},
	{"all hold rows back, or none", func(s *switches) { s.joint = true }, "six trainings with a holdout"},
	{"one split for all trainings; rows stay on their side", func(s *switches) { s.split, s.sides = true, true }, "six trainings with a holdout"},
	{"statements are bound into uploads", func(s *switches) { s.bind = true }, "a puppet states two things of its sides"},
	{"the statement fixes the rows, exact", func(s *switches) { s.rows = true }, "other file after a restart, exact"},
	{"the statement fixes the rows, noise", func(s *switches) { s.rows = true }, "other file after a restart, noise"},
	{"who struck out never uploads", func(s *switches) { s.struck = true }, "a lobby fails, its uploads leave"},
	{"the ledger is compared with its anchor", func(s *switches) { s.anchor = true }, "restored, a lobby, silence"},
	{"a gap lasts", func(s *switches) { s.gap = true }, "restored, a lobby, silence"},
	{"charged before the seed leaves", func(s *switches) { s.charge = true }, "many lists of one round"},
	{"1 + c lists a round", func(s *switches) { s.lists = true }, "many lists of one round"},
	{"exact lists are the whole roster", func(s *switches) { s.whole = true }, "exact, then noise without one"},
	{"uploads with noise carry a seed's stream", func(s *switches) { s.seal = true }, "many lists of one round"},
	{"mask and KEM keys are signed by their owners", func(s *switches) { s.signed = true }, "circle grows, other model owner"},
	{"who may collude is counted in the roster", func(s *switches) { s.roster = true }, "many lists of one round"},
	{"another list has noise of its own", func(s *switches) { s.other = true }, "noise, then exact over its list"},
	{"the same list has the same noise again", func(s *switches) { s.repeat = true }, "many lists of one round"},
}

// TestRules switches rules off, one at a time, and sees that what each prevents then happens. With -v it prints the table.
func TestRules(t *testing.T) {
	for _, r := range switchable {
		var off switches
		r.off(&off)
		found := ""
		for _, s := range scenes {
			for seed := uint64(0); s.name == r.scene && seed < 50 && found == ""; seed++ {
				for _, yes := range []bool{false, true} {
					if _, f := judge(t, s.script(t, seed), off, yes); len(f) > 0 {
						found = f[0].what
					}
				}
			}
		}
		if found == "" {
			t.Errorf("%s: off, and nothing happens in %q", r.rule, r.scene)
			continue
		}
		t.Logf("%-72s %-60s %s", r.rule, r.scene, found)
	}
}
