package wire

import "testing"

// The table of phases is the one order of an attempt, with and without noise.
func TestPhases(t *testing.T) {
	walk := func(noise bool) (got []Phase) {
		for p := PhaseKeys; ; p = p.Next(noise) {
			got = append(got, p)
			if p == PhaseFinish {
				return got
			}
		}
	}
	for noise, want := range map[bool][]Phase{
		false: {PhaseKeys, PhaseUpload, PhaseFinish},
		true:  {PhaseKeys, PhaseUpload, PhaseReveal, PhaseFinish},
	} {
		got := walk(noise)
		if len(got) != len(want) {
			t.Fatalf("noise %v: phases are %v, want %v", noise, got, want)
		}
		for i, p := range got {
			if p != want[i] {
				t.Errorf("noise %v: phase %d is %s, want %s", noise, i, p, want[i])
			}
			if i > 0 && (!p.After(got[i-1]) || got[i-1].After(p)) {
				t.Errorf("%s does not come after %s", p, got[i-1])
			}
			if !p.Running() || !PhaseWaiting.After(p) || !PhaseDone.After(p) {
				t.Errorf("%s does not belong to an attempt", p)
			}
		}
	}
	for _, p := range []Phase{PhaseLobby, PhaseWaiting, PhaseDone, "invented"} {
		if p.Running() || p.Next(true) != p {
			t.Errorf("%s belongs to an attempt", p)
		}
	}
	collected := map[Kind]bool{}
	for _, r := range Phases {
		if r.Collects != "" && collected[r.Collects] {
			t.Errorf("two phases collect %s", r.Collects)
		}
		collected[r.Collects] = true
		if (r.Seconds != nil) != (r.Attempt && r.Collects != "") {
			t.Errorf("%s: a phase has a deadline if an attempt collects messages in it", r.Phase)
		}
	}
}
