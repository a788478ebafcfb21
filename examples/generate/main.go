// Command generate writes the tables of all examples into a folder, by default the
// one they are kept in:
//
//	go run ./examples/generate [folder]
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindfit/blindfit/examples/clinic"
	"github.com/blindfit/blindfit/examples/emergency"
	"github.com/blindfit/blindfit/examples/fuel"
	"github.com/blindfit/blindfit/examples/heating"
	"github.com/blindfit/blindfit/examples/orchard"
	"github.com/blindfit/blindfit/examples/paygap"
	"github.com/blindfit/blindfit/examples/readmission"
)

func main() {
	folder := "examples"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	for example, files := range map[string]map[string][]byte{
		"clinic": clinic.Files(), "emergency": emergency.Files(), "fuel": fuel.Files(), "heating": heating.Files(), "orchard": orchard.Files(),
		"paygap": paygap.Files(), "readmission": readmission.Files(),
	} {
		if err := write(filepath.Join(folder, example), files); err != nil {
			fmt.Fprintf(os.Stderr, "generate: error: failed to write table: %v\n", err)
			os.Exit(1)
		}
	}
}

func write(folder string, files map[string][]byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
