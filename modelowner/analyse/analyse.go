package analyse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blindfit/blindfit/ml/formula"
	"github.com/blindfit/blindfit/modelowner/problem"
	"github.com/blindfit/blindfit/modelowner/tables"
)

// Options choose the results.
type Options struct {
	// Formula is a model over the columns of the training; its terms must be among those that were summed. If it is empty the model has all
	// terms, or those that Terms names.
	Formula string
	Terms   []string
	Step    Criterion // empty: no choice of terms
	Penalty *Penalty  // nil: no path
	// Cross adds the errors of the model, or of each penalty of the path, on the folds that it is not fitted to.
	Cross bool
	// Contrasts are linear combinations of the model's coefficients, as ml/contrast reads them.
	Contrasts []string
}

// Result is the result of an analysis.
type Result struct {
	Model  string // as a formula; empty if there is no target
	Tables []*tables.Table
}

// Run analyses sums. Its error wraps problem.ErrInput if the options do not fit the sums.
func (s *Sums) Run(opt Options) (*Result, error) {
	if opt.Formula != "" && len(opt.Terms) > 0 {
		return nil, problem.As(problem.ErrInput, fmt.Errorf("invalid analysis: a formula and a list of terms exclude each other"))
	}
	if err := s.checkCross(opt); err != nil {
		return nil, err
	}
	response, terms, err := s.choose(opt)
	if err != nil {
		return nil, err
	}
	if response < 0 {
		return s.describe(opt, terms)
	}
	f, err := s.fit(response, terms)
	if err != nil {
		return nil, err
	}
	whole := f
	if all := s.termsBut(response); len(terms) < len(all) && sub(terms, all) {
		if whole, err = s.fit(response, all); err != nil {
			return nil, err
		}
	}
	out := &Result{}
	var steps *tables.Table
	if opt.Step != "" {
		if f, steps, err = f.step(opt.Step); err != nil {
			return nil, err
		}
	}
	out.Model = f.Name()
	tests, err := f.tests()
	if err != nil {
		return nil, err
	}
	f.partial(tests, whole)
	out.Tables = append(out.Tables, f.coefficients(), f.statistics(), f.covariance(), tests, f.deletions())
	if len(opt.Contrasts) > 0 {
		t, err := f.contrasts(opt.Contrasts)
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, t)
	}
	if t := f.inflation(); t != nil {
		out.Tables = append(out.Tables, t)
	}
	if steps != nil {
		out.Tables = append(out.Tables, steps)
	}
	if opt.Penalty != nil {
		t, err := f.path(*opt.Penalty)
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, t)
	}
	if opt.Cross {
		t, err := f.cross(opt.Penalty)
		if err != nil {
			return nil, err
		}
		out.Tables = append(out.Tables, t)
	}
	return out, s.matrices(out, f.columns, response)
}

// matrices adds correlations and principal components.
func (s *Sums) matrices(out *Result, columns []int, response int) error {
	r, err := s.correlations(columns, response)
	if err != nil {
		return err
	}
	out.Tables = append(out.Tables, r)
	if len(s.varying(columns)) < 2 {
		return nil
	}
	c, err := s.components(columns)
	if err == nil {
		out.Tables = append(out.Tables, c)
	}
	return err
}

// describe analyses columns without a target.
func (s *Sums) describe(opt Options, terms []Term) (*Result, error) {
	if opt.Step != "" || opt.Penalty != nil || opt.Cross || len(opt.Contrasts) > 0 {
		return nil, errNoTarget
	}
	out := &Result{}
	var columns []int
	for _, t := range terms {
		for _, c := range t.Columns {
			columns = append(columns, s.index(c))
		}
	}
	return out, s.matrices(out, columns, -1)
}

func sub(terms, of []Term) bool {
	return !slices.ContainsFunc(terms, func(t Term) bool {
		return !slices.ContainsFunc(of, func(o Term) bool { return o.Name == t.Name })
	})
}

// termsBut returns all terms that do not contain the response.
func (s *Sums) termsBut(response int) []Term {
	return without(s.Terms, func(t Term) bool { return response >= 0 && slices.Contains(t.Columns, s.Columns[response].Name) })
}

// choose returns the response, −1 without any, and the terms that options name.
func (s *Sums) choose(opt Options) (response int, terms []Term, err error) {
	response = -1
	if s.Target != "" {
		response = len(s.Columns) - 1
	}
	switch {
	case opt.Formula != "":
		return s.compile(opt.Formula)
	case len(opt.Terms) == 0:
		return response, s.termsBut(response), nil
	}
	for _, name := range opt.Terms {
		if !slices.ContainsFunc(s.Terms, func(t Term) bool { return t.Name == name }) {
			return 0, nil, s.lacks("term", name)
		}
	}
	return response, without(s.Terms, func(t Term) bool { return !slices.Contains(opt.Terms, t.Name) }), nil
}

func (s *Sums) lacks(what, name string) error {
	names := make([]string, len(s.Terms))
	for i, t := range s.Terms {
		names[i] = t.Name
	}
	return problem.WithHint(problem.As(problem.ErrInput, fmt.Errorf("invalid analysis: no %s %s was summed", what, name)), "there are "+strings.Join(names, ", "))
}

// compile reads a formula over the columns of the training. Terms are those of which all columns were summed.
func (s *Sums) compile(text string) (response int, terms []Term, err error) {
	f, err := formula.Compile(text, s.Variables)
	if err != nil {
		return 0, nil, problem.As(problem.ErrInput, fmt.Errorf("invalid formula: %w", err))
	}
	name := f.Response
	if name == "" {
		name = s.Target
	}
	if response = s.index(name); response < 0 {
		return 0, nil, s.lacks("column", name)
	}
	if f.Intercept != (s.Intercepts > 0) {
		return 0, nil, problem.As(problem.ErrInput, fmt.Errorf("invalid formula: the sums are of a model with an intercept, or of one without: a formula cannot change that"))
	}
	terms = make([]Term, len(f.Terms))
	for i, t := range f.Terms {
		terms[i] = Term{Name: t.Name, Factors: t.Factors}
	}
	for _, c := range f.Columns {
		names := []string{c.Name}
		if c.Plain >= 0 {
			if v := s.Variables[c.Plain]; len(v.Levels) > 0 && !v.Ranked {
				names = nil
				for _, level := range v.Levels[1:] {
					names = append(names, v.Name+"="+level)
				}
			}
		}
		for i, name := range names {
			j := s.find(name)
			if j < 0 || j == response {
				return 0, nil, s.lacks("column", name)
			}
			names[i] = s.Columns[j].Name
		}
		terms[c.Term].Columns = append(terms[c.Term].Columns, names...)
	}
	return response, terms, nil
}

// find returns the place of a column by its name, in which factors may stand in another order; −1 if it is not there.
func (s *Sums) find(name string) int {
	if j := s.index(name); j >= 0 {
		return j
	}
	parts := func(name string) string {
		p := strings.Split(name, ":")
		slices.Sort(p)
		return strings.Join(p, ":")
	}
	return slices.IndexFunc(s.Columns, func(c Column) bool { return strings.Contains(c.Name, ":") && parts(c.Name) == parts(name) })
}
