package ledger

// rules names rules that a test can switch off, one at a time, to show that each of them is needed. Outside tests all are
// in force.
type rules struct {
	silence   bool // a training passes silently only if the statements agree
	people    bool // the owner is asked whether rows that are not found are other people
	each      bool // ... for each earlier sum
	encodings bool // rows are looked up in the encoding that each sum had
	copies    bool // copies of a row count
	noise     bool // sums with noise are written down
	owners    bool // sums for other model owners count
	all       bool // the oldest training is named only if all earlier sums fit
	covered   bool // otherwise one that opened everything which the new one can
	exact     bool // only exact trainings are named
	sides     bool // rows stay on their side of a holdout
	passed    bool // only trainings with a lobby that passed are named
	joint     bool // all hold rows back, or none
	split     bool // the split is the same in every training
	anchor    bool // the ledger is compared with its anchor
	gap       bool // a gap lasts
	rows      bool // the statement fixes the rows
	struck    bool // an owner that struck out its statement never uploads
	lists     bool // lists of a round are limited in number
}
