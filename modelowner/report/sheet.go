package report

import (
	"cmp"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner/words"
	"github.com/blindfit/blindfit/protocol/wire"
)

// Sheet answers the questions of a data-protection officer about a training, from its training file alone.
type Sheet struct {
	Purpose   string
	Asker     []Named  // the model owner's facts about itself, with room to write for missing ones
	Leaves    []string // data that leaves a data owner's machine
	Stays     []string // data that does not
	Sees      []Party
	Measures  []string
	Remaining []string // risks that are left
}

// Party is one party of a training and the data that it sees.
type Party struct {
	Name    string
	Sees    string
	SeesNot string
}

// Named is a text with its name.
type Named struct{ Name, Text string }

// asker are the lines about the model owner.
func asker(f *spec.File, w *words.Words) []Named {
	about := cmp.Or(f.About, &spec.About{})
	lines := []Named{{w.Say("Controller"), about.Controller}, {w.Say("Legal basis"), about.LegalBasis}, {w.Say("Contact"), about.Contact}}
	for i := range lines {
		lines[i].Text = cmp.Or(lines[i].Text, "………………………………")
	}
	for _, l := range []Named{{w.Say("Organisation"), about.Organisation}, {w.Say("Approved by"), about.Approval}, {w.Say("Approval number"), about.ApprovalNumber},
		{w.Say("Results are kept"), about.Retention}} {
		if l.Text != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

func newSheet(f *spec.File, w *words.Words) Sheet {
	s := Sheet{
		Purpose: w.Sayf("To fit a model (%s) that predicts “%s” from %d features, over the rows of at least %d data owners together.",
			w.Say(f.Kind().Title()), f.Target.Name, len(f.Features), f.Cohort.Min),
		Stays: []string{
			w.Say("Every row and every value in it. Rows are read by the page or the program on the data owner's own machine and are not sent, not even encrypted."),
			w.Say("The file's name, the columns that the training does not ask for, and how many rows one data owner has: sums hold the number of all rows together."),
		},
		Measures: []string{
			w.Sayf("Paillier encryption under a key of %d bits; only the model owner can decrypt.", f.KeyBits),
			w.Say("Masks: each upload is also masked so that it opens only in the sum over all owners of its round. This holds even if the model owner and the facilitator work together."),
			w.Sayf("A sum is opened over at least %d owners. Data owners' programs refuse anything else.", f.Cohort.Min),
			w.Say("Every message is signed; each round binds all owners to the same list and the same model. Every data owner keeps a receipt of all that left, and can prove from it that its upload was counted."),
			w.Say("Encrypted uploads are erased once the model owner has used their sum, unless the operator of the facilitator has agreed with the owners to keep them for a time."),
		},
		Remaining: []string{
			w.Say("A sum over few rows discloses much about them. Blindfit enforces a least number of data owners, not of rows."),
			w.Say("If all data owners but one were puppets of the model owner, a sum would be that one owner's. Owners can compare the words of the others with people they know."),
			w.Say("A data owner can contribute false rows. That bends the model; it reveals nothing."),
			w.Say("The machine and the browser of a data owner have to be trustworthy. The page served by the facilitator has to be the published one: the single-file page and the programs can be verified."),
		},
	}
	if f.Hazards() {
		s.Purpose = w.Sayf("To fit how the hazard of an event (%s, by %s) depends on %d features (%s), over the rows of at least %d data owners together.",
			f.Survival.Event, f.Survival.Time, len(f.Features), w.Say(f.Kind().Title()), f.Cohort.Min)
	}
	if f.Describes() {
		s.Purpose = w.Sayf("To describe %d columns by counts and sums, without a model, over the rows of at least %d data owners together.", len(f.Schema().Features), f.Cohort.Min)
	}
	if about := f.About; about != nil && about.Purpose != "" {
		s.Purpose = about.Purpose + " " + s.Purpose
	}
	s.Asker = asker(f, w)
	s.Leaves, s.Sees = leaves(f, w), parties(f, w)
	if f.Privacy.Epsilon > 0 {
		unit := w.Say("data owner, with all of its rows,")
		if f.Privacy.Unit == dp.RecordUnit {
			unit = w.Say("row")
		}
		s.Measures = append(s.Measures, w.Sayf("Differential privacy: noise from each data owner's own machine keeps the whole training within ε = %g and δ = %g for every single %s whether it takes part or not. Each data owner's program keeps the account itself.", f.Privacy.Epsilon, f.Privacy.Delta, unit))
	} else {
		s.Remaining = append(s.Remaining, w.Say("Without differential privacy the exact sums, and the model made of them, are known to those named above. An unusual row can leave traces in a model."))
		if f.Model.Weights == spec.Shared {
			s.Remaining = append(s.Remaining, w.Say("All other data owners together can compute one owner's updates, because each of them sees the weights of every round. A model owner that departs from the method could choose weights at which a sum discloses single rows."))
		}
	}
	return s
}

// leaves lists the data that is sent, by the rounds that the training has.
func leaves(f *spec.File, w *words.Words) []string {
	var out []string
	for _, r := range f.RoundShapes() {
		what := map[wire.RoundKind]string{
			wire.RoundStatistics: w.Say("counts, sums and sums of squares of the columns, once"),
			wire.RoundOneRound:   w.Say("the sums of squares and products of the columns, once"),
			wire.RoundGradient:   w.Say("one update to the model in each round"),
			wire.RoundEvaluation: w.Say("how well the model fits, at the end"),
		}[r.Kind]
		if f.Model.Method == spec.Newton {
			switch r.Kind {
			case wire.RoundGradient:
				what = w.Say("the score and the weighted products of every two columns, in each round")
			case wire.RoundEvaluation:
				what = w.Say("how well the model fits, and what its standard errors need, at the end")
			}
		}
		if f.Model.Method == spec.Meta {
			what = "of each estimate that the owner's program makes of its own rows, its precision, and the estimate and its square times the precision, once"
			if r.Kind == wire.RoundEvaluation {
				what = "the same with precisions that count how much estimates vary between owners, once"
			}
		}
		if f.Describes() {
			what = w.Say("counts of levels and of ranges of numbers, sums, squares and products of numbers, once")
			if f.Private() {
				what = w.Say("counts of levels and of ranges of numbers, sums and squares of numbers, once")
			}
		}
		times := ""
		if r.Most > 1 {
			times = w.Sayf(", in at most %d rounds", r.Most)
		}
		out = append(out, w.Sayf("%s: %d numbers, masked and encrypted%s", what, r.Values, times))
	}
	return append(out, w.Say("a fresh public identity that discloses nothing about the owner, and signatures; the facilitator also sees network addresses and times"))
}

// Parties returns the data that each party sees, which depends on the parties that may see the weights, in English.
func Parties(f *spec.File) []Party { return parties(f, words.English()) }

func parties(f *spec.File, w *words.Words) []Party {
	shared := f.Model.Weights == spec.Shared
	owner := Party{w.Say("Other data owners"), w.Say("how many owners take part and when they are present"), w.Say("rows, updates, sums or the model: its weights travel encrypted")}
	if shared {
		owner = Party{w.Say("Other data owners"), w.Say("the model after each round, and with it the sum of each round over all owners"), w.Say("rows, or one owner's update")}
	}
	exact := w.Say("the model, and the sum of each round over all owners, with the number of all rows")
	switch {
	case f.Describes():
		exact = w.Say("the counts and sums over all owners, with the number of all rows")
		if f.Private() {
			exact += w.Say(", all of it with noise")
		}
		owner = Party{w.Say("Other data owners"), w.Say("how many owners take part and when they are present"), w.Say("rows, uploads or sums")}
	case f.Private():
		exact += w.Say(", all of it with noise")
	case !shared:
		exact = w.Say("the model, and the number of all rows; the sums of squares and products of all columns over all owners, which follow from the rounds")
	}
	return []Party{
		{w.Say("The model owner"), exact, w.Say("rows, one owner's update, or the names of the owners, unless they disclose them")},
		{w.Say("The facilitator (server)"), w.Say("identities, addresses, times and sizes of messages, the number of rounds"), w.Say("rows, column names, updates, sums or the model")},
		owner,
	}
}
