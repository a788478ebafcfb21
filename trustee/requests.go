package trustee

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/internal/durable"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
	"github.com/blindfit/blindfit/trustee/answer"
)

// Request is a step of a training that waits for the trustee's owner.
type Request struct {
	Step        string          `json:"step"` // accept or release
	Training    wire.TrainingID `json:"training"`
	Words       string          `json:"words"` // of the training
	Name        string          `json:"name"`
	ModelOwner  string          `json:"model_owner"` // words
	Facilitator string          `json:"facilitator"`
	Kind        string          `json:"kind"`
	Columns     []string        `json:"columns"`
	Epsilon     float64         `json:"epsilon"`
	Delta       float64         `json:"delta"`
	Unit        string          `json:"unit"`
	Batch       int             `json:"batch"`           // fewest contributions of a cell
	About       *spec.About     `json:"about,omitempty"` // the asker's own words, without its logo

	// Of a release.
	Close         wire.Digest `json:"close,omitzero"`
	Contributions int         `json:"contributions,omitempty"` // of the closing
	Struck        int         `json:"struck,omitempty"`        // of them, by all trustees
	Cells         []int       `json:"cells,omitempty"`         // contributions in each
}

func newRequest(step string, t *answer.Training, facilitator string) Request {
	f := t.File
	r := Request{
		Step: step, Training: t.Gathering.Training, Words: identity.Words(t.Gathering.Training), Name: f.Name, ModelOwner: identity.Words(t.ModelOwner), Facilitator: facilitator,
		Kind: f.Model.Kind, Epsilon: f.Privacy.Epsilon, Delta: f.Privacy.Delta, Unit: string(f.Privacy.Unit), Batch: f.Cohort.Batch,
	}
	for _, c := range f.Features {
		r.Columns = append(r.Columns, c.Name)
	}
	if f.Target.Name != "" {
		r.Columns = append(r.Columns, f.Target.Name)
	}
	if f.About != nil {
		about := *f.About
		about.Logo = ""
		r.About = &about
	}
	return r
}

// desk is where steps wait for the yes of the trustee's owner: in files, or on a page.
type desk interface {
	// ask notes that a step waits, and reports whether it has its yes.
	ask(r Request) (yes bool, err error)
	// saidYes reports whether a step that waits has its yes.
	saidYes(step string, t wire.TrainingID) bool
	// over drops the steps of a training that has ended.
	over(t wire.TrainingID)
}

// folder is the desk of a program, in the files of its folder.
type folder string

const waitingDir = "waiting"

func (f folder) path(step string, t wire.TrainingID) string {
	return filepath.Join(string(f), waitingDir, step+"-"+t.String()+".json")
}

func (f folder) saidYes(step string, t wire.TrainingID) bool {
	yes, _ := saidYes(string(f), Request{Step: step, Training: t})
	return yes
}

func (f folder) over(t wire.TrainingID) {
	for _, step := range []string{yesAccept, yesRelease} {
		_ = os.Remove(f.path(step, t)) // it is shown in vain otherwise, and no more
	}
}

func (f folder) ask(r Request) (yes bool, err error) {
	path := f.path(r.Step, r.Training)
	yes, other := saidYes(string(f), r)
	if yes {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return false, fmt.Errorf("failed to write folder: %w", err)
		}
		return true, nil
	}
	if other { // to a close that does not wait any more
		if err := os.Remove(yesPath(string(f), r.Step, r.Training)); err != nil {
			return false, fmt.Errorf("failed to write folder: %w", err)
		}
		err = ErrOtherClose
	}
	if e := f.wait(path, r); e != nil {
		return false, e
	}
	return false, err
}

// ErrOtherClose means that the yes of the trustee's owner was for another close than the one that has to be released.
var ErrOtherClose = errors.New("the yes was for another close than the facilitator shows now, and nothing is released: 'trustee status' shows this one")

// wait writes down that a step waits.
func (f folder) wait(path string, r Request) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("failed to marshal request: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("failed to make folder: %w", err)
	}
	return durable.WriteFile(path, append(b, '\n'))
}

// Waiting lists the steps that wait for the trustee's owner, by name of their files.
func Waiting(dir string) ([]Request, error) {
	entries, err := os.ReadDir(filepath.Join(dir, waitingDir))
	if errors.Is(err, os.ErrNotExist) {
		return []Request{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("failed to list requests: %w", err)
	}
	out := []Request{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, waitingDir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("failed to read request: %w", err)
		}
		var r Request
		if err := json.Unmarshal(b, &r); err != nil {
			return nil, fmt.Errorf("malformed request %s", e.Name())
		}
		if yes, _ := saidYes(dir, r); !yes {
			out = append(out, r)
		}
	}
	return out, nil
}

// Rules are the trainings that a trustee accepts without asking its owner.
type Rules struct {
	ModelOwners []string `json:"model_owners"` // words or identities in hexadecimal
	Kinds       []string `json:"kinds"`        // of models; any if empty
	MaxEpsilon  float64  `json:"max_epsilon"`  // 0: no limit
}

// ParseRules reads rules in JSON.
func ParseRules(b []byte) (*Rules, error) {
	var r Rules
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, errors.New(`malformed rules: must be like {"model_owners": ["words"], "kinds": ["linear_regression"], "max_epsilon": 1}`)
	}
	if len(r.ModelOwners) == 0 {
		return nil, errors.New("invalid rules: model_owners must name at least one")
	}
	for i, m := range r.ModelOwners {
		if _, err := wire.ParseIdentity(m); err != nil && !identity.IsWords(m) {
			return nil, fmt.Errorf("invalid rules: model_owners[%d] must be the words of its fingerprint, or its identity in hexadecimal", i)
		}
	}
	if r.MaxEpsilon < 0 {
		return nil, errors.New("invalid rules: max_epsilon must not be negative")
	}
	return &r, nil
}

// allow reports whether the rules accept a training. Nil rules accept none.
func (r *Rules) allow(t *answer.Training) bool {
	if r == nil {
		return false
	}
	owner := slices.Contains(r.ModelOwners, t.ModelOwner.String()) || slices.Contains(r.ModelOwners, identity.Words(t.ModelOwner))
	kind := len(r.Kinds) == 0 || slices.Contains(r.Kinds, t.File.Model.Kind)
	return owner && kind && (r.MaxEpsilon == 0 || t.File.Privacy.Epsilon <= r.MaxEpsilon)
}
