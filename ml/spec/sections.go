package spec

import (
	"slices"
	"time"

	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/meta"
	"github.com/blindfit/blindfit/ml/model"
	"github.com/blindfit/blindfit/ml/optim"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/protocol/wire"
)

// maxHidden and maxUnits bound a perceptron's layers and the units of each.
const (
	maxHidden = 8
	maxUnits  = 4096
)

func readModel(v strictjson.Value) Model {
	v.Known("kind", "link", "group", "weights", "method", "l2", "l1", "hidden", "class_weights")
	m := Model{
		Kind:   word(v.Field("kind"), "model.kind"),
		Link:   v.Field("link").String(""),
		Group:  v.Field("group").String(""),
		Method: word(v.Field("method"), "model.method"),
		L2:     between(v.Field("l2"), 0, 0, maxL2),
		L1:     between(v.Field("l1"), 0, 0, maxL2),
	}
	m.Weights = word(v.Field("weights"), "model.weights")
	for _, item := range v.Field("hidden").List() {
		m.Hidden = append(m.Hidden, int(item.Int(1, 1, maxUnits)))
	}
	if len(m.Hidden) > maxHidden {
		v.Field("hidden").Fail("at most %d hidden layers are accepted", maxHidden)
	}
	for _, item := range v.Field("class_weights").List() {
		m.ClassWeights = append(m.ClassWeights, between(item, 1, 1e-3, 1e3))
	}
	return m
}

// MaxNewtonRounds bounds the rounds of Newton's method: each shows the sum of another score. The usual number is below ten.
const MaxNewtonRounds = 25

// chooseMethod sets the method of a file that names none: Newton's for exact sums on shared weights in a circle, unless
// options of other methods are given. It sets shared weights too where a kind or a method needs them.
func (f *File) chooseMethod(model, training strictjson.Value) {
	named, shared := model.Field("method").Present(), model.Field("weights").Present()
	kind := f.Kind()
	if !shared && (named && f.newtons() || f.Model.Method != OneRound && kind.LeastSquares(schema.Feature{}) == nil) {
		f.Model.Weights = Shared
	}
	needs := kind.Shares()
	exact := f.Circle && f.Privacy.Epsilon == 0
	if !named && f.Model.Weights == Shared && (needs || exact && !kind.Hidden() && !training.Field("optimizer").Present() && !training.Field("local_steps").Present()) {
		f.Model.Method = Newton
	}
}

// readInference reads the options of standard errors.
func readInference(v strictjson.Value) Inference {
	v.Known("errors", "firth", "level", "contrasts", "effects", "residuals", "egger")
	i := Inference{
		Errors: word(v.Field("errors"), "inference.errors"), Firth: v.Field("firth").Bool(false), Effects: v.Field("effects").Bool(false),
		Residuals: v.Field("residuals").Bool(false), Egger: v.Field("egger").Bool(false),
		Level: between(v.Field("level"), model.DefaultLevel, 0.5, 0.9999),
	}
	if i.Errors == ErrorsModel {
		i.Errors = "" // one canonical form of the default
	}
	if i.Level == model.DefaultLevel {
		i.Level = 0
	}
	for at, item := range v.Field("contrasts").List() {
		text := item.String("")
		if text == "" || len(text) > maxContrast || at == maxContrasts {
			item.Fail("must have 1 to %d characters, and there may be %d contrasts", maxContrast, maxContrasts)
			break
		}
		i.Contrasts = append(i.Contrasts, text)
	}
	return i
}

// The longest contrast, and the most of them.
const (
	maxContrast  = 500
	maxContrasts = 100
)

// readTraining reads the options of the method. The model and the features of f are already read.
func readTraining(v strictjson.Value, f *File) Training {
	v.Known("rounds", "optimizer", "learning_rate", "local_steps", "proximal", "schedule", "stop", "tolerance", "patience")
	t := Training{
		Optimizer:  word(v.Field("optimizer"), "training.optimizer"),
		LocalSteps: int(v.Field("local_steps").Int(1, 1, 1<<20)),
		Proximal:   between(v.Field("proximal"), 0, 0, 1e6),
		Schedule:   word(v.Field("schedule"), "training.schedule"),
		Stop:       word(v.Field("stop"), "training.stop"),
		Tolerance:  between(v.Field("tolerance"), 0, 0, 1),
		Patience:   int(v.Field("patience").Int(0, 0, wire.MaxRounds)),
	}
	if t.Schedule == optim.Constant {
		t.Schedule = ""
	}
	if t.Stop == stopAuto {
		t.Stop = ""
	}
	rounds := v.Field("rounds")
	switch {
	case rounds.IsString():
		if rounds.Text() != StopFixed {
			rounds.Fail(`must be a number, not a string, or "fixed" to run all rounds in any case`)
		}
		t.Stop, t.Rounds = StopFixed, f.defaultRounds(t)
	default:
		most := int64(wire.MaxRounds)
		switch f.Model.Method {
		case Newton:
			most = MaxNewtonRounds
		case Meta:
			most = 1
		}
		t.Rounds = int(rounds.Int(int64(f.defaultRounds(t)), 1, most))
	}
	rate := v.Field("learning_rate")
	switch {
	case rate.IsString():
		if rate.Text() != "auto" {
			rate.Fail(`must be "auto" or a number greater than 0`)
		}
	case rate.Present():
		t.LearningRate = Rate(rate.Float(0))
		if !(t.LearningRate > 0) || t.LearningRate > 1e6 {
			rate.Fail(`must be "auto" or a number greater than 0, at most 1e6`)
		}
	}
	return t
}

// defaultRounds returns the rounds of a file without a number: enough for conjugate gradient to reach the optimum of
// any table with these columns, and for first-order steps as many as most need.
func (f *File) defaultRounds(t Training) int {
	switch {
	case f.Model.Method == Meta:
		return 1
	case f.Model.Method == Newton:
		return MaxNewtonRounds
	case f.Model.Weights == Encrypted && t.Optimizer != optim.GradientDescent:
		return max(50, f.Schema().Width()+1)
	case f.Private():
		return 40 // every round takes its part of the same epsilon
	case f.Model.Weights == Encrypted, t.LocalSteps > 1:
		return 50
	}
	return 200
}

// MaxCircleWeight bounds the weights that owners of a circle read: the larger a weight, the fewer rows decide an update,
// and no noise hides them.
const MaxCircleWeight = 64

func readBounds(v strictjson.Value, f *File) Bounds {
	v.Known("rows", "weight", "update")
	rows := int64(1 << 20)
	if f.Contribution == ContributionPerson {
		rows = 1
	}
	b := Bounds{Rows: v.Field("rows").Int(rows, 1, maxRows)}
	if f.Circle && f.Model.Weights == Shared {
		b.Weight = v.Field("weight").Int(MaxCircleWeight, 1, MaxCircleWeight)
	} else {
		b.Weight = v.Field("weight").Int(256, 1, maxWeight)
	}
	update := v.Field("update")
	if f.Model.Weights == Shared {
		b.Update = between(update, 64, 1e-3, 1e6)
	} else if update.Present() {
		update.Fail("belongs to shared weights")
	}
	return b
}

// readCohort reads the cohort. If weights are shared and nothing hides one owner in a sum, all others together can
// subtract their part from it.
func readCohort(v strictjson.Value, f *File) Cohort {
	v.Known("min", "max", "start", "join_timeout", "batch", "close")
	if f.Masking == MaskingTrustees {
		return readGathered(v, f)
	}
	for _, name := range []string{"batch", "close"} {
		if v.Field(name).Present() {
			v.Field(name).Fail("belongs to the masking %s", MaskingTrustees)
		}
	}
	least, why := 3, "with fewer owners a sum gives single ones away"
	if f.Model.Weights == Shared && f.Privacy.Epsilon == 0 && !f.Circle {
		least, why = 5, "without differential privacy all owners but one can compute the update of the last one from shared weights"
	}
	if f.Model.Method == Meta {
		least, why = meta.LeastOwners, "with fewer data owners the sums of a meta-analysis could tell their estimates"
	}
	if f.Inference.Egger {
		least, why = meta.EggerOwners, "Egger's test adds an equation in the estimates of data owners, so that with fewer of them less of each would be open than without it"
	}
	c := Cohort{Min: int(v.Field("min").Int(int64(least), 1, wire.MaxOwners))}
	if c.Min < least {
		v.Field("min").Fail("must be at least %d: %s", least, why)
	}
	c.Max = int(v.Field("max").Int(int64(max(64, c.Min)), 1, wire.MaxOwners))
	if c.Max < c.Min {
		v.Field("max").Fail("must be at least cohort.min (%d)", c.Min)
	}
	c.Start = int(v.Field("start").Int(int64(c.Min), 1, wire.MaxOwners))
	if c.Start < c.Min || c.Start > c.Max {
		v.Field("start").Fail("must be from cohort.min (%d) to cohort.max (%d)", c.Min, c.Max)
	}
	c.JoinTimeout = readJoinTimeout(v)
	return c
}

func readJoinTimeout(v strictjson.Value) Duration {
	timeout := v.Field("join_timeout")
	span, err := time.ParseDuration(timeout.String("168h"))
	if err != nil || span < time.Second || span > maxWait || span%time.Millisecond != 0 {
		timeout.Fail(`must be a time span like "168h" or "90m", from 1s to 8760h`)
	}
	return Duration(span)
}

// readDisclosure reads the demands on an owner's rows, which a file can only raise.
func readDisclosure(v strictjson.Value, f *File) Disclosure {
	v.Known("min_rows", "rare")
	rows := v.Field("min_rows")
	least := int(rows.Int(DefaultMinRows, DefaultMinRows, f.Bounds.Rows))
	if least == DefaultMinRows {
		least = 0 // one canonical form of the default
	}
	d := Disclosure{MinRows: least}
	rare := v.Field("rare")
	if d.Rare = word(rare, "disclosure.rare"); d.Rare == RareAsk {
		d.Rare = ""
		return d
	}
	switch {
	case f.Private(): // one row more or less could merge a level, and noise for single rows does not cover that
		rare.Fail("must be %s in a training with privacy: its noise covers rare levels", RareAsk)
	case f.Formula != "":
		rare.Fail("must be %s with a formula, which makes several columns of a level", RareAsk)
	case !slices.ContainsFunc(f.Features, func(f schema.Feature) bool { return f.Other != "" }):
		rare.Fail(`%s needs a nominal feature with "other", the level that rare ones are counted as`, RareOther)
	}
	return d
}
