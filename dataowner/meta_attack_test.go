//go:build testkeys

package dataowner_test

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/protocol/wire"
)

// A model owner makes one meta-analysis after the other, of the same rows of the same owners, each at variances between owners that it likes.
// No two of them differ in whom they are over, so that nothing is subtracted; but each has two equations more for the same estimates, and with
// the third every estimate follows (TestNoEstimateFollows in ml/plan). Everybody is asked before the second. A fit of all rows together, between
// them, is not asked about.
func TestAttackMetaAnalysisAgain(t *testing.T) {
	circle := strings.NewReplacer(`"min":5`, `"min":8`, `"start":5`, `"start":8`)
	file := circle.Replace(kindFile(number, `"model":{"method":"meta"},"circle":true`))
	tables := make([]string, meta.LeastOwners)
	for i := range tables {
		tables[i] = kindTable(i, false, 120)
	}
	p := newParty(t, file, tables...)
	p.begin()
	p.once()
	q := p.later(circle.Replace(exactOneRound))
	q.begin()
	if n := q.statements(); n[wire.Same] != len(tables) {
		t.Errorf("sums of the same rows after a meta-analysis: stated %v", n)
	}
	r := p.later(file)
	r.begin()
	if n := r.statements(); n[wire.Changed] != len(tables) {
		t.Fatalf("a second meta-analysis: stated %v", n)
	}
	for _, m := range r.owners {
		if err := m.ending(t, "a second meta-analysis", problem.Agree); err == nil || !strings.Contains(err.Error(), "from several of the same rows follow the estimates of each of you") {
			t.Errorf("the question does not say what follows: %v", err)
		}
	}
}
