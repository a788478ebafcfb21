package formula

import (
	"fmt"
	"slices"
	"strings"
)

// factor is a variable or a call. It has one column for each of its numbers, or one for each of its levels.
type factor struct {
	text    string
	plain   int // the variable that it is, −1 for a call
	levels  bool
	columns []piece
	from    []int
}

// piece is one column of a factor.
type piece struct {
	name string
	span
	tree *Node
}

// variable returns the factor of a variable.
func (p *parser) variable(i int) factor {
	v := p.variables[i]
	f := factor{text: v.Name, plain: i, from: []int{i}}
	if len(v.Levels) == 0 || v.Ranked {
		f.columns = []piece{{v.Name, p.spanOf(i), &Node{Op: Entry, At: i}}}
		return f
	}
	return levelled(f, v.Levels, func(l int) *Node { return &Node{Op: Level, At: i, Number: float64(l)} })
}

// levelled makes columns of a factor for levels, of which is tells whether a row has one.
func levelled(f factor, levels []string, is func(level int) *Node) factor {
	f.levels = true
	for l, name := range levels {
		f.columns = append(f.columns, piece{f.text + "=" + name, span{0, 1, 1}, is(l)})
	}
	return f
}

// spanOf returns the range of a variable's value.
func (p *parser) spanOf(i int) span {
	v := p.variables[i]
	if len(v.Levels) > 0 {
		return span{0, float64(len(v.Levels) - 1), 1}
	}
	return span{v.Low, v.High, v.Step}
}

// expand returns the columns of a term of a formula. A factor with levels has one for each but the first if the formula also has
// the term without it, and else one for each, as in R (J. M. Chambers and T. J. Hastie, Statistical Models in S, 1992, p. 38).
func (p *parser) expand(t term, terms set, intercept bool) ([]Column, error) {
	var parts []factor
	for i, f := range p.factors {
		one := term(1) << i
		if t&one == 0 {
			continue
		}
		rest := t &^ one
		contrasts := rest == 0 && intercept || rest != 0 && slices.Contains(terms, rest)
		if f.levels && contrasts {
			f.columns = f.columns[1:]
		}
		if f.levels && !(contrasts && intercept) { // columns of levels are encoded about 1/2, which needs an intercept
			f.plain = -1
		}
		parts = append(parts, f)
	}
	if len(parts) == 1 && parts[0].plain >= 0 {
		return []Column{{Name: parts[0].text, Plain: parts[0].plain, From: parts[0].from}}, nil
	}
	out := []Column{{Plain: -1, Low: 1, High: 1, Step: 1}}
	for _, f := range parts {
		if len(out)*len(f.columns) > MaxColumns {
			return nil, errTerms
		}
		var next []Column
		for _, piece := range f.columns {
			for _, c := range out {
				next = append(next, c.times(piece, f.from))
			}
		}
		out = next
	}
	for i, c := range out {
		if out[i].Value = c.Tree.Value(); !(c.Low < c.High) {
			return nil, fmt.Errorf("the term %s has one value only", c.Name)
		}
	}
	return out, nil
}

// times returns the product of a column with another.
func (c Column) times(p piece, from []int) Column {
	s := span{c.Low, c.High, c.Step}.times(p.span)
	out := Column{Name: p.name, Plain: -1, Low: s.low, High: s.high, Step: s.step, From: slices.Clone(c.From), Tree: p.tree}
	for _, i := range from {
		if !slices.Contains(out.From, i) {
			out.From = append(out.From, i)
		}
	}
	if c.Tree != nil {
		out.Name = strings.Join([]string{c.Name, p.name}, ":")
		out.Tree = &Node{Op: Times, Of: []*Node{c.Tree, p.tree}}
	}
	return out
}
