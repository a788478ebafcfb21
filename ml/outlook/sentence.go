package outlook

import (
	"fmt"

	"github.com/blindfit/blindfit/ml/dp"
	"github.com/blindfit/blindfit/ml/spec"
)

// Sentence describes the outlook for people, as lower-case words without a period. useless reports that a result would have
// next to nothing.
func (r *Reference) Sentence(o Outlook) (text string, useless bool) {
	text = fmt.Sprintf("with %s noise leaves about %.0f %% of what the columns explain", r.count(o), 100*max(0, min(1, o.Explained)))
	if o.Effect < 0.95 {
		text += fmt.Sprintf(", draws the effect that suffers most to about %.0f %% of its size", 100*max(0, o.Effect))
	}
	if x := r.file.Target; x.Type.Numeric() && x.Min != nil && x.Max != nil {
		unit := ""
		if x.Unit != "" {
			unit = " " + x.Unit
		}
		text += fmt.Sprintf(", and moves the effect of a column over its whole range, or of a level, by about ±%.2g%s", o.Error*(*x.Max-*x.Min), unit)
	}
	return text, o.Useless()
}

// count is the clause about the numbers of contributions and of cells.
func (r *Reference) count(o Outlook) string {
	what := fmt.Sprintf("%d contributions", o.Contributions)
	if r.file.Privacy.Unit == dp.RecordUnit && o.Units > o.Contributions {
		what += fmt.Sprintf(" of %d rows", o.Units/o.Contributions)
	}
	return what + " in " + cellsText(o.Cells)
}

// EnoughSentence is the sentence about how many contributions make a useful result; enough is that of Enough.
func EnoughSentence(enough int) string {
	if enough == 0 {
		return "no number of contributions is enough: raise epsilon, take fewer columns, or ranges that fit the data more closely"
	}
	return fmt.Sprintf("about %d contributions are enough for %.0f %% of it and three quarters of every effect; a larger epsilon, fewer columns, or ranges that fit the data more closely need fewer", enough, 100*Useful)
}

// LossSentence is the sentence about the cost of bad contributions, those that no trustee can tell from good ones, if so many contributions are
// opened in so many cells, of equal size as far as that goes. A cell with one is dropped whole, since nobody can see which of them it is.
func LossSentence(contributions, cells int) string {
	if cells < 2 {
		return fmt.Sprintf("one bad contribution loses all %d: no model can be made of them, and there is no second close", contributions)
	}
	lost := fmt.Sprint(contributions / cells)
	if contributions%cells > 0 {
		lost += fmt.Sprintf(" or %d", contributions/cells+1)
	}
	return fmt.Sprintf("one bad contribution loses its whole cell, %s of the %d; %d of them, one in each cell, lose all, and there is no second close", lost, contributions, cells)
}

// Basis describes the assumptions of the outlook.
const Basis = "estimated on made-up rows whose values fill the declared ranges as a bell curve, and whose columns explain half of the target's variance; where data fill less of the ranges noise weighs more"

// Before returns the sentences that a model owner needs before it creates or closes a training: about so many contributions in
// so many cells, and if they are not enough how many are. It returns none for a training of which this package knows nothing.
func Before(f *spec.File, contributions, cells int) (lines []string, useless bool, err error) {
	if f.Describes() {
		c, err := Describe(f, contributions, cells)
		if err != nil {
			return nil, false, err
		}
		if lines = append(lines, c.Sentence()); !c.Useful() {
			enough, err := EnoughToDescribe(f)
			if err != nil {
				return nil, false, err
			}
			lines = append(lines, EnoughToDescribeSentence(enough))
		}
		return lines, c.Useless(), nil
	}
	r, err := New(f)
	if err != nil {
		return nil, false, err
	}
	o := r.At(contributions, cells)
	text, useless := r.Sentence(o)
	if lines = append(lines, text); !o.Useful() {
		lines = append(lines, EnoughSentence(r.Enough()))
	}
	return lines, useless, nil
}
