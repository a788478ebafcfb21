package statement_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/dataowner/ledger"
	"github.com/blindfit/blindfit/dataowner/rows"
	"github.com/blindfit/blindfit/dataowner/statement"
	"github.com/blindfit/blindfit/dataowner/store"
	"github.com/blindfit/blindfit/dataowner/vault"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// giver is an owner that takes part in one training after the other with the same rows.
type giver struct {
	*testing.T
	ledger *ledger.Ledger
	table  string
	given  byte
	lacks  []string // the notes of the last training
}

func newGiver(t *testing.T, table string) *giver {
	t.Helper()
	v, err := vault.Open(t.Context(), store.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	l, err := v.OpenLedger(t.Context(), nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return &giver{T: t, ledger: l, table: table}
}

// give states the rows for a training of owners with the given keys, says yes to all that is asked, and passes its lobby. It
// returns what was asked about the rows and the statement.
func (g *giver) give(text string, members ...byte) (asked []string, said ledger.Statement) {
	g.Helper()
	ctx := context.Background()
	f, err := spec.Parse([]byte(text))
	if err != nil {
		g.Fatal(err)
	}
	check, file, err := rows.Read(f, "rows.csv", strings.NewReader(g.table), rows.Reading{}, func(string, int, int) {})
	if err != nil || file == nil {
		g.Fatalf("the rows do not fit: %v, %v", check, err)
	}
	defer file.Close()
	g.given++
	id := wire.TrainingID{g.given}
	c, err := statement.Prepare(ctx, g.ledger, file, statement.Training{ID: id, File: f, Modulus: wire.Digest{g.given}}, statement.Choice{})
	if err != nil {
		g.Fatal(err)
	}
	g.lacks = c.Lacks
	for _, q := range c.Rows() {
		asked = append(asked, q.Rule)
	}
	keys := make([]identity.OwnerKey, len(members))
	for i, m := range members {
		keys[i] = identity.OwnerKey{m}
	}
	if said, err = c.Declare(ctx, keys, asked); err != nil {
		g.Fatal(err)
	}
	if err := c.Pass(ctx, ledger.Verdict{}); err != nil {
		g.Fatal(err)
	}
	return asked, said
}

// aged is a table with one row of each age, and of two grades one row each.
func aged() string {
	var b strings.Builder
	b.WriteString("age,bmi,sex,ward,grade,months,dead,y\n")
	for i := range 60 {
		ward, grade := "abc"[i%3:i%3+1], "pq"[i%2:i%2+1]
		switch i {
		case 17, 18:
			ward = "d"
		case 30:
			grade = "r"
		case 41:
			grade = "s"
		}
		fmt.Fprintf(&b, "%d,%d.%d,%s,%s,%s,%d,%s,%d\n", 20+i, 20+(i*7)%13, i%10, []string{"f", "m"}[(i/3)%2], ward, grade, 1+(i*11)%30,
			[]string{"no", "yes"}[(i/2)%2], (i*i)%17)
	}
	return b.String()
}

const (
	ageColumn   = `{"name":"age","type":"continuous","min":0,"max":80}`
	bmiColumn   = `{"name":"bmi","type":"continuous","min":10,"max":60}`
	sexColumn   = `{"name":"sex","type":"nominal","levels":["f","m"]}`
	aimedColumn = `"target":{"name":"y","type":"continuous","min":0,"max":20}`
)

func aimed(features, rest string) string {
	return fmt.Sprintf(`{"name":"Aimed","features":[%s],%s}`, features, rest)
}

// Two trainings over the same rows of the same owners each ask for a column that is harmless, and for columns that look alike by
// their names but have other values: what is left between them is one row, and the owner is asked.
func TestAttackColumnsBehindOneName(t *testing.T) {
	ramp := func(long bool, at string) string {
		idle := ""
		if long {
			idle = "0*(" + strings.Repeat("age + ", 30) + "age) + "
		}
		return aimed(ageColumn+","+bmiColumn, aimedColumn+`,"formula":"y ~ bmi + I(`+idle+`pmin(1, pmax(0, 1000*(age - `+at+`))))"`)
	}
	graded := func(levels string) string {
		return aimed(bmiColumn+`,{"name":"grade","type":"ordinal","levels":[`+levels+`]}`, aimedColumn+`,"formula":"y ~ bmi + I(1*grade)"`)
	}
	coded := func(most int) string {
		var codes []string
		for age := 20; age <= most; age++ {
			codes = append(codes, fmt.Sprintf("%q", fmt.Sprint(age)))
		}
		return aimed(strings.Replace(ageColumn, "}", `,"missing_values":[`+strings.Join(codes, ",")+`]}`, 1)+","+bmiColumn, aimedColumn+`,"missing":"indicator"`)
	}
	for name, c := range map[string][2]string{
		"codes of missing values":     {coded(36), coded(37)},
		"cut points with short names": {ramp(false, "36.5"), ramp(false, "37.5")},
		"cut points with long names":  {ramp(true, "36.5"), ramp(true, "37.5")},
		"ranks in another order":      {graded(`"p","q","r","s"`), graded(`"p","q","s","r"`)},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGiver(t, aged())
			if asked, _ := g.give(c[0], 1, 2, 3); len(asked) > 0 {
				t.Fatalf("the first training is asked about: %v", asked)
			}
			if asked, _ := g.give(c[1], 1, 2, 3); !slices.Contains(asked, consent.Alone) {
				t.Errorf("the owner is asked %v", asked)
			}
		})
	}
}

// A training file declares that a column has one value for each owner. It tells owners apart as any such column does, and the owner is
// not asked, because the file says so; a note tells it.
func TestAttackDeclaredColumns(t *testing.T) {
	const column = `{"name":"beds","type":"discrete","min":0,"max":900`
	table := strings.ReplaceAll(strings.Replace(aged(), "y\n", "y,beds\n", 1), "\n", ",480\n")
	table = strings.Replace(table, "beds,480\n", "beds\n", 1)
	for declared, want := range map[string]string{"": consent.Constant, `,"site":"fixed"`: ""} {
		g := newGiver(t, table)
		asked, _ := g.give(aimed(bmiColumn+","+column+declared+"}", aimedColumn), 1, 2, 3)
		if strings.Join(asked, " ") != want || !slices.Contains(append(g.lacks, asked...), "beds") && declared != "" {
			t.Errorf("declared %q: asked %v, notes %v", declared, asked, g.lacks)
		}
	}
}

// Four owners give a sum, then three of them another one, to which all said yes. A third training over these three passes without
// a question only if it opens nothing that the second did not: else the difference to the first tells more of the fourth owner.
func TestAttackMoreThanWasCovered(t *testing.T) {
	describe := func(features, rest string) string {
		return aimed(features, `"model":{"kind":"describe"`+rest)
	}
	curves := func(grid string) string {
		return describe(ageColumn+","+sexColumn, `},"survival":{"time":"months","time_max":40,"event":"dead","event_level":"yes","grid":`+grid+`}`)
	}
	ward := func(rare string) string {
		return aimed(ageColumn+`,{"name":"ward","type":"nominal","levels":["a","b","c","d","other"],"other":"other"}`, aimedColumn+`,"disclosure":{"rare":"`+rare+`"}`)
	}
	plain := describe(ageColumn+","+sexColumn, "}")
	for name, c := range map[string]struct {
		second, third string
		covered       bool
	}{
		"the same":               {plain, plain, true},
		"fewer columns":          {plain, describe(ageColumn, "}"), true},
		"without the groups":     {describe(ageColumn+","+sexColumn, `,"group":"sex"}`), plain, true},
		"by groups":              {plain, describe(ageColumn+","+sexColumn, `,"group":"sex"}`), false},
		"other bins":             {plain, describe(strings.Replace(ageColumn, "}", `,"bins":17}`, 1)+","+sexColumn, "}"), false},
		"counts after squares":   {aimed(ageColumn+","+sexColumn, aimedColumn+`,"missing":"indicator"`), plain, false},
		"the same curves":        {curves("8"), curves("8"), true},
		"curves on another grid": {curves("8"), curves("5"), false},
		"a curve":                {describe(ageColumn+","+sexColumn+`,{"name":"dead","type":"nominal","levels":["(no event)","yes"],"other":"(no event)"}`, "}"), curves("8"), false},
		"the same wards":         {ward("ask"), ward("ask"), true},
		"wards that were merged": {ward("other"), ward("ask"), false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGiver(t, aged())
			g.give(c.second, 1, 2, 3, 4)
			g.give(c.second, 1, 2, 3)
			_, said := g.give(c.third, 1, 2, 3)
			if covered := len(said.Covers) > 0; covered != c.covered {
				t.Errorf("passes without a question: %v", covered)
			}
		})
	}
}
