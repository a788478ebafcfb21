package modelowner

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/schema"
)

// A row without a prediction keeps its place: null in JSON, empty cells in CSV.
func TestRowsWithoutPrediction(t *testing.T) {
	p := &Prediction{
		Predictions: []Predicted{{Level: "yes"}, {Level: "no"}}, Levels: []string{"no", "yes"},
		Probabilities: [][]float64{{0.25, 0.75}, {0.5, 0.5}}, lines: []int{2, 5},
	}
	p.leaveEmpty([]schema.Problem{{Row: 3, Column: "age", Rule: "not a number"}, {Row: 3, Column: "sex", Rule: "not a level"}, {Row: 4, Rule: "short"}})
	var csv strings.Builder
	if err := p.WriteCSV(&csv); err != nil {
		t.Fatal(err)
	}
	const want = "line,prediction,probability of no,probability of yes\n2,yes,0.25,0.75\n3,,,\n4,,,\n5,no,0.5,0.5\n"
	if csv.String() != want {
		t.Errorf("wrote\n%swant\n%s", csv.String(), want)
	}
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"predictions":["yes",null,null,"no"]`, `"rows":[2,3,4,5]`, `"probabilities":[[0.25,0.75],null,null,[0.5,0.5]]`, `{"row":3,"column":"age","rule":"not a number"}`} {
		if !strings.Contains(string(text), part) {
			t.Errorf("JSON lacks %s: %s", part, text)
		}
	}
	var again Prediction
	if err := json.Unmarshal(text, &again); err != nil || !again.Predictions[1].None || again.Predictions[1].String() != "" {
		t.Error(again, err)
	}
	numbers := &Prediction{Predictions: []Predicted{{Value: 1}}, lines: []int{3}}
	numbers.leaveEmpty([]schema.Problem{{Row: 2, Rule: "short"}})
	csv.Reset()
	if err := numbers.WriteCSV(&csv); err != nil || csv.String() != "line,prediction\n2,\n3,1\n" {
		t.Error(csv.String(), err)
	}
}
