// Package contrast owns linear combinations of a model's coefficients: how they are written, and their weights.
//
// A combination is a sum of names of coefficients with + - * / and parentheses, such as
//
//	race=black - race=other
//	(race=black + race=other)/2
//
// The level of a factor that is left out as its reference has the coefficient 0. Where coefficients belong to several outcomes
// a combination of plain names is one of each outcome, and names with the outcome before them, such as High:smoke=yes, tell
// outcomes apart. Names that hold an operator may stand between backticks; without, the longest name that fits is taken.
package contrast

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Coefficient names a coefficient.
type Coefficient struct {
	Outcome string // empty if all coefficients belong to one
	Name    string
}

// Combination are the weights of the coefficients in one linear combination, of one outcome if it has plain names.
type Combination struct {
	Outcome string
	Weights []float64 // one for each coefficient
}

// Parse reads a combination of coefficients; zero are the names of reference levels. It returns one combination, or of plain
// names one for each outcome. The error names the part that cannot be read and the names that there are.
func Parse(text string, of []Coefficient, zero []string) ([]Combination, error) {
	var outcomes []string
	names := map[string][]int{}
	for i, c := range of {
		if !slices.Contains(outcomes, c.Outcome) {
			outcomes = append(outcomes, c.Outcome)
		}
		names[c.Name] = append(names[c.Name], i)
		if c.Outcome != "" {
			names[c.Outcome+":"+c.Name] = append(names[c.Outcome+":"+c.Name], i)
		}
	}
	for _, name := range zero {
		if names[name] == nil {
			names[name] = []int{}
		}
	}
	p := &parser{rest: text, names: names}
	for i, c := range of {
		if c.Outcome == outcomes[0] {
			p.shown = append(p.shown, of[i].Name)
		}
	}
	sum, err := p.sum()
	switch {
	case err != nil:
		return nil, err
	case p.peek() != 0:
		return nil, p.unexpected()
	case sum.constant != 0:
		return nil, errors.New("it has a number that multiplies no coefficient")
	case !slices.ContainsFunc(sum.weights(of), func(x float64) bool { return x != 0 }):
		return nil, errors.New("it has no coefficient: all cancel, or are of reference levels")
	}
	return sum.split(of, outcomes)
}

// split returns one combination, or of plain names one for each outcome.
func (s linear) split(of []Coefficient, outcomes []string) ([]Combination, error) {
	if len(outcomes) < 2 || s.plain == 0 {
		return []Combination{{Weights: s.weights(of)}}, nil
	}
	if s.named > 0 {
		return nil, errors.New("some of its names have an outcome and some have none")
	}
	var out []Combination
	for _, outcome := range outcomes {
		w := s.weights(of)
		for i, c := range of {
			if c.Outcome != outcome {
				w[i] = 0
			}
		}
		out = append(out, Combination{outcome, w})
	}
	return out, nil
}

// linear is a number and multiples of coefficients.
type linear struct {
	constant float64
	of       map[int]float64
	// plain and named count the names without an outcome and with one.
	plain, named int
}

func (s linear) weights(of []Coefficient) []float64 {
	out := make([]float64, len(of))
	for i, x := range s.of {
		out[i] = x
	}
	return out
}

func (s linear) isNumber() bool { return s.of == nil }

// plus returns s + sign·o.
func (s linear) plus(o linear, sign float64) linear {
	out := linear{s.constant + sign*o.constant, nil, s.plain + o.plain, s.named + o.named}
	if s.of == nil && o.of == nil {
		return out
	}
	out.of = map[int]float64{}
	for i, x := range s.of {
		out.of[i] += x
	}
	for i, x := range o.of {
		out.of[i] += sign * x
	}
	return out
}

func (s linear) times(x float64) linear {
	out := linear{s.constant * x, nil, s.plain, s.named}
	if s.of != nil {
		out.of = map[int]float64{}
		for i, w := range s.of {
			out.of[i] = w * x
		}
	}
	return out
}

type parser struct {
	rest  string
	names map[string][]int
	shown []string // the names of the first outcome, for errors
	depth int
}

// deepest bounds parentheses and signs within each other.
const deepest = 50

func (p *parser) peek() byte {
	p.rest = strings.TrimLeft(p.rest, " \t")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

func (p *parser) sum() (linear, error) {
	out, err := p.product()
	for err == nil && (p.peek() == '+' || p.peek() == '-') {
		sign := 1.0
		if p.rest[0] == '-' {
			sign = -1
		}
		p.rest = p.rest[1:]
		var next linear
		if next, err = p.product(); err == nil {
			out = out.plus(next, sign)
		}
	}
	return out, err
}

func (p *parser) product() (linear, error) {
	out, err := p.atom()
	for err == nil && (p.peek() == '*' || p.peek() == '/') {
		divides := p.rest[0] == '/'
		p.rest = p.rest[1:]
		next, problem := p.atom()
		switch {
		case problem != nil:
			return out, problem
		case divides && (!next.isNumber() || next.constant == 0):
			return out, errors.New("it may only be divided by numbers that are not 0")
		case divides:
			out = out.times(1 / next.constant)
		case next.isNumber():
			out = out.times(next.constant)
		case out.isNumber():
			out = next.times(out.constant)
		default:
			return out, errors.New("it multiplies two coefficients")
		}
	}
	return out, err
}

func (p *parser) atom() (linear, error) {
	if p.depth++; p.depth > deepest {
		return linear{}, errors.New("it has too many parentheses or signs within each other")
	}
	defer func() { p.depth-- }()
	first := p.peek()
	if name, length := p.longest(); length > 0 {
		p.rest = p.rest[length:]
		return p.coefficient(name), nil
	}
	switch {
	case first == '-' || first == '+':
		p.rest = p.rest[1:]
		out, err := p.atom()
		if first == '-' {
			out = out.times(-1)
		}
		return out, err
	case first == '(':
		p.rest = p.rest[1:]
		out, err := p.sum()
		if err == nil && p.peek() != ')' {
			err = errors.New("a ) is missing")
		}
		if err == nil {
			p.rest = p.rest[1:]
		}
		return out, err
	case first >= '0' && first <= '9' || first == '.':
		return p.number()
	}
	return linear{}, p.unexpected()
}

func (p *parser) number() (linear, error) {
	end := 0
	for end < len(p.rest) && (strings.ContainsRune("0123456789.eE", rune(p.rest[end])) || end > 0 && (p.rest[end] == '-' || p.rest[end] == '+') && (p.rest[end-1] == 'e' || p.rest[end-1] == 'E')) {
		end++
	}
	x, err := strconv.ParseFloat(p.rest[:end], 64)
	if err != nil {
		return linear{}, p.unexpected()
	}
	p.rest = p.rest[end:]
	return linear{constant: x}, nil
}

// coefficient returns a coefficient by its name.
func (p *parser) coefficient(name string) linear {
	out := linear{of: map[int]float64{}}
	at := p.names[name]
	for _, i := range at {
		out.of[i] = 1
	}
	if len(at) == 1 {
		out.named = 1
	} else if len(at) > 1 {
		out.plain = 1
	}
	return out
}

// longest returns the longest name that the rest begins with, and how many bytes it takes.
func (p *parser) longest() (name string, length int) {
	if strings.HasPrefix(p.rest, "`") {
		if quoted, _, closed := strings.Cut(p.rest[1:], "`"); closed && p.names[quoted] != nil {
			return quoted, len(quoted) + 2
		}
		return "", 0
	}
	for n := range p.names {
		if len(n) <= length || !strings.HasPrefix(p.rest, n) {
			continue
		}
		if after := p.rest[len(n):]; after == "" || strings.IndexByte(" \t+-*/)", after[0]) >= 0 {
			name, length = n, len(n)
		}
	}
	return name, length
}

// mostShown is how many names an error lists.
const mostShown = 20

func (p *parser) unexpected() error {
	if p.peek() == 0 {
		return errors.New("it ends where the name of a coefficient should be")
	}
	word, _, _ := strings.Cut(p.rest, " ")
	shown := strings.Join(p.shown[:min(mostShown, len(p.shown))], ", ")
	if len(p.shown) > mostShown {
		shown += " …"
	}
	return fmt.Errorf("no coefficient is named %q; there are %s", word, shown)
}
