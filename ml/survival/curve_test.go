package survival_test

import (
	"math"
	"testing"

	"github.com/blindfit/blindfit/ml/survival"
)

// aml are the remissions of R's survival::aml by weeks, maintained and not.
func aml() [2]survival.Counts {
	groups := [2]survival.Counts{}
	times := [2]map[bool][]int{
		{true: {9, 13, 18, 23, 31, 34, 48}, false: {13, 28, 45, 161}},
		{true: {5, 5, 8, 8, 12, 23, 27, 30, 33, 43, 45}, false: {16}},
	}
	for g := range groups {
		groups[g] = survival.Counts{Events: make([]int64, 161), Censored: make([]int64, 161)}
		for _, t := range times[g][true] {
			groups[g].Events[t-1]++
		}
		for _, t := range times[g][false] {
			groups[g].Censored[t-1]++
		}
	}
	return groups
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Max(1, math.Abs(b)) }

// A grid as fine as the times gives R's survfit(Surv(time, status) ~ x, aml).
func TestCurveEqualsSurvfit(t *testing.T) {
	type step struct{ time, risk, events, survival, low, high float64 }
	nan := math.NaN()
	for g, want := range [][]step{
		{
			{9, 11, 1, 0.90909090909090906, 0.75413384508152548, 1},
			{23, 7, 1, 0.61363636363636354, 0.37686705950167976, 0.9991576002284727},
			{48, 2, 1, 0.18409090909090908, 0.03591789848918526, 0.9435257694745520},
		},
		{
			{5, 12, 2, 0.83333333333333337, 0.64703698701336165, 1},
			{33, 3, 1, 0.19444444444444448, 0.05692155257160417, 0.6642236598825634},
			{45, 1, 1, 0, nan, nan},
		},
	} {
		curve := aml()[g].Curve(1.959963984540054)
		for _, s := range want {
			p := curve[int(s.time)-1]
			if float64(p.AtRisk) != s.risk || float64(p.Events) != s.events || !near(p.Survival, s.survival) {
				t.Errorf("group %d, time %v: %+v", g, s.time, p)
			}
			if math.IsNaN(s.low) != math.IsNaN(p.Low) || !math.IsNaN(s.low) && (!near(p.Low, s.low) || !near(p.High, s.high)) {
				t.Errorf("group %d, time %v: band from %v to %v", g, s.time, p.Low, p.High)
			}
		}
	}
	if curve := aml()[1].Curve(1.96); len(curve) != 45 {
		t.Errorf("the curve goes on for %d bins after nobody is left", len(curve))
	}
}

// survdiff(Surv(time, status) ~ x, aml), and survdiff of veteran by celltype with times rounded up to 30 days.
func TestLogRankEqualsSurvdiff(t *testing.T) {
	two := aml()
	if x, df, ok := survival.LogRank(two[:]); !ok || df != 1 || !near(x, 3.396388698977601) {
		t.Errorf("aml: %v with %d degrees of freedom", x, df)
	}
	counts := func(events, censored map[int]int64) survival.Counts {
		c := survival.Counts{Events: make([]int64, 34), Censored: make([]int64, 34)}
		for at, n := range events {
			c.Events[at] = n
		}
		for at, n := range censored {
			c.Censored[at] = n
		}
		return c
	}
	one := func(at ...int) map[int]int64 {
		m := map[int]int64{}
		for _, i := range at {
			m[i]++
		}
		return m
	}
	veteran := []survival.Counts{
		counts(map[int]int64{0: 8, 1: 3, 2: 2, 3: 4, 4: 2, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1, 13: 1, 15: 1, 19: 1, 33: 2}, one(0, 2, 3, 7)),
		counts(map[int]int64{0: 22, 1: 8, 2: 4, 3: 4, 4: 2, 5: 2, 9: 1, 12: 1, 13: 1}, map[int]int64{3: 2, 4: 1}),
		counts(map[int]int64{0: 8, 1: 7, 2: 4, 3: 3, 4: 2, 5: 1, 6: 1}, one(2)),
		counts(map[int]int64{0: 3, 1: 4, 3: 4, 4: 2, 5: 4, 6: 1, 7: 2, 8: 2, 9: 1, 11: 1, 12: 1, 18: 1}, one(6)),
	}
	if x, df, ok := survival.LogRank(veteran); !ok || df != 3 || !near(x, 24.02981605464577) {
		t.Errorf("veteran: %v with %d degrees of freedom", x, df)
	}
	empty := survival.Counts{Events: make([]int64, 34), Censored: make([]int64, 34)}
	if x, df, ok := survival.LogRank(append(veteran, empty)); !ok || df != 3 || !near(x, 24.02981605464577) {
		t.Errorf("a group without rows counts: %v with %d degrees of freedom", x, df)
	}
	for name, groups := range map[string][]survival.Counts{"one group": veteran[:1], "no rows": {empty, empty}, "none": nil,
		"no events": {counts(nil, one(1, 2)), counts(nil, one(3))}} {
		if _, _, ok := survival.LogRank(groups); ok {
			t.Errorf("%s: a test", name)
		}
	}
}
