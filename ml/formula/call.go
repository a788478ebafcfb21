package formula

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blindfit/blindfit/ml/internal/portable"
)

// expression is an arithmetic expression of variables.
type expression struct {
	span
	from []int
	tree *Node
}

// functions are those of numbers, with the range that they accept.
var functions = map[string]struct {
	of   func(float64) float64
	op   Op
	from float64 // exclusive for log
	rule string
}{
	"log":  {portable.Log, Log, 0, "the log of a range that reaches 0 or less: raise its min, or write log(x + 1)"},
	"sqrt": {math.Sqrt, Sqrt, -math.SmallestNonzeroFloat64, "the square root of a range that reaches below 0"},
	"exp":  {portable.Exp, Exp, math.Inf(-1), ""},
}

// call reads the arguments of a function of this name, which begins at the given place, and returns its factor.
func (p *parser) call(name string, begin int) (factor, error) {
	p.at++ // the parenthesis
	f := factor{plain: -1}
	var err error
	if _, numeric := functions[name]; numeric || name == "I" {
		var e expression
		if e, err = p.arithmetic(); err == nil && name != "I" {
			e, err = p.apply(name, e)
		}
		f.from, f.columns = e.from, []piece{{"", e.span, e.tree}}
	} else {
		switch name {
		case "poly":
			err = p.poly(&f)
		case "ns", "bs":
			err = p.spline(&f, name)
		case "cut", "factor":
			err = p.levels(&f, name)
		default:
			err = p.fail("the function %q is not known; there are log, sqrt, exp, I, poly, ns, bs, cut, factor and offset", name)
		}
	}
	if err != nil {
		return f, err
	}
	if err := p.expect(')'); err != nil {
		return f, err
	}
	f.text = strings.TrimSpace(p.text[begin:p.at])
	for i := range f.columns {
		f.columns[i].name = brief(f.text) + f.columns[i].name
		if s := f.columns[i].span; math.IsInf(s.low, 0) || math.IsInf(s.high, 0) || math.IsNaN(s.low+s.high) {
			return f, fmt.Errorf("%s has no finite range", f.text)
		}
	}
	return f, nil
}

// longest is the longest text of a call, in bytes, that names its column in full.
const longest = 100

// Cut ends the text of a call in the names of its columns if it is longer than a name may be. Two calls may have the same then.
const Cut = "…)"

// brief cuts the text of a long call.
func brief(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest-len(Cut)], "") + Cut
}

// addOffset reads the argument of an offset, which begins at the given place, and adds it to those before it.
func addOffset(p *parser, begin int) error {
	p.at++ // the parenthesis
	e, err := p.arithmetic()
	if err == nil {
		err = p.expect(')')
	}
	if err != nil {
		return err
	}
	name := strings.TrimSpace(p.text[begin:p.at])
	if !(e.low < e.high) || math.IsInf(e.high-e.low, 0) {
		return fmt.Errorf("%s has no finite range of more than one value", name)
	}
	next := &Column{Name: name, Plain: -1, Low: e.low, High: e.high, From: e.from, Tree: e.tree}
	if first := p.offset; first != nil {
		next.Name = first.Name + " + " + name
		next.Low, next.High, next.From = first.Low+e.low, first.High+e.high, union(first.From, e.from)
		next.Tree = &Node{Op: Plus, Of: []*Node{first.Tree, e.tree}}
	}
	next.Value = next.Tree.Value()
	p.offset = next
	return nil
}

// apply returns a function of an expression.
func (p *parser) apply(name string, e expression) (expression, error) {
	f := functions[name]
	if !(e.low > f.from) {
		return e, p.fail("%s", f.rule)
	}
	return expression{span{f.of(e.low), f.of(e.high), 0}, e.from, &Node{Op: f.op, Of: []*Node{e.tree}}}, nil
}

// arithmetic reads a sum of products.
func (p *parser) arithmetic() (expression, error) {
	left, err := p.factorOf()
	for err == nil {
		var right expression
		minus := p.take('-')
		if !minus && !p.take('+') {
			return left, nil
		}
		if right, err = p.factorOf(); err != nil {
			break
		}
		if minus {
			right = p.scale(right, -1)
		}
		left = expression{left.plus(right.span), union(left.from, right.from), &Node{Op: Plus, Of: []*Node{left.tree, right.tree}}}
	}
	return left, err
}

// scale returns a multiple of an expression.
func (*parser) scale(e expression, by float64) expression {
	return expression{e.times(constant(by)), e.from, &Node{Op: Times, Of: []*Node{number(by), e.tree}}}
}

// factorOf reads a product of powers.
func (p *parser) factorOf() (expression, error) {
	if p.take('-') {
		e, err := within(p, p.factorOf)
		return p.scale(e, -1), err
	}
	left, err := p.powerOf()
	for err == nil {
		var right expression
		over := p.take('/')
		if !over && !p.take('*') {
			return left, nil
		}
		if right, err = p.powerOf(); err != nil {
			break
		}
		s, op := left.times(right.span), Times
		if over {
			if right.contains(0) {
				return left, p.fail("a division by a range that holds 0")
			}
			if s = left.times(span{1 / right.high, 1 / right.low, 0}); right.low == right.high {
				s = left.times(constant(1 / right.low))
			}
			op = Over
		}
		left = expression{s, union(left.from, right.from), &Node{Op: op, Of: []*Node{left.tree, right.tree}}}
	}
	return left, err
}

func (p *parser) powerOf() (expression, error) {
	e, err := p.primary()
	if err != nil || !p.take('^') {
		return e, err
	}
	n, err := p.number()
	if err != nil || n != math.Trunc(n) || n < 1 || n > 16 {
		return e, p.fail("a power must be a whole number from 1 to 16; write sqrt(x) for a root")
	}
	return expression{e.to(int(n)), e.from, &Node{Op: Power, Of: []*Node{e.tree}, At: int(n)}}, nil
}

func (p *parser) primary() (expression, error) {
	c := p.peek()
	if c == '(' {
		p.at++
		e, err := within(p, p.arithmetic)
		if err != nil {
			return e, err
		}
		return e, p.expect(')')
	}
	if c >= '0' && c <= '9' || c == '.' && p.at+1 < len(p.text) && p.text[p.at+1] >= '0' && p.text[p.at+1] <= '9' {
		x, err := p.number()
		return expression{constant(x), nil, number(x)}, err
	}
	name, err := p.name()
	if err != nil {
		return expression{}, err
	}
	if p.take('(') {
		e, err := within(p, p.arithmetic)
		if err != nil {
			return e, err
		}
		if name == "pmin" || name == "pmax" {
			return extreme(p, name == "pmin", e)
		}
		if _, known := functions[name]; !known {
			return e, p.fail("the function %q is not known here; there are log, sqrt, exp, pmin and pmax", name)
		}
		if e, err = p.apply(name, e); err != nil {
			return e, err
		}
		return e, p.expect(')')
	}
	if p.peek() == '=' {
		return equals(p, name)
	}
	i, err := p.numeric(name)
	return expression{p.spanOf(max(i, 0)), []int{i}, &Node{Op: Entry, At: i}}, err
}

// equals reads == and a level between quotation marks: 1 in rows of that level of a variable, 0 in others.
func equals(p *parser, name string) (expression, error) {
	i, err := p.find(name)
	if err != nil {
		return expression{}, err
	}
	p.at++
	if p.at == len(p.text) || p.text[p.at] != '=' {
		return expression{}, p.fail("== is expected")
	}
	p.at++
	mark := p.peek()
	if mark != '"' && mark != '\'' {
		return expression{}, p.fail("a level between quotation marks is expected")
	}
	level, _, closed := strings.Cut(p.text[p.at+1:], string(mark))
	if !closed {
		return expression{}, p.fail("a quotation mark is not closed")
	}
	at := slices.Index(p.variables[i].Levels, level)
	if at < 0 {
		return expression{}, p.fail("%s has no such level", name)
	}
	p.at += len(level) + 2
	return expression{span{0, 1, 1}, []int{i}, &Node{Op: Level, At: i, Number: float64(at)}}, nil
}

// extreme reads the second argument of pmin or pmax, of which the first is read.
func extreme(p *parser, least bool, a expression) (expression, error) {
	if err := p.expect(','); err != nil {
		return a, err
	}
	b, err := within(p, p.arithmetic)
	if err != nil {
		return a, err
	}
	of, op := math.Max, Greatest
	if least {
		of, op = math.Min, Least
	}
	s := span{of(a.low, b.low), of(a.high, b.high), common(a.step, b.step)}
	return expression{s, union(a.from, b.from), &Node{Op: op, Of: []*Node{a.tree, b.tree}}}, p.expect(')')
}

// numeric returns the index of a variable that is a number or has ranks.
func (p *parser) numeric(name string) (int, error) {
	i, err := p.find(name)
	if err == nil && len(p.variables[i].Levels) > 0 && !p.variables[i].Ranked {
		err = p.fail("%s has levels, and a number is needed", name)
	}
	return i, err
}

func union(a, b []int) []int {
	out := slices.Clone(a)
	for _, i := range b {
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// poly reads x, degree, raw=TRUE.
func (p *parser) poly(f *factor) error {
	i, err := p.first(f)
	if err != nil {
		return err
	}
	if err := p.expect(','); err != nil {
		return err
	}
	if name, _ := p.argument(); name != "" && name != "degree" {
		return p.fail("the degree is expected")
	}
	degree, err := p.number()
	if err != nil || degree != math.Trunc(degree) || degree < 1 || degree > 16 {
		return p.fail("the degree must be a whole number from 1 to 16")
	}
	raw := p.take(',')
	if raw {
		name, _ := p.argument()
		word, err := p.name()
		raw = err == nil && (name == "raw" || name == "") && (word == "TRUE" || word == "T" || word == "raw")
	}
	if !raw {
		return p.fail("orthogonal polynomials depend on the rows: write raw=TRUE")
	}
	for n := 1; n <= int(degree); n++ {
		f.columns = append(f.columns, piece{strconv.Itoa(n), p.spanOf(i).to(n), &Node{Op: Power, Of: []*Node{{Op: Entry, At: i}}, At: n}})
	}
	return nil
}

// first reads a variable that is a number: the first argument of a call.
func (p *parser) first(f *factor) (int, error) {
	name, err := p.name()
	if err != nil {
		return 0, err
	}
	i, err := p.numeric(name)
	f.from = []int{i}
	return i, err
}

// argument reads the name of an argument and its equals sign, if there is one.
func (p *parser) argument() (string, error) {
	at := p.at
	name, err := p.name()
	if err == nil && p.take('=') {
		return name, nil
	}
	p.at = at
	return "", err
}

// list reads c(1, 2, 3), or one number.
func (p *parser) list() ([]float64, error) {
	if c := p.peek(); c != 'c' {
		x, err := p.number()
		return []float64{x}, err
	}
	p.at++
	if err := p.expect('('); err != nil {
		return nil, err
	}
	var out []float64
	for {
		p.peek()
		x, err := p.number()
		if err != nil {
			return nil, err
		}
		if out = append(out, x); len(out) > 1 && !(out[len(out)-2] < x) {
			return nil, p.fail("numbers must ascend")
		}
		if len(out) > maxNumbers {
			return nil, p.fail("at most %d numbers are accepted", maxNumbers)
		}
		if !p.take(',') {
			return out, p.expect(')')
		}
	}
}

// levels reads x, c(…) for cut, and x for factor.
func (p *parser) levels(f *factor, name string) error {
	word, err := p.name()
	if err != nil {
		return err
	}
	i, err := p.find(word)
	if err != nil {
		return err
	}
	v := p.variables[i]
	f.from = []int{i}
	// The text of the call is a part of the columns' names, which call completes.
	named := func(levels []string, is func(level int) *Node) {
		*f = levelled(*f, levels, is)
	}
	of := []*Node{{Op: Entry, At: i}}
	if name == "factor" {
		if len(v.Levels) > 0 {
			named(v.Levels, func(l int) *Node { return &Node{Op: Level, At: i, Number: float64(l)} })
			return nil
		}
		count := (v.High - v.Low) / max(v.Step, 1)
		if v.Step == 0 || v.Step != math.Trunc(v.Step) || v.Low != math.Trunc(v.Low) || count > 100 {
			return p.fail("factor takes whole numbers of at most 101 values, or levels: declare %s as discrete, or use cut", word)
		}
		var levels []string
		for x := v.Low; x <= v.High; x++ {
			levels = append(levels, strconv.FormatFloat(x, 'f', -1, 64))
		}
		named(levels, func(l int) *Node { return &Node{Op: Whole, Of: of, Number: v.Low + float64(l)} })
		return nil
	}
	if len(v.Levels) > 0 {
		return p.fail("cut needs a number, and %s has levels", word)
	}
	if err := p.expect(','); err != nil {
		return err
	}
	if arg, _ := p.argument(); arg != "" && arg != "breaks" {
		return p.fail("breaks are expected")
	}
	breaks, err := p.list()
	if err != nil {
		return err
	}
	if len(breaks) < 3 || !(breaks[0] < v.Low) || breaks[len(breaks)-1] < v.High {
		return p.fail("cut needs at least three breaks, the first below the range of %s (%g) and the last not below its end (%g)", word, v.Low, v.High)
	}
	var levels []string
	for k := 1; k < len(breaks); k++ {
		levels = append(levels, fmt.Sprintf("(%g,%g]", breaks[k-1], breaks[k]))
	}
	named(levels, func(l int) *Node { return &Node{Op: Within, Of: of, Number: breaks[l], End: breaks[l+1]} })
	return nil
}
