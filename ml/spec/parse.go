package spec

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/blindfit/blindfit/crypto/phe"
	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
)

const (
	maxRows       = 1 << 30
	maxWeight     = 1 << 24
	maxL2         = 1e6
	maxNameLength = 200 // bytes
	maxFormula    = 4096
	maxWait       = 365 * 24 * time.Hour
)

// Parse reads a training file, fills in the defaults and checks it whole. The error names the path of the field and
// the rule, or the line and column of malformed JSON; if a field is to blame it wraps a *schema.FieldError.
func Parse(b []byte) (*File, error) {
	v, doc, err := strictjson.Parse(b, MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("failed to parse training file: %w", err)
	}
	f := read(v)
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("invalid training file: %w", err)
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("invalid training file: %w", err)
	}
	if rows := v.Field("predict"); rows.Present() {
		f.predict = f.readPredict(rows)
		if err := doc.Err(); err != nil {
			return nil, fmt.Errorf("invalid training file: %w", err)
		}
	}
	return f, nil
}

// read returns the file with its defaults. Failures are recorded in the document.
func read(v strictjson.Value) *File {
	v.Known("name", "about", "model", "features", "roles", "target", "survival", "formula", "missing", "scaling", "training",
		"bounds", "cohort", "site", "circle", "masking", "trustees", "contribution", "privacy", "inference", "disclosure", "key_bits", "holdout", "folds", "predict", "notes")
	f := &File{
		Name:     v.Field("name").String("Untitled training"),
		About:    readAbout(v.Field("about")),
		Model:    readModel(v.Field("model")),
		Features: schema.ParseFeatures(required(v, "features")),
		Missing:  word(v.Field("missing"), "missing"),
		Scaling:  word(v.Field("scaling"), "scaling"),
		Circle:   v.Field("circle").Bool(false),
		Masking:  word(v.Field("masking"), "masking"),
		Privacy:  readTarget(v.Field("privacy")),
		KeyBits:  int(v.Field("key_bits").Int(phe.DefaultBits, phe.MinBits, phe.MaxBits)),
		Holdout:  between(v.Field("holdout"), 0, 0, 0.5),
		Folds:    int(v.Field("folds").Int(0, 0, MaxFolds)),
	}
	readTrustees(v, f)
	if f.Site = word(v.Field("site"), "site"); f.Site == SiteNone {
		f.Site = "" // one canonical form of the default
	}
	readTargets(v, f) // of which more defaults depend
	f.takeRoles(schema.ParseFeatures(v.Field("roles")))
	f.chooseMethod(v.Field("model"), v.Field("training"))
	if f.Model.L1 > 0 && !v.Field("scaling").Present() { // as R's glmnet
		f.Scaling = ScalingFederated
	}
	f.Inference = readInference(v.Field("inference"))
	f.fillSteps()
	f.readFormula(v.Field("formula"))
	// The defaults of these depend on the model.
	f.Training = readTraining(v.Field("training"), f)
	f.Bounds = readBounds(v.Field("bounds"), f)
	f.Cohort = readCohort(v.Field("cohort"), f)
	readPrivacy(v.Field("privacy"), f)
	f.Disclosure = readDisclosure(v.Field("disclosure"), f)
	if f.Circle && f.Private() {
		v.Field("circle").Fail("belongs to exact sums, which have no privacy")
	}
	_ = v.Field("notes").Strings() // for people, and never sent
	if f.KeyBits%64 != 0 {
		v.Field("key_bits").Fail("must be a multiple of 64")
	}
	name := v.Field("name")
	if f.Name == "" || len(f.Name) > maxNameLength || f.Name != strings.TrimSpace(f.Name) || hasControl(f.Name) {
		name.Fail("must be 1 to %d bytes of text without control characters or spaces at its ends", maxNameLength)
	}
	return f
}

// readFormula derives the columns of a formula. The other fields of the schema are read.
func (f *File) readFormula(v strictjson.Value) {
	if f.Formula = v.String(""); f.Formula == "" {
		return
	}
	if f.Describes() {
		v.Fail("belongs to models: %s takes its features as they are", f.Model.Kind)
		return
	}
	if len(f.Formula) > maxFormula {
		v.Fail("at most %d bytes are accepted", maxFormula)
		return
	}
	s, err := schema.Derive(f.Formula, f.Features, f.Target, f.Missing)
	if err == nil {
		err = s.Validate()
	}
	if err == nil && f.Hazards() {
		err = f.deriveTimed()
	}
	var field *schema.FieldError
	switch {
	case err == nil:
	case errors.As(err, &field) && field.Path == "formula":
		v.Fail("%s", field.Rule)
		return
	case f.Schema().Validate() != nil:
		return // check reports it
	default:
		v.Fail("%v", err)
		return
	}
	s.Roles = f.Roles
	f.derived = s
}

// deriveTimed derives the columns of a formula for hazards, with the response R's Surv(time, event) or nothing.
func (f *File) deriveTimed() (err error) {
	left, _, _ := strings.Cut(f.Formula, "~")
	response := strings.NewReplacer(" ", "", "`", "").Replace(left)
	want := strings.ReplaceAll("Surv("+f.Survival.Time+","+f.Survival.Event, " ", "")
	if rest, ok := strings.CutPrefix(response, want); response != "" && (!ok || rest != ")" && !strings.HasPrefix(rest, "==")) {
		return &schema.FieldError{Path: "formula", Rule: fmt.Sprintf("must begin with Surv(%s, %s) ~, as survival declares them, or with ~", f.Survival.Time, f.Survival.Event)}
	}
	times := f.Survival.Features()
	f.timed, err = schema.DeriveTimed(f.Formula, f.Features, [2]schema.Feature{times[0], times[1]}, f.Missing)
	return err
}

// fillSteps writes down the steps of whole numbers and ranks. Noise is larger than the gain of a step, and smaller on the
// narrowest range, so a private training has none.
func (f *File) fillSteps() {
	for i := range f.Features {
		f.Features[i] = f.withStep(f.Features[i])
	}
	if f.Target.Type.Numeric() {
		f.Target = f.withStep(f.Target)
	}
}

func (f *File) withStep(x schema.Feature) schema.Feature {
	if f.Private() || f.Describes() { // with bins that divide declared ranges
		x.Step = nil
		return x
	}
	return x.WithStep()
}

func required(v strictjson.Value, name string) strictjson.Value {
	field := v.Field(name)
	if !field.Present() {
		field.Fail("is needed")
	}
	return field
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func between(v strictjson.Value, fallback, low, high float64) float64 {
	x := v.Float(fallback)
	if x < low || x > high || math.IsNaN(x) {
		v.Fail("must be a number from %v to %v", low, high)
	}
	return x
}

// takeRoles moves the features that have a role to roles, which a canonical file has already.
func (f *File) takeRoles(roles []schema.Feature) {
	f.Roles = roles
	var features []schema.Feature
	for _, x := range f.Features {
		if x.Role == "" {
			features = append(features, x)
		} else {
			f.Roles = append(f.Roles, x)
		}
	}
	f.Features = features
}
