// Command generate writes the example tables into a folder, by default the one
// they are kept in:
//
//	go run ./examples/clinic/generate [folder]
package main

import (
	"github.com/blindfit/blindfit/examples/clinic"
	"github.com/blindfit/blindfit/examples/internal/rows"
)

func main() { rows.Write("clinic", clinic.Files()) }
