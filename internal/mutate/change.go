package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// change is one defence switched off in one file.
type change struct {
	file   string
	line   int
	in     string // the function
	what   string
	source []byte
}

func (c change) String() string { return fmt.Sprintf("%s:%d %s: %s", c.file, c.line, c.in, c.what) }

// key names a change without its line, which moves.
func (c change) key() string { return c.file + " " + c.in + ": " + c.what }

// changesIn returns the changes to all files of a package, tests aside.
func changesIn(dir string) ([]change, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var out []change
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		some, err := changesOf(name, source)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// changesOf returns the changes to one file in the order of their places.
func changesOf(name string, source []byte) ([]change, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, source, 0)
	if err != nil {
		return nil, err
	}
	f := &finder{fset: fset, name: name, source: source, before: map[ast.Node]ast.Node{}}
	for _, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		f.in = fn.Name.Name
		f.refuses = returnsError(fn.Type)
		ast.Inspect(fn.Body, f.visit)
	}
	sort.SliceStable(f.changes, func(i, j int) bool { return f.changes[i].line < f.changes[j].line })
	seen := map[string]int{}
	for i := range f.changes { // the same condition may stand twice in a function
		c := &f.changes[i]
		if seen[c.key()]++; seen[c.key()] > 1 {
			c.what += fmt.Sprintf(" (number %d)", seen[c.key()])
		}
	}
	return f.changes, nil
}

// returnsError reports whether a function's last result is an error or a bool, as that of a check is.
func returnsError(t *ast.FuncType) bool {
	if t.Results == nil || len(t.Results.List) == 0 {
		return false
	}
	last, ok := t.Results.List[len(t.Results.List)-1].Type.(*ast.Ident)
	return ok && (last.Name == "error" || last.Name == "bool")
}

type finder struct {
	fset    *token.FileSet
	name    string
	source  []byte
	in      string
	refuses bool
	before  map[ast.Node]ast.Node // the statement before each one of a list, or around the first
	changes []change
}

func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BlockStmt:
		f.follow(nil, n.List)
	case *ast.RangeStmt:
		f.follow(n, n.Body.List)
	case *ast.IfStmt:
		if f.refuses && refusal(n.Body.List) {
			f.never(n.Cond, f.errorOf(n))
		}
	case *ast.SwitchStmt:
		for _, c := range n.Body.List {
			f.before[c] = n
		}
	case *ast.CaseClause:
		f.follow(nil, n.Body)
		if f.refuses && refusal(n.Body) {
			for _, cond := range n.List {
				f.never(cond, f.errorOf(n))
			}
		}
	case *ast.BasicLit:
		f.label(n)
	case *ast.BinaryExpr:
		f.order(n)
	case *ast.FuncLit:
		return false
	}
	return true
}

// refusal reports whether statements end in a return of something that is not nil or true at the end.
func refusal(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	r, ok := list[len(list)-1].(*ast.ReturnStmt)
	if !ok || len(r.Results) == 0 {
		return false
	}
	last, ok := r.Results[len(r.Results)-1].(*ast.Ident)
	return !ok || last.Name != "nil" && last.Name != "true"
}

// follow notes the order of statements, after the one around them, which may be nil.
func (f *finder) follow(around ast.Node, list []ast.Stmt) {
	for i, s := range list {
		switch {
		case i > 0:
			f.before[s] = list[i-1]
		case around != nil:
			f.before[s] = around
		}
	}
}

// errorOf returns the call that gave the error which a statement looks at, empty if none is near.
func (f *finder) errorOf(n ast.Node) string {
	for ; n != nil; n = f.before[n] {
		init := n
		switch s := n.(type) {
		case *ast.IfStmt:
			init = s.Init
		case *ast.SwitchStmt:
			init = s.Init
		case *ast.RangeStmt:
			if isErr(s.Value) {
				return f.callee(s.X)
			}
		}
		if a, ok := init.(*ast.AssignStmt); ok && isErr(a.Lhs[len(a.Lhs)-1]) {
			return f.callee(a.Rhs[0])
		}
	}
	return ""
}

func isErr(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "err"
}

// callee returns the text of the function that is called, empty for another expression.
func (f *finder) callee(e ast.Expr) string {
	if c, ok := e.(*ast.CallExpr); ok {
		return f.text(c.Fun)
	}
	return ""
}

// never makes a condition false. If that is whether there is an error, the change is named after the call that gave it, from: the number
// of such a condition in its function would be that of another one once a line is added.
func (f *finder) never(cond ast.Expr, from string) {
	text := f.text(cond)
	if id, ok := cond.(*ast.Ident); ok && (id.Name == "true" || id.Name == "false") {
		return
	}
	if isValue(cond) {
		return // of a switch over a value
	}
	what := "never " + text
	if text == "err != nil" && from != "" {
		what += " of " + from
	}
	f.replace(cond, "("+text+") && false", what)
}

// isValue reports whether an expression cannot be a condition: a literal, or a name that begins like a constant or type.
func isValue(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.StarExpr:
		return true
	case *ast.SelectorExpr:
		return ast.IsExported(e.Sel.Name)
	}
	return false
}

// label changes a text that separates purposes.
func (f *finder) label(l *ast.BasicLit) {
	if l.Kind != token.STRING {
		return
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return
	}
	before := strings.TrimRight(string(f.source[max(0, f.at(l.Pos())-12):f.at(l.Pos())]), " ")
	if strings.HasPrefix(text, "blindfit/") || strings.HasSuffix(before, "label(") || strings.HasSuffix(before, "Domain(") {
		f.replace(l, strconv.Quote(text+"x"), "another label "+l.Value)
	}
}

// order turns a comparison of bytes around, so that the wrong owner adds a mask or the wrong identity comes first.
func (f *finder) order(b *ast.BinaryExpr) {
	left := f.text(b.X)
	if !strings.Contains(left, "Compare(") {
		return
	}
	turned := map[token.Token]string{token.LSS: ">=", token.GTR: "<=", token.LEQ: ">", token.GEQ: "<"}[b.Op]
	if turned != "" {
		f.replace(b, left+" "+turned+" "+f.text(b.Y), "turned around "+f.text(b))
	}
}

func (f *finder) at(p token.Pos) int { return f.fset.Position(p).Offset }

func (f *finder) text(n ast.Node) string { return string(f.source[f.at(n.Pos()):f.at(n.End())]) }

func (f *finder) replace(n ast.Node, text, what string) {
	out := append([]byte{}, f.source[:f.at(n.Pos())]...)
	out = append(out, text...)
	out = append(out, f.source[f.at(n.End()):]...)
	f.changes = append(f.changes, change{file: f.name, line: f.fset.Position(n.Pos()).Line, in: f.in, what: what, source: out})
}
