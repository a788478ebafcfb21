package wire

// Statement is a member's claim about its rows, before a training starts. Signed by its identity.
type Statement struct {
	Training TrainingID `json:"training"`
	Roster   Digest     `json:"roster"` // digest of the signed roster: the owners with which the rows are summed
	Claim
}

// Claim is the content of a Statement: in which earlier sums an owner's rows were.
type Claim struct {
	Word Word `json:"word"`
	// Oldest is the oldest exact training of these rows, if every earlier sum of them had this circle and these rows. With
	// Same only.
	Oldest *Reference `json:"oldest,omitempty"`
	// Covers are exact trainings that had this circle and these rows and opened everything that the new one can, at most
	// MaxCovers. With Same only.
	Covers []Reference `json:"covers,omitempty"`
	// Before are earlier trainings of these rows, the newest last: at most MaxBefore.
	Before []Before `json:"before,omitempty"`
	// Sides reports whether both sides of the holdout, or all folds, pass the owner's checks on its rows.
	Sides bool `json:"sides"`
}

// Word is the kind of a claim.
type Word string

// The words.
const (
	First   Word = "first"   // its rows were in no sum before; for a training with noise, in no exact sum
	Same    Word = "same"    // its exact sums reveal nothing new, given those of an earlier exact training over the same circle
	Changed Word = "changed" // neither
)

// Reference names an earlier training. Members of that training that know the new one's key recognise it.
type Reference = Digest

// Before is an earlier training of an owner's rows.
type Before struct {
	Training Reference `json:"training"`
	Changed  bool      `json:"changed"` // the rows are not the same any more
}

// MaxBefore and MaxCovers bound a claim.
const (
	MaxBefore = 32
	MaxCovers = 8
)

// Revoke takes a member out of a training with noise: from here on no list may hold it. Without noise every round needs all
// members.
type Revoke struct {
	LogEntry
	Identity Identity `json:"identity"`
}

// Start ends the statements: from here on rounds may be opened. It is an entry of the model owner's log, so the
// statements are bound into every open message and every list.
type Start struct {
	LogEntry
	Roster Digest `json:"roster"` // digest of the signed roster in force
	// Statements are the digests of the members' signed statements, in the roster's order. If a member has none, its
	// digest is zero and it takes no part; that is possible only in a training with noise.
	Statements []Digest `json:"statements"`
}
