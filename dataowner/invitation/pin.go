package invitation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/dataowner/problem"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/protocol/identity"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Pin is an owner's yes once and for all: to one model owner, and to a training file that no training of its may go
// beyond. It lets rows be contributed unattended.
type Pin struct {
	modelOwner string // words or hexadecimal identity
	file       *spec.File
}

// NewPin pins a model owner, by the words of its identity or in hexadecimal, and a training file (JSON). Errors name the
// field and the rule.
func NewPin(modelOwner string, file []byte) (*Pin, error) {
	if _, err := wire.ParseIdentity(modelOwner); err != nil && !identity.IsWords(modelOwner) {
		return nil, errors.New("malformed model owner: must be the words of its fingerprint, or its identity in hexadecimal")
	}
	f, err := spec.Parse(file)
	if err != nil {
		return nil, err
	}
	return &Pin{modelOwner, f}, nil
}

// free are the fields of a training file that disclose nothing, and weaker those in which a training may ask for less than
// the pinned file. In all others it must be the same.
var free = []string{"name", "cohort.start", "cohort.max", "cohort.join_timeout"}

var weaker = map[string]func(asked, pinned float64) bool{
	"cohort.min":      func(asked, pinned float64) bool { return asked >= pinned },
	"training.rounds": func(asked, pinned float64) bool { return asked <= pinned },
	"privacy.epsilon": func(asked, pinned float64) bool { return asked <= pinned && asked > 0 },
	"privacy.delta":   func(asked, pinned float64) bool { return asked <= pinned && asked > 0 },
	// It follows from epsilon, delta and the number of sums, or is more than they need.
	"privacy.noise_multiplier": func(asked, _ float64) bool { return asked > 0 },
}

// Check returns a problem.Pinned that names the field if the training is of a different model owner, or if its file
// differs from the pinned one in anything but a weaker demand.
func (p *Pin) Check(t *Terms) error {
	const hint = "Compare the training with the pinned file; join it by hand if it is right."
	owner := t.Manifest.ModelOwner
	if p.modelOwner != owner.String() && p.modelOwner != identity.Words(owner) {
		return problem.Errorf(problem.Pinned, hint, "the model owner (%s) is not the pinned one", identity.Words(owner))
	}
	asked, err := fields(t.File)
	if err != nil {
		return err
	}
	pinned, err := fields(p.file)
	if err != nil {
		return err
	}
	all := maps.Clone(asked)
	maps.Copy(all, pinned)
	for _, path := range slices.SortedFunc(maps.Keys(all), p.byPlace) {
		a, p := asked[path], pinned[path]
		if a == p || slices.Contains(free, path) {
			continue
		}
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(p, 64)
		if rule := weaker[path]; rule == nil || errX != nil || errY != nil || !rule(x, y) {
			return problem.Errorf(problem.Pinned, hint, "%s: is %s, pinned is %s", path, shown(a), shown(p))
		}
	}
	return nil
}

// byPlace orders paths as the pinned file has their first parts, so that the most telling difference is named.
func (p *Pin) byPlace(a, b string) int {
	text := string(p.file.Canonical())
	place := func(path string) int {
		top, _, _ := strings.Cut(path, ".")
		top, _, _ = strings.Cut(top, "[")
		return strings.Index(text, `"`+top+`":`)
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), strings.Compare(a, b))
}

// shown is a value of a training file in a message.
func shown(value string) string {
	if value == "" {
		return "missing"
	}
	return value
}

// fields returns the canonical form of a training file as one value for each path, such as "features[0].name".
func fields(f *spec.File) (map[string]string, error) {
	d := json.NewDecoder(bytes.NewReader(f.Canonical()))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("failed to read training file: %w", err)
	}
	out := map[string]string{}
	flatten("", v, out)
	return out, nil
}

func flatten(path string, v any, out map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			sub := name
			if path != "" {
				sub = path + "." + name
			}
			flatten(sub, field, out)
		}
	case []any:
		for i, item := range v {
			flatten(fmt.Sprintf("%s[%d]", path, i), item, out)
		}
	case string:
		out[path] = v
	default:
		out[path] = fmt.Sprint(v)
	}
}
