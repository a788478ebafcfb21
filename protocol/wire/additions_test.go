package wire_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/blindfit/blindfit/protocol/wire"
)

// TestAnswersOfNewerFacilitators: a field that a newer facilitator adds to an answer changes nothing; everything that Parse
// refuses within the fields that are known is refused.
func TestAnswersOfNewerFacilitators(t *testing.T) {
	good := `{"training":"` + strings.Repeat("ab", 32) + `","version":7,"phase":"keys","round":1,"attempt":1,"remaining_ms":5,` +
		`"log":{"length":3,"digest":"` + strings.Repeat("cd", 32) + `"},"enrolled":3,"members":3,"present":2,"here":"Aw==","awaited":"BA=="}`
	want, err := wire.Parse[wire.State]([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as it is": good,
		"last":     strings.Replace(good, `"BA=="}`, `"BA==","weather":{"tomorrow":[1,null]}}`, 1),
		"between":  strings.Replace(good, `"version"`, `"weather":"fair","version"`, 1),
	} {
		if got, err := wire.ParseAnswer[wire.State]([]byte(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
	for name, text := range map[string]string{
		"missing field":        strings.Replace(good, `"enrolled":3,`, "", 1),
		"missing and added":    strings.Replace(good, `"enrolled":3`, `"enroled":3`, 1),
		"number with a point":  strings.Replace(good, `"members":3`, `"members":3.0`, 1),
		"wrong type":           strings.Replace(good, `"members":3`, `"members":"3"`, 1),
		"unknown field inside": strings.Replace(good, `{"length":3`, `{"height":1,"length":3`, 1),
		"cut short":            good[:len(good)-1],
		"more bytes":           good + "{}",
		"a list":               "[" + good + "]",
		"null":                 "null",
		"too long":             good + strings.Repeat(" ", wire.MaxMessage),
	} {
		if _, err := wire.ParseAnswer[wire.State]([]byte(text)); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPlain: what clients of v0.2.0 get has no field that they would refuse, and what was rendered for others stays whole.
func TestPlain(t *testing.T) {
	list, rejection, state := &wire.List{Messages: []wire.Signed{}, More: true}, wire.Rejectf(wire.CodeRate, "wait"), &wire.State{Recent: []wire.Signed{{}}, Lobby: 2, Admitted: 1}
	rejection.WaitSeconds = 3
	for _, answer := range []any{list, rejection, state} {
		b, err := wire.Marshal(wire.Plain(answer))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{"recent", "lobby", "admitted", "more", "wait_seconds"} {
			if strings.Contains(string(b), field) {
				t.Errorf("%T: %s", answer, b)
			}
		}
	}
	if !list.More || rejection.WaitSeconds != 3 || state.Recent == nil || state.Lobby != 2 || state.Admitted != 1 {
		t.Error("an answer was changed")
	}
}
