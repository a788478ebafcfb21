package consent

import "slices"

// The words of offers: choices of fewer rows that an owner may take instead of a yes.
const (
	New   = "new"   // rows that an earlier sum did not have stay out, until there are enough of them
	Blank = "blank" // rows that lack a value in any column stay out, so that trainings on other columns rest on the same rows
)

// Offers lists these words.
var Offers = []string{New, Blank}

// Offer is a choice of fewer rows.
type Offer struct {
	Word  string `json:"word"`
	Rows  int    `json:"rows"`  // left out if it is taken
	Past  string `json:"past"`  // of New: the earlier training with the rows that stay
	Until int    `json:"until"` // of New: so many are not left out any more
	Taken bool   `json:"taken"`
}

// Offered reports whether a word can be one of an offer.
func Offered(word string) bool { return slices.Contains(Offers, word) }
