package trustee

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/protocol/wire"
)

// The yes of the trustee's owner to one step of one training is a file, so that it can be given to a running program. It holds the
// digest of the close that it is for, and nothing for an accept, of which the training's id says everything.
const (
	yesAccept  = "accept"
	yesRelease = "release"
)

func yesPath(dir, step string, t wire.TrainingID) string {
	return filepath.Join(dir, step, t.String())
}

// yesTo is the content of the file of a yes to a request.
func yesTo(r Request) string {
	if r.Step == yesRelease {
		return r.Close.String()
	}
	return ""
}

// saidYes reports whether there is a yes to exactly this request; other reports one to another close of the training.
func saidYes(dir string, r Request) (yes, other bool) {
	b, err := os.ReadFile(yesPath(dir, r.Step, r.Training))
	if err != nil {
		return false, false
	}
	yes = strings.TrimSpace(string(b)) == yesTo(r)
	return yes, !yes
}

func sayYes(dir string, r Request) error {
	path := yesPath(dir, r.Step, r.Training)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	return durable.WriteFile(path, []byte(yesTo(r)))
}

// ShortDigits is the number of digits by which trainings and closes are shown to people.
const ShortDigits = 12

// leastDigits is the number of first digits that name a close: fewer might fit another one that is made to have them.
const leastDigits = 8

// Approve agrees to a training that waits for it: the running program accepts it. name is its id, or the first digits of
// it, at least four.
func Approve(dir, name string) (wire.TrainingID, error) {
	r, err := waitingFor(dir, yesAccept, name)
	if err != nil {
		return wire.TrainingID{}, err
	}
	return r.Training, sayYes(dir, *r)
}

// Release agrees to the release of a training that waits for it, for one close: closed is its digest as Status shows it, or the first
// digits of it, at least eight. If another close waits, or none is named, it agrees to nothing and describes the one that waits.
func Release(dir, name, closed string) (wire.TrainingID, error) {
	r, err := waitingFor(dir, yesRelease, name)
	if err != nil {
		return wire.TrainingID{}, err
	}
	what := fmt.Sprintf("the close that waits is %s, of %s", r.Close.String()[:ShortDigits], r.CloseText())
	switch {
	case closed == "":
		return wire.TrainingID{}, errors.New("no close is named: " + what)
	case len(closed) < leastDigits:
		return wire.TrainingID{}, fmt.Errorf("a close is named by at least %d digits: %s", leastDigits, what)
	case !strings.HasPrefix(r.Close.String(), strings.ToLower(closed)):
		return wire.TrainingID{}, errors.New("this is another close than the one that waits, and nothing is released: " + what)
	}
	return r.Training, sayYes(dir, *r)
}

// waitingFor returns the one request that a name stands for.
func waitingFor(dir, step, name string) (*Request, error) {
	waiting, err := Waiting(dir)
	if err != nil {
		return nil, err
	}
	var found []Request
	for _, r := range waiting {
		if r.Step == step && len(name) >= 4 && strings.HasPrefix(r.Training.String(), name) {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d trainings that wait for this begin with these digits; 'trustee status' lists them", len(found))
	}
	return &found[0], nil
}

// CloseText describes the close of a release for people: how many contributions it has, in which cells.
func (r *Request) CloseText() string {
	sizes := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(r.Cells)), ", "), "[]")
	text := fmt.Sprintf("%d contributions in cells of %s", r.Contributions-r.Struck, sizes)
	if r.Struck > 0 {
		text += fmt.Sprintf("; %d are struck", r.Struck)
	}
	return text
}
