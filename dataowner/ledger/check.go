package ledger

import (
	"fmt"
	"slices"

	"github.com/blindfit/blindfit/dataowner/disclosure"
)

// Part is one sum of a training as far as it is opened: all its rows, one side of a holdout, or a fold.
type Part struct {
	Line int  `json:"line"`           // of the earlier sum; -1 for the training at hand
	Held bool `json:"held"`           // the side that is held back
	Fold int  `json:"fold,omitempty"` // the number of the fold, from 0
}

// now is the training at hand among Parts.
const now = -1

// Agreed is a finding about a class of rows that the owner said yes to. It is asked again only if a later sum of the same
// class brings new columns.
type Agreed struct {
	Rule disclosure.Rule `json:"rule"`
	// Parts are the earlier sums that the rows were in; In is set if they are in the sum in which the yes was given.
	Parts []Part `json:"parts"`
	In    bool   `json:"in"`
	Rows  int    `json:"rows"`
}

// Finding is the result of one check in one class of rows, with the record of a yes to it.
type Finding struct {
	disclosure.Finding
	Yes Agreed `json:"-"`
}

// Report is a disclosure.Report, without the findings that the owner agreed to before.
type Report struct {
	Findings []Finding
	Lacks    []string
}

// source is a sum of which the rows are checked.
type source struct {
	Part
	encoding []byte
	in       func(i int) bool
}

// sources returns the sums that the training is about to give and all earlier exact sums, each side of a holdout, or fold, by
// itself.
func (k *Look) sources(sides bool) []source {
	all := []source{{Part{Line: now}, k.training.Encoding, func(i int) bool { return k.used[i] }}}
	if sides && k.training.divides() {
		all = nil
		for side := range k.training.sides() {
			all = append(all, source{part(now, k.training.Folds, side), k.training.Encoding, func(i int) bool { return k.used[i] && k.side[i] == side }})
		}
	}
	for _, p := range k.sums {
		if !p.Exact || p.missing {
			continue
		}
		for side := range p.Sum.sides() {
			all = append(all, source{part(p.Line, p.Folds, side), p.Encoding, func(i int) bool { return p.in[i] && p.side[i] == side }})
		}
	}
	return all
}

// part names a side of a sum.
func part(line, folds, side int) Part {
	if folds > 0 {
		return Part{Line: line, Fold: side}
	}
	return Part{Line: line, Held: side == 1}
}

// Check runs the checks of package disclosure on the sums that the training is about to give, together with all exact
// sums that hold some of the file's rows: over all rows, or over each side of a holdout, or fold. Findings about sides are no
// questions: if there is one, the owner states that its sides fail, and no member holds rows back.
func (k *Look) Check(o disclosure.Options, sides bool) (Report, error) {
	t := disclosure.Table{Rows: len(k.used), Line: k.rows.file.Number}
	var parts []Part
	for _, from := range k.sources(sides) {
		s, err := k.rows.file.Columns(from.encoding)
		if err != nil {
			return Report{}, fmt.Errorf("failed to encode columns: %w", err)
		}
		s.Now, s.In = from.Line == now, from.in
		t.Sums, parts = append(t.Sums, s), append(parts, from.Part)
	}
	r, err := disclosure.Check(t, o)
	if err != nil {
		return Report{}, err
	}
	out := Report{Lacks: r.Lacks}
	for _, f := range r.Findings {
		y := agreement(f, parts)
		if !k.settled(f, y) {
			out.Findings = append(out.Findings, Finding{f, y})
		}
	}
	return out, nil
}

// agreement returns the record of a yes to a finding.
func agreement(f disclosure.Finding, parts []Part) Agreed {
	y := Agreed{Rule: f.Rule, Rows: f.Class.Rows, Parts: []Part{}}
	for _, s := range f.Class.Sums {
		if p := parts[s]; p.Line == now {
			y.In = true
		} else {
			y.Parts = append(y.Parts, p)
		}
	}
	return y
}

// settled reports whether the owner said yes to the same finding about the same class before, and no sum that the class
// has been in since brings columns that were not there.
func (k *Look) settled(f disclosure.Finding, y Agreed) bool {
	for _, s := range k.sums {
		for _, a := range s.Agreed {
			if a.Rule == f.Rule && a.Rows == y.Rows && k.sameClass(s, a, y) && !k.newColumns(s, y) {
				return true
			}
		}
	}
	return false
}

// sameClass reports whether the class of y is that of a, which was agreed to in the sum s: before s it was in the same
// sums.
func (k *Look) sameClass(s *past, a, y Agreed) bool {
	var before []Part
	in := false
	for _, p := range y.Parts {
		switch {
		case p.Line < s.Line:
			before = append(before, p)
		case p.Line == s.Line:
			in = true
		}
	}
	return in == a.In && slices.Equal(before, a.Parts)
}

// newColumns reports whether a sum with the class of y after s, or the training at hand, has a column that no sum of the
// class had up to s.
func (k *Look) newColumns(s *past, y Agreed) bool {
	known := map[string]bool{}
	var later []string
	for _, p := range k.sums {
		in := slices.ContainsFunc(y.Parts, func(x Part) bool { return x.Line == p.Line })
		for _, c := range p.Reach.Columns {
			switch {
			case in && p.Line <= s.Line:
				known[c] = true
			case in:
				later = append(later, c)
			}
		}
	}
	later = append(later, k.training.Reach.Columns...)
	return slices.ContainsFunc(later, func(c string) bool { return !known[c] })
}
