package dp

// Audit and Stream are for tests of whole rounds.
var (
	Audit  = audit
	Stream = stream
)
