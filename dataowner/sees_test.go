//go:build testkeys

package dataowner

import (
	"strings"
	"testing"
)

// What a person is told about who sees what follows from how weights travel, and from nothing else that the model owner
// could choose its words for.
func TestWhoSeesWhatFollowsFromTheMode(t *testing.T) {
	for _, k := range kinds {
		w := newWorldOf(t, kindFile(k.target, k.fields))
		o := w.newOwner(kindRows(0, false))
		inv := o.Invitation()
		shared := w.manifest.Weights == "shared"
		if told := strings.Contains(inv.Sees.DataOwners, "see the model while"); told != shared {
			t.Errorf("%s: %s", k.name, inv.Sees.DataOwners)
		}
		products := strings.Contains(inv.Sees.ModelOwner, "products of every two columns")
		if products == shared {
			t.Errorf("%s: %s", k.name, inv.Sees.ModelOwner)
		}
		statistics := w.manifest.Rounds[0].Kind == "statistics"
		if told := strings.Contains(inv.Sees.ModelOwner, "squares of each column"); told != statistics {
			t.Errorf("%s: %s", k.name, inv.Sees.ModelOwner)
		}
		if inv.Model.Weights != w.manifest.Weights || inv.Holdout != w.file.Holdout || inv.Scaling != w.file.Scaling || len(inv.Rounds) != len(w.manifest.Rounds) {
			t.Errorf("%s: invitation is %+v", k.name, inv)
		}
	}
}
