package statement_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/dataowner/consent"
	"github.com/blindfit/blindfit/ml/spec"
)

// A training file singles one row out, by a column that a formula derives, by weights of rows, by a group or by the event of
// one row: the owner is asked about the columns as they are summed, not as they are in its file.
func TestAttackColumnsThatIsolateARow(t *testing.T) {
	var table strings.Builder
	table.WriteString("age,bmi,sex,ward,weight,months,dead,relapse,y\n")
	for i := range 60 {
		ward, weight, dead := "abc"[i%3:i%3+1], "0", "no"
		if i == 17 {
			ward, weight, dead = "d", "1", "yes"
		}
		fmt.Fprintf(&table, "%d,%d.%d,%s,%s,%s,%d,%s,%s,%d\n", 20+i, 20+(i*7)%13, i%10, []string{"f", "m"}[(i/3)%2], ward, weight, 1+(i*11)%30, dead, []string{"no", "yes"}[(i/7)%2], (i*i)%17)
	}
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	const (
		age    = `{"name":"age","type":"continuous","min":0,"max":80}`
		bmi    = `{"name":"bmi","type":"continuous","min":10,"max":60}`
		sex    = `{"name":"sex","type":"nominal","levels":["f","m"]}`
		ward   = `{"name":"ward","type":"nominal","levels":["a","b","c","d"]}`
		y      = `"target":{"name":"y","type":"continuous","min":0,"max":20}`
		circle = `"circle":true,"model":{"kind":"linear_regression","weights":"shared"}`
	)
	file := func(features, rest string) string {
		return fmt.Sprintf(`{"name":"Isolating","features":[%s],%s}`, features, rest)
	}
	hazards := func(kind, more string) string {
		return fmt.Sprintf(`"circle":true,"model":{"kind":%q},"survival":{"time":"months","time_max":40,"event":"relapse","event_level":"yes"%s}`, kind, more)
	}
	for name, c := range map[string]struct {
		text string
		asks bool
	}{
		"nothing":                          {file(age+","+bmi+","+sex, y), false},
		"a cut to one year":                {file(age+","+bmi, y+`,"formula":"y ~ bmi + cut(age, c(-1, 36.5, 37.5, 80))"`), true},
		"an even cut":                      {file(age+","+bmi, y+`,"formula":"y ~ bmi + cut(age, c(-1, 40, 60, 80))"`), false},
		"a power of one row":               {file(age+","+bmi, y+`,"formula":"y ~ bmi + exp(age)"`), true},
		"a level times a level":            {file(age+","+sex+","+ward, y+`,"formula":"y ~ age + sex:ward"`), true},
		"weights of 0 for all but one":     {file(age+","+bmi+`,{"name":"weight","type":"discrete","min":0,"max":1,"role":"weight"}`, y+","+circle), true},
		"an offset that is 0 but in one":   {file(age+","+bmi+`,{"name":"weight","type":"discrete","min":0,"max":1,"role":"offset"}`, y+","+circle), true},
		"a group of one":                   {file(age+","+bmi+","+ward, `"model":{"kind":"describe","group":"ward"}`), true},
		"one event":                        {file(age+","+bmi, `"circle":true,"model":{"kind":"cox_regression"},"survival":{"time":"months","time_max":40,"event":"dead","event_level":"yes"}`), true},
		"a stratum of 60 rows":             {file(age+","+bmi, hazards("cox_regression", "")), false},
		"two wide bins":                    {file(age+","+bmi, hazards("cox_regression", `,"strata":"none","grid":20`)), false},
		"bins of four rows":                {file(age+","+bmi, hazards("cox_regression", `,"strata":"none","grid":2`)), true},
		"bins of ten rows, six columns":    {file(age+","+bmi, hazards("cox_regression", `,"strata":"none","grid":5`)), true},
		"the same without those of events": {file(age+","+bmi, hazards("cox_regression", `,"strata":"none","grid":5,"ties":"breslow"`)), false},
		"two intervals":                    {file(age+","+bmi, hazards("piecewise_exponential", `,"grid":20`)), false},
		"intervals of four rows":           {file(age+","+bmi, hazards("piecewise_exponential", `,"grid":2`)), true},
		"curves with one event":            {file(age+","+sex, `"model":{"kind":"describe","group":"sex"},"survival":{"time":"months","time_max":40,"event":"dead","event_level":"yes","grid":5}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := spec.Parse([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			asks := false
			for _, q := range asked(t, f, path) {
				asks = asks || q.Rule == consent.Alone
			}
			if asks != c.asks {
				t.Errorf("asks about rows that stand alone: %v", asks)
			}
		})
	}
}
