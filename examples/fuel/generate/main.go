// Command generate writes the example tables into a folder, by default the one
// they are kept in:
//
//	go run ./examples/fuel/generate [folder]
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/examples/fuel"
)

func main() {
	folder := filepath.Join("examples", "fuel")
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	for name, data := range fuel.Files() {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			fmt.Fprintf(os.Stderr, "generate: error: failed to write table: %v\n", err)
			os.Exit(1)
		}
	}
}
