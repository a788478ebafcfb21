package modelowner

import "errors"

// Errors that a caller tells apart; the command line gives each its exit code.
var (
	// ErrInput is wrapped by errors that the caller's own files or arguments cause.
	ErrInput = errors.New("invalid input")
	// ErrWaited means that the owners a training needs did not come within the longest wait allowed.
	ErrWaited = errors.New("waited too long")
	// ErrRejected means that an aggregate did not pass the checks, or that a round was tried too often.
	ErrRejected = errors.New("round rejected")
	// ErrBusy means that another process works on the same training.
	ErrBusy = errors.New("training is in use by another process")
	// ErrNoTraining means that the folder holds no training of the given id.
	ErrNoTraining = errors.New("no such training in this folder")
)

// kindError attaches one of the sentinels above to a message without repeating the sentinel's text.
type kindError struct {
	error
	kind error
}

func (e kindError) Unwrap() []error { return []error{e.error, e.kind} }

// as marks err as being of a kind that errors.Is finds.
func as(kind, err error) error {
	if err == nil {
		return nil
	}
	return kindError{err, kind}
}

// hintError carries a sentence on what to do.
type hintError struct {
	error
	hint string
}

func (e hintError) Unwrap() error { return e.error }

// WithHint attaches what the user may do about err: lower case, no period.
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
