package modelowner

import (
	"github.com/blindfit/blindfit/modelowner/account"
	"github.com/blindfit/blindfit/modelowner/admission"
	"github.com/blindfit/blindfit/modelowner/closing"
	"github.com/blindfit/blindfit/modelowner/folder"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/train"
)

// The types that programs need, from the packages beneath.
//
//nolint:revive // exported: the packages have the comments of the types
type (
	Keys         = folder.Keys
	Owner        = admission.Owner
	Revoked      = admission.Revoked
	Privacy      = account.Privacy
	TrainOptions = train.Options
	CloseOptions = closing.Options
	InviteLimits = folder.Limits
	Event        = train.Event
	Result       = train.Result
)

// Mechanism names the protection of owners or records in a sum with noise.
const Mechanism = account.Mechanism

// MaxRejects is how many attempts at one round may be rejected.
const MaxRejects = train.MaxRejects

// The events of a training, in the order in which they come; see package train.
const (
	EventWaiting  = train.EventWaiting
	EventRoster   = train.EventRoster
	EventStart    = train.EventStart
	EventOpen     = train.EventOpen
	EventPhase    = train.EventPhase
	EventAborted  = train.EventAborted
	EventRound    = train.EventRound
	EventRejected = train.EventRejected
	EventDone     = train.EventDone
	EventOutlook  = train.EventOutlook
	EventClosing  = train.EventClosing
	EventClose    = train.EventClose
)

// Errors that callers distinguish; see package problem.
var (
	ErrInput      = problem.ErrInput
	ErrWaited     = problem.ErrWaited
	ErrRejected   = problem.ErrRejected
	ErrBusy       = problem.ErrBusy
	ErrNoTraining = problem.ErrNoTraining
)

// Hint returns advice for the user about err, or "".
func Hint(err error) string { return problem.Hint(err) }

// GenerateKeys makes a model owner's identity and writes it to dir's key file, under the passphrase or, if it is nil, in
// the clear. It never overwrites an existing key file.
func GenerateKeys(dir string, passphrase []byte) (*Keys, error) {
	return folder.GenerateKeys(dir, passphrase)
}

// LoadKeys reads dir's key file. passphrase is called only if the file is encrypted. If warning is not empty it is for the
// user.
func LoadKeys(dir string, passphrase func() ([]byte, error)) (keys *Keys, warning string, err error) {
	return folder.LoadKeys(dir, passphrase)
}

// KeyPath returns the path of dir's key file.
func KeyPath(dir string) string { return folder.KeyPath(dir) }

// CheckNoKeys fails if dir has a key file.
func CheckNoKeys(dir string) error { return folder.CheckNoKeys(dir) }
