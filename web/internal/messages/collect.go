package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Folders with problems of data owners: messages and hints of problem.Errorf. Those of problem.Protocolf are not among them:
// no honest party causes them, the page tells their kind, and the English sentence is for developers.
var problems = []string{"dataowner"}

// terminal are files of those folders for the program alone: a page pins nothing.
var terminal = []string{"dataowner/invitation/pin.go"}

// Folders with the rules of files: texts that are called a rule, or are the text of a warning.
var rules = []string{"ml/cells", "ml/schema"}

// Files with errors that problems of data owners are made of: all of the first, and of the others those that have a name.
var links = []string{"protocol/identity/link.go", "protocol/identity/code.go"}
var causes = []string{
	"protocol/identity/seal.go", "protocol/log/chain.go",
	"dataowner/ledger/storage.go", "dataowner/ledger/declare.go", "dataowner/ledger/look.go", "dataowner/ledger/privacy.go",
	"dataowner/ledger/rows.go", "dataowner/rows/rows.go", "ml/schema/report.go", "ml/dp/ledger.go",
}

// Files with the questions that a data owner answers: all sentences that they make.
var questions = []string{"dataowner/consent/consent.go", "dataowner/disclosure/finding.go"}

// formats is the file with the names of formats that are recognised and not read, and the ways out.
const formats = "ml/cells/format.go"

// collect returns the sentences in alphabetical order. root is the root folder of the repository.
func collect(root string) ([]string, error) {
	c := collector{found: map[string]bool{}, files: token.NewFileSet()}
	for _, folder := range problems {
		if err := c.folder(filepath.Join(root, folder), c.problem); err != nil {
			return nil, err
		}
	}
	for _, folder := range rules {
		if err := c.folder(filepath.Join(root, folder), c.rule); err != nil {
			return nil, err
		}
	}
	for _, file := range questions {
		if err := c.file(filepath.Join(root, file), c.question); err != nil {
			return nil, err
		}
	}
	for _, file := range links {
		if err := c.file(filepath.Join(root, file), c.link); err != nil {
			return nil, err
		}
	}
	for _, file := range causes {
		if err := c.file(filepath.Join(root, file), c.cause); err != nil {
			return nil, err
		}
	}
	if err := c.file(filepath.Join(root, formats), c.name); err != nil {
		return nil, err
	}
	if len(c.unread) > 0 {
		return nil, fmt.Errorf("problems need a message and a hint that are written in the call, for the page to say them in other languages: %s", strings.Join(c.unread, ", "))
	}
	return slices.Sorted(maps.Keys(c.found)), nil
}

type collector struct {
	found  map[string]bool
	consts map[string]ast.Expr // of the file at hand, those of functions included
	files  *token.FileSet
	unread []string // places of sentences that are not written where they are used
}

// folder shows every node of the Go files below a folder, tests left out.
func (c *collector) folder(root string, visit func(ast.Node)) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		only := slices.ContainsFunc(terminal, func(file string) bool { return strings.HasSuffix(filepath.ToSlash(path), file) })
		if err != nil || only || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		return c.file(path, visit)
	})
}

func (c *collector) file(path string, visit func(ast.Node)) error {
	parsed, err := parser.ParseFile(c.files, path, nil, 0)
	if err != nil {
		return fmt.Errorf("failed to read sentences: %w", err)
	}
	c.consts = map[string]ast.Expr{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
			for i, name := range spec.Names {
				c.consts[name.Name] = spec.Values[i]
			}
		}
		return true
	})
	ast.Inspect(parsed, func(n ast.Node) bool { visit(n); return true })
	return nil
}

// called returns the name of a call's function without its package, and the name of the package, if there is one.
func called(call *ast.CallExpr) (pkg, name string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return "", f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name, f.Sel.Name
		}
		return "", f.Sel.Name
	}
	return "", ""
}

func (c *collector) problem(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch pkg, name := called(n); {
		case pkg == "problem" && name == "Errorf" && len(n.Args) >= 3:
			c.must(n.Args[1])
			c.must(n.Args[2])
			c.add(n.Args[1])
			c.addFormat(n.Args[2])
		case name == "own" && len(n.Args) == 2: // of package statement
			c.add(n.Args[1])
		}
	case *ast.AssignStmt: // a reason within a message
		if isNamed(n.Lhs[0], "why") {
			c.add(n.Rhs[0])
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Message" || key.Name == "Hint") {
			c.add(n.Value)
		}
	case *ast.ValueSpec: // hints that are named
		for i, name := range n.Names {
			if i < len(n.Values) && (name.Name == "hint" || name.Name == "Tampered" || name.Name == "NoSpace") {
				c.add(n.Values[i])
			}
		}
	}
}

// must notes an expression whose sentence cannot be read here.
func (c *collector) must(e ast.Expr) {
	if _, ok := c.text(e); !ok && lastName(e) != "hint" && lastName(e) != "Tampered" && lastName(e) != "NoSpace" {
		c.unread = append(c.unread, c.files.Position(e.Pos()).String())
	}
}

func (c *collector) rule(n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Name.Name == "warning" {
			c.assigned(n)
		}
		if texts(n) {
			c.returned(n)
		}
	case *ast.CallExpr:
		if _, name := called(n); name == "problem" || name == "warning" {
			c.add(n.Args[len(n.Args)-1])
		}
		if _, name := called(n); name == "append" && len(n.Args) == 2 {
			if list, ok := n.Args[0].(*ast.SelectorExpr); ok && (list.Sel.Name == "Warnings" || list.Sel.Name == "Notes") {
				c.add(n.Args[1])
			}
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
			c.add(n.Value)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if i < len(n.Rhs) && (isNamed(left, "rule") || isNamed(left, "Rule")) {
				c.assign(n, i)
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) && strings.HasPrefix(name.Name, "rule") {
				c.add(n.Values[i])
			}
		}
	}
}

// link adds all errors that do not wrap another one.
func (c *collector) link(n ast.Node) {
	if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
		switch pkg, name := called(call); {
		case pkg == "errors" && name == "New", pkg == "fmt" && name == "Errorf":
			c.addFormat(call.Args[0])
		}
	}
}

// cause adds the errors that have a name, and their texts.
func (c *collector) cause(n ast.Node) {
	if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
		switch pkg, name := called(call); {
		case pkg == "errors" && name == "New":
			c.add(call.Args[0])
		case pkg == "fmt" && name == "Errorf" && len(call.Args) > 1 && strings.HasPrefix(lastName(call.Args[1]), "Err"):
			c.addFormat(call.Args[0])
		}
	}
}

// question adds what is made of questions, sentence by sentence.
func (c *collector) question(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if isNamed(n.Lhs[0], "text") {
			c.addSentences(n.Rhs[0])
		}
	case *ast.ReturnStmt:
		for _, e := range n.Results {
			c.addSentences(e)
		}
	case *ast.CallExpr:
		if isNamed(n.Fun, "Sprintf") {
			c.addSentences(n)
		}
	}
}

// addSentences adds the sentences of a text. What goes on after another text is met by itself as well.
func (c *collector) addSentences(e ast.Expr) {
	text, _ := c.text(e)
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "%s See") {
		return
	}
	list := strings.SplitAfter(text, ". ")
	for _, s := range list {
		if s = strings.TrimSpace(s); words.MatchString(s) {
			c.found[s] = true
		}
	}
}

// name adds the name of a format.
func (c *collector) name(n ast.Node) {
	if pair, ok := n.(*ast.CompositeLit); ok && len(pair.Elts) == 2 && isNamed(pair.Type, "Format") {
		c.add(pair.Elts[0])
		c.add(pair.Elts[1])
	}
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func isNamed(e ast.Expr, name string) bool { return lastName(e) == name }

// verb is a verb of package fmt.
var verb = regexp.MustCompile(`%(?:\[\d+\])?[-+#0]*[\d.]*[a-zA-Z%]`)

// plain returns a format with %d for whole numbers, %s for all else, and no doubled sign.
func plain(format string) string {
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		switch v[len(v)-1] {
		case '%':
			return "%"
		case 'd':
			return "%d"
		}
		return "%s"
	})
}

// words is in a text that has something to translate.
var words = regexp.MustCompile(`\pL{2}.* |^a |^column %s|.\(`)

// add adds the sentence of an expression, if it has one with words.
func (c *collector) add(e ast.Expr) {
	if text, ok := c.text(e); ok && words.MatchString(text) {
		c.found[text] = true
	}
}

// addFormat does this with a format of package fmt.
func (c *collector) addFormat(e ast.Expr) {
	if text, ok := c.text(e); ok && words.MatchString(text) {
		c.found[plain(text)] = true
	}
}

// others are functions that return texts for model owners and for the terminal, or parts of sentences.
var others = []string{"String", "Constant", "Describe", "rowRanges", "count"}

// assign adds the text that is assigned, or added at the end of a sentence.
func (c *collector) assign(n *ast.AssignStmt, i int) {
	if n.Tok == token.ADD_ASSIGN {
		c.add(&ast.BinaryExpr{X: n.Lhs[i], Op: token.ADD, Y: n.Rhs[i]})
	} else {
		c.add(n.Rhs[i])
	}
}

// assigned adds all texts that are assigned in a function.
func (c *collector) assigned(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for i := range a.Rhs {
				c.assign(a, i)
			}
		}
		return true
	})
}

// texts reports whether a function returns a text that may be a rule. Those of training files are not for data owners.
func texts(f *ast.FuncDecl) bool {
	if f.Type.Results == nil || slices.Contains(others, f.Name.Name) || strings.HasSuffix(f.Name.Name, "Rule") {
		return false
	}
	return slices.ContainsFunc(f.Type.Results.List, func(field *ast.Field) bool { return isNamed(field.Type, "string") })
}

// returned adds the texts that a function returns.
func (c *collector) returned(f *ast.FuncDecl) {
	ast.Inspect(f, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			for _, e := range r.Results {
				c.add(e)
			}
		}
		return true
	})
}

// text returns the sentence that an expression makes, with a verb for each part that is not written there.
func (c *collector) text(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.Ident:
		if value, known := c.consts[e.Name]; known {
			return c.text(value)
		}
	case *ast.BinaryExpr:
		left, lok := c.text(e.X)
		right, rok := c.text(e.Y)
		return verbOr(left, lok) + verbOr(right, rok), lok || rok
	case *ast.CallExpr:
		if pkg, name := called(e); pkg == "fmt" && name == "Sprintf" {
			return c.format(e)
		}
	}
	return "", false
}

func verbOr(text string, ok bool) string {
	if !ok {
		return "%s"
	}
	return text
}

// format returns the format of a call of Sprintf. A count with a noun of package cells is a sentence of its own.
func (c *collector) format(call *ast.CallExpr) (string, bool) {
	for _, arg := range call.Args {
		if counted, ok := arg.(*ast.CallExpr); ok && len(counted.Args) == 2 {
			if noun, ok := c.text(counted.Args[1]); ok && isNamed(counted.Fun, "count") {
				c.found["1 "+noun], c.found["%d "+noun+"s"] = true, true
			}
		}
	}
	text, ok := c.text(call.Args[0])
	return plain(text), ok
}
