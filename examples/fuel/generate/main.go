// Command generate writes the example tables into a folder, by default the one
// they are kept in:
//
//	go run ./examples/fuel/generate [folder]
package main

import (
	"github.com/blindfit/blindfit/examples/fuel"
	"github.com/blindfit/blindfit/examples/internal/rows"
)

func main() { rows.Write("fuel", fuel.Files()) }
