package onnx

import "fmt"

// mlDomain is the domain of operators on text.
const mlDomain = "ai.onnx.ml"

// graph collects the parts of a GraphProto.
type graph struct {
	nodes, constants, inputs, outputs []message
	taken                             map[string]bool
	count                             int
}

// unique returns a name that no tensor has yet.
func (g *graph) unique(name string) string {
	try := name
	for i := 1; g.taken[try]; i++ {
		try = fmt.Sprintf("%s_%d", name, i)
	}
	g.taken[try] = true
	return try
}

func (g *graph) fresh() string {
	g.count++
	return g.unique(fmt.Sprintf("t%d", g.count))
}

func (g *graph) input(name string, elem int64, doc string) {
	g.inputs = append(g.inputs, valueInfo(name, elem, 1, doc))
}

func (g *graph) output(name string, elem int64, columns int, doc string) {
	g.outputs = append(g.outputs, valueInfo(name, elem, columns, doc))
}

// double adds a constant tensor of float64.
func (g *graph) double(dims []int64, values ...float64) string {
	name := g.fresh()
	g.constants = append(g.constants, tensor(name, typeDouble, dims, doubles(values)))
	return name
}

// scalar adds a constant that stretches over rows and columns.
func (g *graph) scalar(x float64) string { return g.double([]int64{1}, x) }

func (g *graph) integer(values ...int64) string {
	name := g.fresh()
	g.constants = append(g.constants, tensor(name, typeInt64, []int64{int64(len(values))}, integers(values)))
	return name
}

// node adds an operator with one output and returns the name of the output.
func (g *graph) node(op string, inputs []string, attrs ...attribute) string {
	return g.nodeTo(g.fresh(), op, "", inputs, attrs...)
}

func (g *graph) nodeTo(output, op, domain string, inputs []string, attrs ...attribute) string {
	var m message
	for _, in := range inputs {
		m = m.text(1, in)
	}
	m = m.text(2, output).text(3, output).text(4, op)
	for _, a := range attrs {
		m = m.bytes(5, a)
	}
	if domain != "" {
		m = m.text(7, domain)
	}
	g.nodes = append(g.nodes, m)
	return output
}

func (g *graph) marshal(name, doc string) message {
	var m message
	for _, n := range g.nodes {
		m = m.bytes(1, n)
	}
	m = m.text(2, name)
	for _, c := range g.constants {
		m = m.bytes(5, c)
	}
	m = m.text(10, doc)
	for _, in := range g.inputs {
		m = m.bytes(11, in)
	}
	for _, out := range g.outputs {
		m = m.bytes(12, out)
	}
	return m
}
