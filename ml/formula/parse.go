// Package formula owns formulas such as "los ~ age + log(bmi) + sex*smoker + ns(age, knots=c(40,55,70))": their syntax, which is
// R's, the terms that they stand for, and the values of the columns of those terms. It knows ranges and never rows.
package formula

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Variable is a column of a table that a formula can name.
type Variable struct {
	Name string
	// Low, High and Step are the range of a number, and the unit of which its values are multiples; Step is 0 if it has none.
	Low, High, Step float64
	// Levels are those of a column with levels; Ranked if they have an order. The value of a row is then the index of its level.
	Levels []string
	Ranked bool
}

// Column is one column of a formula's terms.
type Column struct {
	Name string
	// Plain is the index of the variable that the column is as it stands, and of which Name is the name; −1 if it is derived.
	Plain           int
	Low, High, Step float64 // of a derived one
	// From are the indices of the variables that it is made of.
	From []int
	// Term is the index of its term.
	Term int
	// Value returns its value from those of all variables; Tree is the same function in parts. Both are nil of a plain one.
	Value func(row []float64) float64
	Tree  *Node
}

// Formula is a compiled formula.
type Formula struct {
	Response  string // before the tilde; empty if there is none
	Intercept bool
	Columns   []Column
	Terms     []Term // in the order of their columns: those of fewer factors first
	// Offset is the sum of the offsets, which is no term and has no weight; nil if there are none.
	Offset *Column
}

// Term is a product of factors, each a variable or a call.
type Term struct {
	Name    string   // the factors as they are written, with colons between
	Factors []string // in the order of the formula
}

// Bounds of a formula. A reader of a training file compiles a formula that another party chose.
const (
	maxFactors = 60   // distinct variables and calls
	MaxColumns = 4096 // of all terms
	maxNested  = 100  // parentheses and signs within each other
	maxNumbers = 1024 // of a list, such as knots
	maxWork    = 1 << 26
)

// Compile reads a formula over variables. Its error names the part that breaks a rule.
func Compile(text string, variables []Variable) (*Formula, error) {
	p := &parser{text: text, variables: variables, left: maxWork}
	out := &Formula{}
	if left, right, both := strings.Cut(text, "~"); both {
		out.Response, p.text = unquote(strings.TrimSpace(left)), right
	} else {
		return nil, fmt.Errorf("it must begin with the target and a tilde, such as y ~ x")
	}
	terms, err := p.sum(set{0})
	if err == nil && p.peek() != 0 {
		err = p.fail("unexpected %q", p.peek())
	}
	if err == nil && p.left < 0 {
		err = errTerms
	}
	if err != nil {
		return nil, err
	}
	out.Intercept, out.Offset = slices.Contains(terms, 0), p.offset
	terms = slices.DeleteFunc(slices.Clone(terms), func(t term) bool { return t == 0 })
	slices.SortStableFunc(terms, func(a, b term) int { return a.degree() - b.degree() })
	for _, t := range terms {
		columns, err := p.expand(t, terms, out.Intercept)
		if err == nil && len(out.Columns)+len(columns) > MaxColumns {
			err = errTerms
		}
		if err != nil {
			return nil, err
		}
		for i := range columns {
			columns[i].Term = len(out.Terms)
		}
		out.Columns, out.Terms = append(out.Columns, columns...), append(out.Terms, describe(t, p.factors))
	}
	if len(out.Columns) == 0 {
		return nil, fmt.Errorf("it has no terms besides the intercept")
	}
	return out, nil
}

// term is a product of factors, one bit for each; 0 is the intercept.
type term uint64

func (t term) degree() int {
	n := 0
	for ; t != 0; t &= t - 1 {
		n++
	}
	return n
}

// set is a list of terms without repetition, in the order of the formula.
type set []term

// with returns the set with further terms. Each comparison of terms takes one from left; once nothing is left the result is not
// whole.
func (s set) with(left *int, others ...term) set {
	for _, t := range others {
		if *left -= 1 + len(s); *left < 0 {
			return s
		}
		if !slices.Contains(s, t) {
			s = append(s, t)
		}
	}
	return s
}

// times returns the products of the terms of both.
func (s set) times(left *int, o set) set {
	var out set
	for _, a := range s {
		for _, b := range o {
			if out = out.with(left, a|b); *left < 0 {
				return out
			}
		}
	}
	return out
}

var errTerms = fmt.Errorf("it has too many terms: at most %d columns are accepted", MaxColumns)

// within calls a function that reads the text between parentheses or after a sign.
func within[T any](p *parser, read func() (T, error)) (T, error) {
	if p.nested++; p.nested > maxNested {
		var none T
		return none, p.fail("more than %d parentheses and signs stand within each other", maxNested)
	}
	defer func() { p.nested-- }()
	return read()
}

type parser struct {
	text      string
	at        int
	variables []Variable
	factors   []factor
	offset    *Column
	nested    int
	left      int // comparisons of terms
}

// describe describes a term of factors for people.
func describe(t term, factors []factor) Term {
	var out Term
	for i, f := range factors {
		if t&(1<<i) != 0 {
			out.Factors = append(out.Factors, f.text)
		}
	}
	out.Name = strings.Join(out.Factors, ":")
	return out
}

func (p *parser) fail(format string, args ...any) error {
	return fmt.Errorf("%s (near %q)", fmt.Sprintf(format, args...), strings.TrimSpace(p.text[min(p.at, len(p.text)):min(len(p.text), p.at+20)]))
}

// peek returns the next character that is no space, or 0 at the end.
func (p *parser) peek() byte {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t' || p.text[p.at] == '\n') {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

// take skips the character c if it is next.
func (p *parser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

func (p *parser) expect(c byte) error {
	if !p.take(c) {
		return p.fail("%q is expected", c)
	}
	return nil
}

// sum reads terms that are added and left out, beginning with some.
func (p *parser) sum(terms set) (set, error) {
	minus := p.take('-')
	if !minus {
		p.take('+')
	}
	for {
		next, zero, err := p.product()
		if err != nil {
			return nil, err
		}
		switch {
		case minus && len(next) == 0:
			return nil, p.fail("an offset is added, not left out")
		case minus != zero: // − x, − 1, + 0
			terms = slices.DeleteFunc(slices.Clone(terms), func(t term) bool { return slices.Contains(next, t) })
		default:
			terms = terms.with(&p.left, next...)
		}
		switch {
		case p.take('+'):
			minus = false
		case p.take('-'):
			minus = true
		default:
			return terms, nil
		}
	}
}

// product reads a*b, which is a + b + a:b. zero means that it is the number 0.
func (p *parser) product() (terms set, zero bool, err error) {
	if terms, zero, err = p.interaction(); err != nil {
		return nil, false, err
	}
	for p.take('*') {
		next, _, err := p.interaction()
		if err == nil {
			err = noOffset(p, terms, next)
		}
		if err != nil {
			return nil, false, err
		}
		terms = terms.with(&p.left, next...).with(&p.left, terms.times(&p.left, next)...)
	}
	return terms, zero, nil
}

// noOffset fails if a part of a product has no terms, as an offset has none.
func noOffset(p *parser, parts ...set) error {
	if p.left < 0 {
		return errTerms
	}
	for _, s := range parts {
		if len(s) == 0 {
			return p.fail("a product has a part without terms: an offset is added by itself")
		}
	}
	return nil
}

func (p *parser) interaction() (terms set, zero bool, err error) {
	if terms, zero, err = p.power(); err != nil {
		return nil, false, err
	}
	for p.take(':') {
		next, _, err := p.power()
		if err == nil {
			err = noOffset(p, terms, next)
		}
		if err != nil {
			return nil, false, err
		}
		terms = terms.times(&p.left, next)
	}
	return terms, zero, nil
}

// power reads (a + b)^2: all products of up to two of the terms.
func (p *parser) power() (terms set, zero bool, err error) {
	if terms, zero, err = p.atom(); err != nil || !p.take('^') {
		return terms, zero, err
	}
	n, err := p.number()
	if err != nil || n != float64(int(n)) || n < 1 || n > 8 {
		return nil, false, p.fail("a power of terms must be a whole number from 1 to 8; a power of numbers is I(x^2)")
	}
	base := terms
	for range int(n) - 1 {
		terms = terms.with(&p.left, terms.times(&p.left, base)...)
	}
	return terms, false, nil
}

func (p *parser) atom() (terms set, zero bool, err error) {
	switch c := p.peek(); {
	case c == '(':
		p.at++
		if terms, err = within(p, func() (set, error) { return p.sum(nil) }); err != nil {
			return nil, false, err
		}
		return terms, false, p.expect(')')
	case c >= '0' && c <= '9':
		n, err := p.number()
		if err != nil || n != 0 && n != 1 {
			return nil, false, p.fail("of numbers only 0 and 1 are terms")
		}
		return set{0}, n == 0, err
	}
	begin := p.at
	name, err := p.name()
	if err != nil {
		return nil, false, err
	}
	if name == "offset" && p.peek() == '(' {
		return set{}, false, addOffset(p, begin)
	}
	if name == "." && p.text[begin] == '.' {
		for i, v := range p.variables {
			t, err := p.factor(v.Name, func() (factor, error) { return p.variable(i), nil })
			if err != nil {
				return nil, false, err
			}
			terms = terms.with(&p.left, t)
		}
		return terms, false, nil
	}
	make := func() (factor, error) {
		i, err := p.find(name)
		if err != nil {
			return factor{}, err
		}
		return p.variable(i), nil
	}
	text := name
	if p.peek() == '(' {
		f, err := p.call(name, begin)
		if err != nil {
			return nil, false, err
		}
		text, make = f.text, func() (factor, error) { return f, nil }
	}
	t, err := p.factor(text, make)
	return set{t}, false, err
}

// factor returns the term of the factor with this text, which is made if the formula has not had it.
func (p *parser) factor(text string, make func() (factor, error)) (term, error) {
	i := slices.IndexFunc(p.factors, func(f factor) bool { return f.text == text })
	if i < 0 {
		if len(p.factors) == maxFactors {
			return 0, fmt.Errorf("it has more than %d different variables and calls", maxFactors)
		}
		f, err := make()
		if err != nil {
			return 0, err
		}
		i, p.factors = len(p.factors), append(p.factors, f)
	}
	return 1 << i, nil
}

// find returns the index of a variable.
func (p *parser) find(name string) (int, error) {
	i := slices.IndexFunc(p.variables, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return 0, p.fail("no feature is named %q", name)
	}
	return i, nil
}

// name reads a name as R has it, or any text between backticks.
func (p *parser) name() (string, error) {
	if p.take('`') {
		text, _, ok := strings.Cut(p.text[p.at:], "`")
		if !ok {
			return "", p.fail("a backtick is not closed")
		}
		p.at += len(text) + 1
		return text, nil
	}
	p.peek()
	begin := p.at
	for p.at < len(p.text) && inName(p.text[p.at]) {
		p.at++
	}
	if p.at == begin {
		return "", p.fail("a name is expected; write names with other characters between backticks")
	}
	return p.text[begin:p.at], nil
}

// inName reports whether a name can have the byte: letters, digits, dots, underscores, and all beyond ASCII.
func inName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c >= 0x80
}

// number reads a number, which may have a sign.
func (p *parser) number() (float64, error) {
	p.peek()
	begin := p.at
	for p.at < len(p.text) {
		c := p.text[p.at]
		exponent := p.at > begin && (p.text[p.at-1] == 'e' || p.text[p.at-1] == 'E')
		if !(c >= '0' && c <= '9' || c == '.' || c == 'e' || c == 'E' || (c == '-' || c == '+') && (exponent || p.at == begin)) {
			break
		}
		p.at++
	}
	v, err := strconv.ParseFloat(p.text[begin:p.at], 64)
	if err != nil {
		p.at = begin
		return 0, p.fail("a number is expected")
	}
	return v, nil
}

func unquote(name string) string { return strings.Trim(name, "`") }
