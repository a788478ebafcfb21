package main

import (
	"strings"
	"testing"

	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee"
)

// Status shows who asks and what for, in the asker's words, what is asked for, and the close with the command that releases it alone.
func TestStatusShowsWhatIsAsked(t *testing.T) {
	r := trustee.Request{
		Step: "accept", Training: wire.TrainingID{0xab, 0xcd}, Name: "Pay", ModelOwner: "a-b-c-d-e", Facilitator: "https://f.example", Kind: "describe",
		Columns: []string{"sex", "pay"}, Epsilon: 1, Delta: 1e-5, Unit: "owner", Batch: 100,
		About: &spec.About{Organisation: "City of X\x1b[2J", Purpose: "A study of pay.", Approval: "Board", ApprovalNumber: "7/26"},
	}
	closed := r
	closed.Step, closed.About = "release", nil
	closed.Close, closed.Contributions, closed.Struck, closed.Cells = wire.Digest{0xcd, 0xef}, 7, 1, []int{3, 3}
	text := statusText(&trustee.Standing{Key: "trustee1abc", Words: "v-w-x-y-z", Waiting: []trustee.Request{r, closed}})
	for _, want := range []string{
		"waits for 'trustee approve abcd00000000'", "“A study of pay.”", "“Board 7/26”", "City of X", "asks for     describe", "sex, pay", "epsilon 1, delta 1e-05 for each owner", "of 100 or more",
		"waits for 'trustee release abcd00000000 cdef00000000'", closed.Close.String(), "6 contributions in cells of 3, 3; 1 are struck", "does not say who it is",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("status lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("status writes an escape code")
	}
}
