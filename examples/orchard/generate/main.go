// Command generate writes the example tables into a folder, by default the one
// they are kept in:
//
//	go run ./examples/orchard/generate [folder]
package main

import (
	"github.com/blindfit/blindfit/examples/internal/rows"
	"github.com/blindfit/blindfit/examples/orchard"
)

func main() { rows.Write("orchard", orchard.Files()) }
