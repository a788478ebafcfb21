// Package problem owns the errors of the model owner's side that callers distinguish, and hints: advice for a person about
// an error.
package problem

import "errors"

// Errors that callers distinguish. The command line has an exit code for each.
var (
	// ErrInput is wrapped by errors in the caller's own files or arguments.
	ErrInput = errors.New("invalid input")
	// ErrWaited is wrapped if the owners that a training needs did not come within the longest wait allowed.
	ErrWaited = errors.New("waited too long")
	// ErrRejected is wrapped if an aggregate did not pass the checks, or if a round was tried too often.
	ErrRejected = errors.New("round rejected")
	// ErrBusy is wrapped if another process works on the same training.
	ErrBusy = errors.New("training is in use by another process")
	// ErrNoTraining is wrapped if the folder holds no training of the given id.
	ErrNoTraining = errors.New("no such training in this folder")
)

// kindError attaches one of the sentinels above to a message without repeating the sentinel's text.
type kindError struct {
	error
	kind error
}

func (e kindError) Unwrap() []error { return []error{e.error, e.kind} }

// As marks err as one of the kinds above, for errors.Is. It returns nil for nil.
func As(kind, err error) error {
	if err == nil {
		return nil
	}
	return kindError{err, kind}
}

// hintError carries a hint.
type hintError struct {
	error
	hint string
}

func (e hintError) Unwrap() error { return e.error }

// WithHint attaches advice for the user about err: lower case, no period. It returns nil for nil.
func WithHint(err error, hint string) error {
	if err == nil {
		return nil
	}
	return hintError{err, hint}
}

// Hint returns the hint in err's chain, or "".
func Hint(err error) string {
	var h hintError
	if errors.As(err, &h) {
		return h.hint
	}
	return ""
}
